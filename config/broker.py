"""The section ``[broker]``: where Kafka is, and how a client shows who it is."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, model_validator

from config.section import Section


class Security(StrEnum):
    """How clients and brokers speak; Kafka's own names are PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL."""

    PLAINTEXT = "plaintext"
    """Anybody on the way can read and write."""
    TLS = "tls"
    """Encrypted; who the client is, its certificate says, if it has one."""
    SASL_PLAINTEXT = "sasl_plaintext"
    """A user and a password; anybody on the way can read and write all the same."""
    SASL_TLS = "sasl_tls"
    """Encrypted, with a user and a password."""

    @property
    def encrypted(self) -> bool:
        """Say whether nobody on the way can read."""
        return self in {Security.TLS, Security.SASL_TLS}

    @property
    def by_password(self) -> bool:
        """Say whether a user and a password are asked for."""
        return self in {Security.SASL_PLAINTEXT, Security.SASL_TLS}


class Mechanism(StrEnum):
    """How a password is shown to a broker."""

    SCRAM_SHA_512 = "SCRAM-SHA-512"
    SCRAM_SHA_256 = "SCRAM-SHA-256"
    PLAIN = "PLAIN"
    """As it is: whoever reads it has it."""


def _readable(file: Path) -> Path:
    try:
        with file.open("rb"):
            return file
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ValueError(
            f"{file} cannot be read ({reason}); correct the path, or let this role's account read it"
        ) from None


ReadableFile = Annotated[Path, AfterValidator(_readable)]


class BrokerSettings(Section):
    """Where Kafka is, and how a client shows who it is."""

    bootstrap: str = Field(
        default="127.0.0.1:9092",
        min_length=1,
        description="Addresses of the Kafka brokers: host:port, comma between.",
    )
    embedded: bool = Field(
        default=False,
        description="Start a broker in memory on this machine instead: for demonstrations, one worker only. It "
        "knows no users and no TLS: the settings below do not count then.",
    )
    security: Security = Field(
        default=Security.PLAINTEXT,
        description="How clients speak with Kafka: plaintext, tls, sasl_plaintext or sasl_tls. Over a network "
        "that others use, sasl_tls, or tls with a certificate for each role.",
    )
    ca_file: ReadableFile | None = Field(
        default=None,
        description="The certificates (PEM) of those who may vouch for a broker; without it, the system's.",
    )
    cert_file: ReadableFile | None = Field(
        default=None, description="The role's own certificate (PEM), where brokers ask for one."
    )
    key_file: ReadableFile | None = Field(
        default=None,
        description="The key of cert_file (PEM, not encrypted, readable to the role's account alone); without "
        "it, it is in cert_file.",
    )
    username: str | None = Field(
        default=None, min_length=1, description="The role's user: one for each role, with that role's rights."
    )
    password: SecretStr | None = Field(
        default=None, min_length=1, description="The user's password, best given as JINGJIAN_BROKER_PASSWORD."
    )
    password_file: ReadableFile | None = Field(
        default=None, description="A file with the password instead; its last line break does not count."
    )
    mechanism: Mechanism = Field(
        default=Mechanism.SCRAM_SHA_512,
        description="How the password is shown: SCRAM-SHA-512, SCRAM-SHA-256, or PLAIN, which only sasl_tls hides.",
    )

    def risks(self) -> list[str]:
        """Return what is allowed and unsafe all the same."""
        if self.embedded or self.security is not Security.SASL_PLAINTEXT:
            return []
        if self.mechanism is Mechanism.PLAIN:
            what = "the password goes over the network as it is, and whoever reads it can use it"
        else:
            what = "the password is hidden, but whoever is on the way can read and change every message"
        return [f"broker.security is sasl_plaintext: {what}; set it to sasl_tls"]

    @model_validator(mode="after")
    def _consistent(self) -> "BrokerSettings":
        if self.embedded:
            return self
        for problem in (self._of_certificates(), self._of_password()):
            if problem is not None:
                raise ValueError(problem)
        return self

    def _of_certificates(self) -> str | None:
        given = [name for name in ("ca_file", "cert_file", "key_file") if getattr(self, name) is not None]
        if given and not self.security.encrypted:
            return (
                f"{given[0]} is given, but security is {self.security}, which uses none; "
                "set security to tls or sasl_tls"
            )
        if self.key_file is not None and self.cert_file is None:
            return "key_file is given without cert_file; name the certificate that it belongs to"
        return None

    def _of_password(self) -> str | None:
        secrets = [name for name in ("password", "password_file") if getattr(self, name) is not None]
        given = [*(["username"] if self.username is not None else []), *secrets]
        if len(secrets) == 2:
            return "password and password_file are both given; keep one"
        if given and not self.security.by_password:
            return (
                f"{given[0]} is given, but security is {self.security}, which asks for none; "
                "set security to sasl_tls"
            )
        if secrets and self.username is None:
            return f"{secrets[0]} is given without username; name the user whose password it is"
        if self.security.by_password and not secrets:
            missing = "password" if self.username is not None else "username"
            return (
                f"security is {self.security}, but there is no {missing}; give username, and password_file or "
                "JINGJIAN_BROKER_PASSWORD"
            )
        return None
