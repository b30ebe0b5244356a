"""What makes a Kafka of ours a secured one, for tests: certificates of a CA of its own, users, rights checked."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from streams.broker.process import BrokerError

VALID_DAYS = 2
"""E: a test's cluster lives for minutes; the second day covers a clock that is behind."""


class Secured(Struct, frozen=True):
    """A cluster's certificates and users."""

    ca_file: Path
    """The CA's certificate."""
    broker_file: Path
    """A broker's key and certificate, for 127.0.0.1 and localhost."""
    users: Mapping[str, str]
    """Passwords by user; made up for a test, for they are shown to a tool on its command line."""

    def format_arguments(self) -> list[str]:
        """Return what has the users made when storage is formatted."""
        return [
            word
            for user, password in self.users.items()
            for word in ("--add-scram", f"SCRAM-SHA-512=[name={user},password={password}]")
        ]

    def properties(self) -> dict[str, str]:
        """Return a node's settings."""
        login = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        return {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self.broker_file),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.ca_file),
            "listener.name.certificate.ssl.client.auth": "required",
            "listener.name.password.sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.password.scram-sha-512.sasl.jaas.config": login,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            # Whoever comes to the listener that asks for nothing: the nodes themselves, and a test's set-up.
            "super.users": "User:ANONYMOUS",
        }


def made(folder: Path, users: Mapping[str, str]) -> Secured:
    """Make a CA and a broker's certificate in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    ca_file = make_ca(folder, "ca")
    return Secured(ca_file, make_certificate(folder, "ca", "broker"), users)


def make_ca(folder: Path, name: str) -> Path:
    """Make a CA; return its certificate's file."""
    certificate = folder / f"{name}.pem"
    own = ("-subj", f"/CN={name}", "-keyout", folder / f"{name}.key", "-out", certificate)
    _openssl("req", "-x509", *_NEW_KEY, *own)
    return certificate


def make_certificate(folder: Path, ca: str, name: str, host: str = "127.0.0.1") -> Path:
    """Make a certificate, signed by a CA of the folder, for a host; return the file with it and its key."""
    key, certificate, both = (folder / f"{name}.{ending}" for ending in ("key", "crt", "pem"))
    kind = "IP" if host.replace(".", "").isdigit() else "DNS"
    for_host = ("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:localhost,{kind}:{host}")
    signer = ("-CA", folder / f"{ca}.pem", "-CAkey", folder / f"{ca}.key")
    _openssl("req", "-x509", *_NEW_KEY, *for_host, *signer, "-keyout", key, "-out", certificate)
    both.write_text(key.read_text() + certificate.read_text())
    return both


_NEW_KEY = ("-newkey", "rsa:2048", "-noenc", "-days", str(VALID_DAYS))


def _openssl(*arguments: str | Path) -> None:
    command = ["openssl", *(str(word) for word in arguments)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BrokerError(
            "openssl is not installed, which makes the certificates of a secured Kafka"
        ) from None
    if done.returncode != 0:
        raise BrokerError(f"no certificate: {done.stderr}")
