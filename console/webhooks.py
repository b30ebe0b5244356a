"""Webhooks: whom is told of what, what it says, and what signs it. Standard Webhooks names the headers."""

import base64
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from msgspec import Struct
from standardwebhooks import Webhook as Signer

from config.notices import NoticeSettings, Webhook
from config.secret_file import bad_secret, read_secret
from models.alerts import Alert, AlertState, Step
from models.ids import content_id

_RAISES = frozenset({Step.RAISED, Step.RERAISED, Step.UNSUPPRESSED, Step.UNSHELVED})
SETTING = "notices.webhooks.secret_file"
WANTED = "write whsec_ and 24 to 64 random bytes in base64"
"""Source: the Standard Webhooks specification."""


class NoticeState(StrEnum):
    """How far a notice is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Tried long enough: a person must look."""
    PUT_AWAY = "put_away"
    """A person looked, and it need not be sent; why is on the audit trail."""


class Untaken(StrEnum):
    """Why a receiver did not take a notice, where it did not answer with a status."""

    NO_SUCH_HOST = "no_such_host"
    UNREACHABLE = "unreachable"
    NOT_TRUSTED = "not_trusted"
    """Its certificate, or how it encrypts."""
    TIMED_OUT = "timed_out"
    BROKEN_OFF = "broken_off"
    NO_SUCH_WEBHOOK = "no_such_webhook"
    """The settings name this receiver no more."""


def untaken(error: aiohttp.ClientError | TimeoutError | OSError) -> Untaken:
    """Return in a word what went wrong with a request. Pure."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return Untaken.NO_SUCH_HOST
        case aiohttp.ClientSSLError():
            return Untaken.NOT_TRUSTED
        case TimeoutError():
            return Untaken.TIMED_OUT
        case aiohttp.ClientConnectorError():
            return Untaken.UNREACHABLE
        case _:
            return Untaken.BROKEN_OFF


class Notice(Struct, frozen=True):
    """What a receiver is told."""

    type: str
    timestamp: datetime
    data: Alert


def wants(webhook: Webhook, alert: Alert) -> bool:
    """Say whether a receiver is to be told of this version of an alert. Pure."""
    if alert.state is not AlertState.UNACKNOWLEDGED or alert.history[-1].step not in _RAISES:
        return False
    return (
        (not webhook.rules or alert.rule in webhook.rules)
        and (not webhook.priorities or alert.priority in webhook.priorities)
        and (not webhook.units or alert.station in webhook.units)
    )


def signers_of(settings: NoticeSettings) -> dict[str, Signer]:
    """Return what signs for each receiver; raises ``ConfigError`` naming the file."""
    return {webhook.name: Signer(_secret(webhook.secret_file)) for webhook in settings.webhooks}


def _secret(file: Path) -> bytes:
    words = read_secret(file, SETTING, WANTED)
    try:
        secret = base64.b64decode(words.removeprefix("whsec_"), validate=True)
    except ValueError as error:
        raise bad_secret(file, SETTING, str(error), WANTED) from None
    if not 24 <= len(secret) <= 64:
        raise bad_secret(file, SETTING, f"it has {len(secret)} bytes", WANTED)
    return secret


def row_of(webhook: Webhook, alert: Alert, now: datetime) -> dict[str, Any]:
    """Return the row of a notice that is to be sent. Pure: the same alert's version makes the same one."""
    return {
        "notice": f"msg_{content_id(webhook.name, alert.alert, str(alert.version))}",
        "webhook": webhook.name,
        "alert": alert.alert,
        "version": alert.version,
        "body": msgspec.json.encode(Notice("alert.raised", alert.changed_at, alert)).decode(),
        "state": NoticeState.PENDING.value,
        "tries": 0,
        "next_at": now,
        "reason": "",
    }
