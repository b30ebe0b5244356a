"""Settings come from the file and the environment, and every mistake is named with its place."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.oidc import OidcSettings
from config.problems import ConfigError
from config.retention import RETENTION_S
from config.settings import Settings
from config.settings_file import load_settings
from streams.topics import Topic


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run in an empty folder, without the environment's own settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("JINGJIAN_CONFIG", "JINGJIAN_BROKER_BOOTSTRAP"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(folder: Path, text: str) -> Path:
    """Write a settings file and return its path."""
    file = folder / "jingjian.toml"
    file.write_text(text, encoding="utf-8")
    return file


def fields(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield every setting with its path."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from fields(kind, f"{path}{name}.")
        else:
            yield f"{path}{name}", field


def test_the_defaults_need_no_file() -> None:
    """Without a file and an environment the defaults hold."""
    settings = load_settings()
    assert settings.topics.prefix == "jingjian"
    assert settings.topics.partitions == 4
    assert settings.limits.largest_message_bytes == 1024**2


@pytest.mark.parametrize(("path", "field"), [*fields(Settings), *fields(OidcSettings, "console.oidc.")])
def test_every_setting_is_described(path: str, field: FieldInfo) -> None:
    """Every setting says what it is, and every number where it comes from."""
    description = field.description or ""
    assert len(description) > 10, path
    assert field.annotation not in {int, float} or "Source: " in description, path


def test_every_topic_has_a_retention_with_a_source() -> None:
    """The table of retentions has exactly the topics, each with a source."""
    assert list(RETENTION_S) == [topic.value for topic in Topic]
    assert all(len(number.source) >= 10 for number in RETENTION_S.values())


def test_the_file_in_the_working_folder_is_read(elsewhere: Path) -> None:
    """jingjian.toml counts where the program was started."""
    write(elsewhere, "[topics]\npartitions = 12\nretention_s = {log = 3600}\n")
    topics = load_settings().topics
    assert topics.partitions == 12
    assert topics.kept_s("log") == 3600
    assert topics.kept_s("alerts") == 180 * 86400


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JINGJIAN_CONFIG leads to a file elsewhere; its relative paths are taken from its own folder."""
    folder = tmp_path / "etc"
    folder.mkdir()
    monkeypatch.setenv("JINGJIAN_CONFIG", str(write(folder, '[bureau]\nstations = "stations.yaml"\n')))
    assert load_settings().bureau.stations == folder / "stations.yaml"


FILE_WITH_PATHS = """
[worker]
state_dir = "state"
[vision]
stills_dir = "pictures/stills"
latest_dir = "/run/latest"
detector = "detector.json"
[store]
url = "sqlite+aiosqlite:///jingjian.db"
[people]
url = "sqlite+aiosqlite:////var/lib/people.db"
[bureau]
rules_dir = "rules"
[[notices.webhooks]]
name = "x"
url = "https://command.example"
secret_file = "secret"
"""


def test_relative_paths_in_the_file_begin_in_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them, wherever the program was started; those of the environment and the defaults, in the working folder."""
    folder = tmp_path / "etc"
    folder.mkdir()
    monkeypatch.setenv("JINGJIAN_BUREAU_STATIONS", "stations.yaml")
    settings = load_settings(write(folder, FILE_WITH_PATHS))
    assert settings.worker.state_dir == folder / "state"
    assert settings.vision.stills_dir == folder / "pictures" / "stills"
    assert settings.vision.latest_dir == Path("/run/latest")
    assert settings.vision.detector == folder / "detector.json"
    assert settings.store.url == f"sqlite+aiosqlite:///{folder / 'jingjian.db'}"
    assert settings.people.url == "sqlite+aiosqlite:////var/lib/people.db"
    assert settings.bureau.rules_dir == folder / "rules"
    assert settings.notices.webhooks[0].secret_file == folder / "secret"
    assert settings.bureau.stations == Path("stations.yaml")
    assert load_settings(write(folder, "")).worker.state_dir == Path("state")


@pytest.mark.parametrize(
    "url", ["sqlite+aiosqlite:///:memory:", "postgresql+asyncpg://jingjian@db.example/jingjian?ssl=require"]
)
def test_a_database_that_is_no_file_has_no_folder(tmp_path: Path, url: str) -> None:
    """Its address stays as it is written."""
    assert load_settings(write(tmp_path, f"[store]\nurl = '{url}'\n")).store.url == url


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable wins over the file for its own setting, and leaves the section's others."""
    file = write(tmp_path, "[topics]\npartitions = 12\nmax_message_bytes = 2000000\n")
    monkeypatch.setenv("JINGJIAN_TOPICS_MAX_MESSAGE_BYTES", "3000000")
    topics = load_settings(file).topics
    assert (topics.partitions, topics.max_message_bytes) == (12, 3_000_000)


OIDC = """[console.oidc]
issuer = "https://sso.example"
client_id = "jingjian"
client_secret_file = "secret"
redirect_uri = "https://console.example/api/session/oidc/callback"
"""


def oidc(name: str, value: str) -> str:
    """Return a single sign-on with one setting changed."""
    return re.sub(rf'^{name} = ".*"$', f'{name} = "{value}"', OIDC, flags=re.MULTILINE)


MISTAKES = [
    ("[topics]\n\npartitions = 0\n", 3, "topics.partitions", "greater than or equal to 1"),
    ("[topics]\npartition = 4\n", 2, "topics.partition", "did you mean partitions?"),
    ("topics.partitions = 'many'\n", 1, "topics.partitions", "valid integer"),
    ("[topics]\nprefix = 'a b'\n", 2, "topics.prefix", "pattern"),
    ("[topics.retention_s]\nlog = 1\n", 2, "topics.retention_s.log", "greater than or equal to 60"),
    ("[topics]\nretention_s = {lg = 90}\n", 1, "topics", "topics: incidents"),
    ("[topics]\nmin_insync = 2\n", 1, "topics", "make it at most replication"),
    ("[tim]\nzone = 'UTC'\n", 1, "tim", "did you mean time?"),
    ("[time]\nzone = 'Mars/Base'\n", 2, "time.zone", "write a name such as Asia/Shanghai"),
    ("[time]\nsource = 'sun'\n", 2, "time.source", "'wall' or 'input'"),
    ("[worker]\nheartbeat_s = 9\n", 1, "worker", "make it smaller"),
    ("[worker]\nsession_timeout_s = 60\n", 1, "worker", "make it smaller"),
    ("[broker]\n\nembedded = \n", 3, "", "not TOML"),
    ("[limits]\nlargest_message_bytes = 99000000\n", None, "", "make it smaller"),
    (
        "[console]\nmedia_api_url = 'http://media:9997/v3'\n",
        2,
        "console.media_api_url",
        "more than an address",
    ),
    ("[console]\nmedia_api_url = 'media'\n", 2, "console.media_api_url", "write https://HOST"),
    ("[console]\npassword_login = false\n", 1, "console", "write [console.oidc]"),
    (OIDC.replace('client_id = "jingjian"', ""), 1, "console.oidc.client_id", "write it: it has no default"),
    (OIDC + "name_clam = 'sub'\n", 6, "console.oidc.name_clam", "did you mean name_claim?"),
    (oidc("issuer", "http://sso.example"), 2, "console.oidc.issuer", "write it as the provider does"),
    (oidc("issuer", "https://sso.example?a=b"), 2, "console.oidc.issuer", "more than an address and a path"),
    (
        oidc("redirect_uri", "https://console.example/"),
        5,
        "console.oidc.redirect_uri",
        "/api/session/oidc/callback",
    ),
    (
        oidc("redirect_uri", "http://console.example/api/session/oidc/callback"),
        5,
        "console.oidc.redirect_uri",
        "is no https address",
    ),
]


@pytest.mark.parametrize(("text", "line", "field", "said"), MISTAKES)
def test_a_mistake_in_the_file_is_named(
    tmp_path: Path, text: str, line: int | None, field: str, said: str
) -> None:
    """A mistake in the settings file names the file, the line and the setting."""
    file = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_settings(file)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == (str(file), line, field)
    assert said in str(problem)


def test_a_file_that_a_section_in_a_section_names_is_beside_the_settings_file(tmp_path: Path) -> None:
    """As all files are that the settings name."""
    settings = load_settings(write(tmp_path, OIDC)).console.oidc
    assert settings is not None
    assert settings.client_secret_file == tmp_path / "secret"


VARIABLES = [
    ("JINGJIAN_TOPICS_PARTITIONS", "four", "valid integer"),
    ("JINGJIAN_BROKER_BOOTSTRA", "a:1", "did you mean bootstrap?"),
    ("JINGJIAN_BROKR_BOOTSTRAP", "a:1", "did you mean broker?"),
]


@pytest.mark.parametrize(("variable", "value", "said"), VARIABLES)
def test_a_mistake_in_the_environment_is_named(
    variable: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong or misspelt variable is named: it would otherwise do nothing, unnoticed."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError, match=re.escape(f"environment: {variable}")) as caught:
        load_settings()
    assert said in str(caught.value)


def test_all_mistakes_come_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File and environment are both reported by one start."""
    monkeypatch.setenv("JINGJIAN_TIME_ZONE", "Nowhere")
    file = write(tmp_path, "[topics]\npartitions = 0\n[worker]\ncheckpoint_s = 0\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(file)
    assert {problem.field for problem in caught.value.problems} == {
        "JINGJIAN_TIME_ZONE",
        "topics.partitions",
        "worker.checkpoint_s",
    }


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is a problem with the path in it."""
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        load_settings(tmp_path / "nowhere.toml")
