"""How a client shows Kafka who it is: what goes together, what does not, and no secret in any message."""

from pathlib import Path

import pytest

from config.broker import BrokerSettings
from config.problems import ConfigError
from config.settings import Settings
from config.settings_file import load_settings

SECRET = "geheim-4711"  # noqa: S105  made up
PASSWORD = f'username = "u"\npassword = "{SECRET}"\n'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def load(folder: Path, text: str) -> Settings:
    """Load settings whose section [broker] is the text; files named ca.pem and own.pem are beside them."""
    for name in ("ca.pem", "own.pem"):
        (folder / name).touch()
    file = folder / "jingjian.toml"
    file.write_text(f"[broker]\n{text}", encoding="utf-8")
    return load_settings(file)


GOOD = {
    "nothing": "",
    "a password": f'security = "sasl_tls"\n{PASSWORD}',
    "a password in a file": 'security = "sasl_tls"\nusername = "u"\npassword_file = "own.pem"\n',
    "an own CA": f'security = "sasl_tls"\nca_file = "ca.pem"\n{PASSWORD}',
    "a certificate": 'security = "tls"\nca_file = "ca.pem"\ncert_file = "own.pem"\nkey_file = "own.pem"\n',
    "key and certificate in one": 'security = "tls"\ncert_file = "own.pem"\n',
    "the embedded broker, which asks for nothing": f"embedded = true\n{PASSWORD}",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_what_goes_together_is_taken(tmp_path: Path, text: str) -> None:
    """Each is a way in; paths are taken from the folder of the settings file, and nothing shows the password."""
    settings = load(tmp_path, text)
    for name in ("ca_file", "cert_file", "key_file", "password_file"):
        path = getattr(settings.broker, name)
        assert path is None or path.parent == tmp_path
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


BAD = [
    (PASSWORD, "username is given, but security is plaintext", "set security to sasl_tls"),
    ('security = "sasl_tls"\n', "there is no username", "JINGJIAN_BROKER_PASSWORD"),
    ('security = "sasl_tls"\nusername = "u"\n', "there is no password", "give username"),
    (
        f'security = "sasl_tls"\npassword = "{SECRET}"\n',
        "password is given without username",
        "name the user",
    ),
    (f'security = "sasl_tls"\n{PASSWORD}password_file = "own.pem"\n', "both given", "keep one"),
    (f'security = "tls"\n{PASSWORD}', "username is given, but security is tls", "set security to sasl_tls"),
    ('ca_file = "ca.pem"\n', "ca_file is given, but security is plaintext", "set security to tls"),
    (
        'security = "tls"\nkey_file = "own.pem"\n',
        "key_file is given without cert_file",
        "name the certificate",
    ),
    (
        'security = "tls"\nca_file = "nowhere.pem"\n',
        "nowhere.pem cannot be read (No such file",
        "correct the path",
    ),
    ('security = "tls"\nca_file = "."\n', "cannot be read (Is a directory", "correct the path"),
    (f'security = "sasl"\n{PASSWORD}', "'plaintext', 'tls', 'sasl_plaintext' or 'sasl_tls'", "correct it"),
    (f'security = "sasl_tls"\nmechanism = "MD5"\n{PASSWORD}', "'SCRAM-SHA-512'", "correct it"),
    (f'security = "sasl_tls"\nusername = "u"\npassword = ["{SECRET}"]\n', "valid string", "correct it"),
    (
        f'security = "sasl_tls"\nusername = "u"\npasword = "{SECRET}"\n',
        "no such setting",
        "did you mean password?",
    ),
]


@pytest.mark.parametrize(("text", "what", "mend"), BAD)
def test_what_does_not_go_together_is_named(tmp_path: Path, text: str, what: str, mend: str) -> None:
    """What is wrong, in which file, and how to mend it; never with the password."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    said = str(caught.value)
    assert str(tmp_path / "jingjian.toml") in said
    assert what in said
    assert mend in said
    assert SECRET not in said


def test_a_wrong_password_in_the_environment_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable is named, not what is in it."""
    monkeypatch.setenv("JINGJIAN_BROKER_PASSWORD", SECRET)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "")
    assert "environment: JINGJIAN_BROKER" in str(caught.value)
    assert SECRET not in str(caught.value)


RISKS = [
    ({}, ""),
    ({"security": "sasl_tls"}, ""),
    ({"security": "sasl_tls", "mechanism": "PLAIN"}, ""),
    ({"security": "sasl_plaintext"}, "read and change every message"),
    ({"security": "sasl_plaintext", "mechanism": "PLAIN"}, "the password goes over the network as it is"),
]


@pytest.mark.parametrize(("values", "said"), RISKS)
def test_what_is_allowed_and_unsafe_is_named(values: dict[str, str], said: str) -> None:
    """A password or messages that anybody on the way can read."""
    user = {"username": "u", "password": SECRET} if values else {}
    risks = BrokerSettings.model_validate({**values, **user}).risks()
    assert bool(risks) == bool(said)
    assert said in "".join(risks)
