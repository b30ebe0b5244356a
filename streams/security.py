"""How our clients show Kafka who they are, and how they know that it is Kafka; said once, for all of them."""

import ssl
from functools import lru_cache
from pathlib import Path
from typing import Any

import faust
from faust.types.auth import CredentialsT

from config.broker import BrokerSettings, Security
from config.problems import ConfigError, Problem

_PROTOCOLS = {
    Security.PLAINTEXT: "PLAINTEXT",
    Security.TLS: "SSL",
    Security.SASL_PLAINTEXT: "SASL_PLAINTEXT",
    Security.SASL_TLS: "SASL_SSL",
}
"""As aiokafka calls them."""


class _Hidden(str):
    """A password as libraries take it; a traceback that shows variables does not show this one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'**********'"


def security_options(broker: BrokerSettings) -> dict[str, Any]:
    """Return what an aiokafka client needs to be let in; raises ``ConfigError`` for files without use."""
    if broker.embedded or broker.security is Security.PLAINTEXT:
        return {}
    options: dict[str, Any] = {"security_protocol": _PROTOCOLS[broker.security]}
    if broker.security.encrypted:
        options["ssl_context"] = tls_context(broker)
    if broker.security.by_password:
        options["sasl_mechanism"] = broker.mechanism.value
        options["sasl_plain_username"] = broker.username
        options["sasl_plain_password"] = _password(broker)
    return options


def faust_credentials(broker: BrokerSettings) -> CredentialsT | None:
    """Return the same for Faust."""
    if broker.embedded or broker.security is Security.PLAINTEXT:
        return None
    context = tls_context(broker) if broker.security.encrypted else None
    if not broker.security.by_password:
        return faust.SSLCredentials(context)
    return faust.SASLCredentials(
        username=broker.username,
        password=_password(broker),
        mechanism=broker.mechanism.value,
        ssl_context=context,
    )


def tls_context(broker: BrokerSettings) -> ssl.SSLContext:
    """Return what checks a broker's certificate and its host name, and shows our own; made once."""
    return _context(broker.ca_file, broker.cert_file, broker.key_file)


@lru_cache(maxsize=8)
def _context(ca_file: Path | None, cert_file: Path | None, key_file: Path | None) -> ssl.SSLContext:
    try:
        # Verifies the chain and the host name: Python's defaults for a client.
        context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=ca_file)
    except (ssl.SSLError, OSError) as error:
        mend = "write certificates in PEM into it, -----BEGIN CERTIFICATE----- and on"
        raise _unusable(ca_file, "ca_file", error, mend) from None
    if cert_file is not None:
        try:
            context.load_cert_chain(cert_file, key_file, password=_no_passphrase)
        except (ssl.SSLError, OSError, ValueError) as error:
            mend = "name a certificate and the key that belongs to it, both in PEM, the key not encrypted"
            raise _unusable(key_file or cert_file, "key_file", error, mend) from None
    return context


def _no_passphrase() -> str:
    # Without this, OpenSSL would ask on the terminal, and a role would wait for ever.
    raise ValueError("the key is encrypted")


def _password(broker: BrokerSettings) -> str:
    if broker.password is not None:
        return _Hidden(broker.password.get_secret_value())
    if broker.password_file is None:
        raise ValueError("settings that ask for a password have one")
    try:
        text = broker.password_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        mend = "correct the path, or let this role's account read it"
        raise _unusable(broker.password_file, "password_file", error, mend) from None
    password = text.removesuffix("\n").removesuffix("\r")
    if not password:
        mend = "write the password into it, in one line"
        raise _unusable(broker.password_file, "password_file", ValueError("it is empty"), mend)
    return _Hidden(password)


def _unusable(file: Path | None, field: str, error: Exception, mend: str) -> ConfigError:
    # A decoder's own words would quote what it could not read.
    reason = "it is no UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
    what = f"cannot be used: {reason}"
    return ConfigError([Problem(str(file or "settings"), None, f"broker.{field}", what, mend)])
