"""A role's process gets the very settings of whoever starts it, through its environment."""

from pathlib import Path

import pytest

from config.settings import Settings
from config.settings_file import load_settings
from jingjian.demo import environment_of

CHANGED = {
    "broker": {"bootstrap": "one:9092,two:9092", "embedded": True},
    "topics": {"prefix": "p", "partitions": 7, "retention_s": {"alerts": 61}},
    "time": {"source": "input", "zone": "Asia/Urumqi"},
    "bureau": {"stations": "/somewhere/stations.yaml"},
    "worker": {"checkpoint_s": 2.5, "store": "rocksdb", "state_dir": "/somewhere/state"},
    "limits": {"farthest_past_s": 12.0},
}

SECURED = {"broker": {"security": "sasl_tls", "username": "intake", "password": 'of "intake" 一'}}


@pytest.mark.parametrize("values", [{}, CHANGED, SECURED], ids=["defaults", "changed", "secured"])
def test_settings_come_back_from_the_environment(
    values: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was set, by file or by hand, is set in the process too."""
    settings = Settings.model_validate(values)
    monkeypatch.chdir(tmp_path)
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings
