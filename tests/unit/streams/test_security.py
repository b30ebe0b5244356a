"""What aiokafka and Faust are given to be let in; files without use are named, and passwords never shown."""

import ssl
import subprocess
from pathlib import Path

import faust
import pytest
from faust.types.auth import AuthProtocol, SASLMechanism

from config.broker import BrokerSettings
from config.problems import ConfigError
from streams.broker.secured import make_ca, make_certificate
from streams.security import faust_credentials, security_options

SECRET = "geheim-4711"  # noqa: S105  made up


def broker(**values: object) -> BrokerSettings:
    """Return settings of a secured broker."""
    return BrokerSettings.model_validate(
        {"security": "sasl_tls", "username": "u", "password": SECRET, **values}
    )


def test_aiokafka_and_faust_are_given_the_same(tmp_path: Path) -> None:
    """Protocol, mechanism, user, password, and one context that checks certificate and host name."""
    settings = broker(ca_file=make_ca(tmp_path, "ca"))
    options, credentials = security_options(settings), faust_credentials(settings)
    assert isinstance(credentials, faust.SASLCredentials)
    assert options["security_protocol"] == credentials.protocol.value == "SASL_SSL"
    assert credentials.mechanism is SASLMechanism.SCRAM_SHA_512
    assert options["sasl_mechanism"] == "SCRAM-SHA-512"
    assert options["sasl_plain_username"] == credentials.username == "u"
    assert options["sasl_plain_password"] == credentials.password == SECRET
    assert options["ssl_context"] is credentials.ssl_context
    assert options["ssl_context"].check_hostname
    assert options["ssl_context"].verify_mode is ssl.CERT_REQUIRED
    assert SECRET not in f"{options!r} {credentials!r} {vars(credentials)}"


def test_a_certificate_alone_is_enough(tmp_path: Path) -> None:
    """TLS without a password."""
    make_ca(tmp_path, "ca")
    settings = BrokerSettings.model_validate(
        {"security": "tls", "cert_file": make_certificate(tmp_path, "ca", "intake")}
    )
    credentials = faust_credentials(settings)
    assert isinstance(credentials, faust.SSLCredentials)
    assert credentials.protocol is AuthProtocol.SSL
    assert security_options(settings).keys() == {"security_protocol", "ssl_context"}


@pytest.mark.parametrize("settings", [BrokerSettings(), broker(embedded=True)], ids=["plaintext", "embedded"])
def test_where_nothing_is_asked_for_nothing_is_given(settings: BrokerSettings) -> None:
    """Neither to aiokafka nor to Faust."""
    assert security_options(settings) == {}
    assert faust_credentials(settings) is None


@pytest.mark.parametrize("text", [SECRET, f"{SECRET}\n", f"{SECRET}\r\n"])
def test_a_password_comes_from_a_file(tmp_path: Path, text: str) -> None:
    """Its last line break does not count."""
    file = tmp_path / "password"
    file.write_bytes(text.encode())
    settings = broker(password=None, password_file=file)
    assert security_options(settings)["sasl_plain_password"] == SECRET


@pytest.mark.parametrize(
    ("content", "said"), [(b"\n", "it is empty"), (SECRET.encode() + b"\xff", "it is no UTF-8")]
)
def test_a_password_file_without_use_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    """The file and the setting; nothing of what is in it."""
    file = tmp_path / "password"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=f"{file}: broker.password_file: cannot be used: {said}") as caught:
        security_options(broker(password=None, password_file=file))
    assert SECRET not in str(caught.value)


def test_files_that_are_no_certificates_are_named(tmp_path: Path) -> None:
    """A CA file with something else in it, and a certificate without its key."""
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("nothing")
    with pytest.raises(ConfigError, match=f"{nothing}: broker.ca_file: cannot be used"):
        security_options(broker(ca_file=nothing))
    ca = make_ca(tmp_path, "ca")
    with pytest.raises(ConfigError, match=f"{ca}: broker.key_file: cannot be used"):
        security_options(broker(cert_file=ca))


def test_an_encrypted_key_is_refused_and_asked_for_by_nobody(tmp_path: Path) -> None:
    """A role that waited for a passphrase at a terminal would wait for ever."""
    make_ca(tmp_path, "ca")
    both = make_certificate(tmp_path, "ca", "intake")
    locked = tmp_path / "locked.key"
    command = [
        "openssl",
        "pkcs8",
        "-topk8",
        "-in",
        str(both),
        "-out",
        str(locked),
        "-passout",
        f"pass:{SECRET}",
    ]
    subprocess.run(command, check=True, capture_output=True)
    with pytest.raises(ConfigError, match="the key is encrypted") as caught:
        security_options(broker(cert_file=both, key_file=locked))
    assert SECRET not in str(caught.value)
