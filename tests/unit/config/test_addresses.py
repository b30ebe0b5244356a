"""Addresses in the settings: what browsers or others would be told wrongly, or never find, is named with its place."""

from pathlib import Path

import pytest

from config.problems import ConfigError
from config.settings_file import load_settings

HOOK = '[[notices.webhooks]]\nname = "x"\nsecret_file = "x"\nurl = "{}"\n'
LIVE, TILES = '[console]\nlive_url = "{}"\n', '[console]\ntiles_url = "{}"\n'
ORIGIN, ROLE = '[console]\norigins = ["{}"]\n', '[console.roles]\nworker-1 = "{}"\n'


def loaded(folder: Path, text: str) -> None:
    """Load settings with this text."""
    file = folder / "jingjian.toml"
    file.write_text(text, encoding="utf-8")
    load_settings(file)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (LIVE, "https://media.example:8889/{camera}/whep"),
        (LIVE, "/media/{camera}/index.m3u8"),
        (LIVE, "http://[fe80::1]:8889/{camera}"),
        (TILES, "https://maps.example/{z}/{x}/{y}.png?key=abc"),
        (ORIGIN, "https://console.example:8443"),
        (ROLE, "http://worker:8080"),
        (HOOK, "https://command.example/jingjian?access_token=abc"),
    ],
)
def test_what_is_an_address_is_taken(tmp_path: Path, text: str, address: str) -> None:
    """On this site, or on another with its port."""
    loaded(tmp_path, text.format(address))


@pytest.mark.parametrize(
    ("text", "address", "why"),
    [
        (LIVE, "https://gao:s3cret@media.example/{camera}", "has a user or a password"),
        (LIVE, "https://{camera}.media.example/whep", "is no address"),
        (LIVE, "https://media.example;script-src *;/{camera}", "has blanks"),
        (LIVE, "https://media.example;script-src/{camera}", "is no address"),
        (LIVE, r"https://media.example\r\nX: /{camera}", "has blanks"),
        (LIVE, "//media.example/{camera}", "is no address"),
        (TILES, "ftp://maps.example/{z}/{x}/{y}", "is no address"),
        (TILES, "https://s3cret@maps.example/{z}/{x}/{y}", "has a user or a password"),
        (ORIGIN, "https://console.example/", "no browser sends"),
        (ORIGIN, "https://Console.example", "no browser sends"),
        (ORIGIN, "console.example", "is no address"),
        (ROLE, "10.0.0.5:9102", "is no address"),
        (HOOK, "https://s3cret@command.example/", "has a user or a password"),
        (HOOK, "https://command.example:99999/s3cret", "is no address"),
        (HOOK, "https://[command/s3cret", "is no address"),
    ],
)
def test_what_is_none_is_refused_and_not_shown(tmp_path: Path, text: str, address: str, why: str) -> None:
    """A policy for browsers is made of it, and a secret in it would be in every answer or in the log."""
    with pytest.raises(ConfigError, match=why) as refused:
        loaded(tmp_path, text.format(address))
    assert "s3cret" not in str(refused.value)
