"""Why a broker did not let us in, in words: aiokafka itself says only that nobody answered."""

import ssl
from collections.abc import Iterable
from typing import Any

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    AuthenticationFailedError,
    GroupAuthorizationFailedError,
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from config.broker import BrokerSettings
from config.settings import Settings

LOOK_WITHIN_MS = 5000
"""E: a broker that lets nobody in says so within milliseconds."""


async def why_refused(settings: Settings, options: dict[str, Any]) -> str:
    """Return why none of the brokers lets us in; "" where one does, or where nobody listens."""
    patient = {name: value for name, value in options.items() if name != "bootstrap_servers"}
    patient["request_timeout_ms"] = min(LOOK_WITHIN_MS, patient.get("request_timeout_ms", LOOK_WITHIN_MS))
    found: list[str] = []
    for host, port, _ in collect_hosts(settings.broker.bootstrap):
        error = await _try(host, port, patient)
        if error is None:
            return ""
        words = _in_words(error, f"{host}:{port}", settings.broker)
        if words:
            found.append(words)
    return "; ".join(dict.fromkeys(found))


async def _try(host: str, port: int, options: dict[str, Any]) -> Exception | None:
    try:
        connection = await create_conn(host, port, **options)
    except (OSError, KafkaError, TimeoutError) as error:
        return error
    try:
        # Only now, where it asks for a password, does it refuse a client that shows none.
        await connection.send(MetadataRequest([]))
    except (OSError, KafkaError, TimeoutError) as error:
        return error
    finally:
        connection.close()
    return None


def _in_words(error: Exception, address: str, broker: BrokerSettings) -> str:
    """Return what happened and how to mend it; "" for what is no refusal."""
    if isinstance(error, SaslAuthenticationFailed | AuthenticationFailedError):
        return (
            f"{address} does not let user {broker.username} in: unknown, or another password; correct "
            f"broker.username and the password, or make the user for {broker.mechanism}"
        )
    if isinstance(error, UnsupportedSaslMechanismError):
        return f"{address} does not take {broker.mechanism}; set broker.mechanism to one that it takes"
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"{address} shows a certificate that does not hold ({error.verify_message}); set broker.ca_file to "
            "the CA that signed it, and broker.bootstrap to the host names in it"
        )
    if isinstance(error, ssl.SSLError):
        return (
            f"{address} and we do not agree on TLS ({error.reason}); broker.security is {broker.security}: "
            "set it to what this port speaks, and broker.cert_file to a certificate that it takes"
        )
    if isinstance(error, IllegalSaslStateError | ConnectionResetError) or _closed(error):
        return (
            f"{address} listens, but closed the connection: it is just starting or ending, or it speaks something "
            f"else than {broker.security}; set broker.security to what it speaks, and broker.cert_file where it "
            "asks for a certificate"
        )
    return ""


def _closed(error: Exception) -> bool:
    """Say whether the connection was there, and the other side ended it."""
    return isinstance(error, KafkaError) and "closed" in str(error).lower()


def in_words(error: BaseException, broker: BrokerSettings) -> str:
    """Return an error's reason; for a right that is missing, with whose and how to give it."""
    for each in (error, error.__cause__):
        if isinstance(each, TopicAuthorizationFailedError | GroupAuthorizationFailedError):
            what = "topic" if isinstance(each, TopicAuthorizationFailedError) else "group"
            return (
                f"user {broker.username or 'without a name'} lacks a right to {what} {_named(each.args)}; the "
                "rights of every role: jingjian acls (docs/operating.md)"
            )
    return str(error) or type(error).__name__


def _named(arguments: tuple[object, ...]) -> str:
    names = arguments[0] if arguments else "(not told)"
    if isinstance(names, str) or not isinstance(names, Iterable):
        return str(names)
    return ", ".join(sorted(str(name) for name in names))
