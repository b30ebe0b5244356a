"""Passes: what a page shows the media server, which asks us whether its bearer may see a camera.

A pass is signed with the session that asked for it, as it is kept here: it ends with the session, holds with every
console of the room, and there is no secret to look after.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from config.console import ConsoleSettings
from console.accounts import Account
from console.fields import WITHOUT_NUL
from console.people import May
from console.sessions import Session, by_hash
from console.tables import sessions
from models.times import Instant

HOLDS_FOR = timedelta(seconds=120)
"""E: a page asks for the next one every minute, when its look is put on record anew."""


class Pass(Struct, frozen=True, array_like=True):
    """What stands in a pass."""

    name: Annotated[str, Meta(max_length=64, pattern=WITHOUT_NUL)]
    """Whose."""
    station: str
    camera: str
    until: Instant


class Bearer(Struct, frozen=True):
    """Who shows a pass that holds."""

    told: Pass
    session: Session


_read = msgspec.json.Decoder(Pass)


def issue(session: Session, station: str, camera: str, now: datetime) -> tuple[str, datetime]:
    """Return a pass for one camera, and until when it holds."""
    until = now + HOLDS_FOR
    said = msgspec.json.encode(Pass(session.account.name, station, camera, until))
    return f"{_text(said)}.{_text(_signed(said, session.token))}", until


async def bearer(
    connection: AsyncConnection, text: str, settings: ConsoleSettings, now: datetime
) -> Bearer | None:
    """Return who shows a pass; None where it is none of ours, or over, or its person may not look any more."""
    said, _, signature = text.partition(".")
    try:
        body, signed = _bytes(said), _bytes(signature)
        told = _read.decode(body)
    except (ValueError, msgspec.DecodeError):
        return None
    if told.until <= now:
        return None
    theirs = await connection.execute(select(sessions.c.token).where(sessions.c.name == told.name))
    for key in theirs.scalars():
        if hmac.compare_digest(signed, _signed(body, key)):
            session = await by_hash(connection, key, settings, now)
            if session is not None and may_look(session.account, told.station):
                return Bearer(told, session)
    return None


def may_look(account: Account, station: str) -> bool:
    """Say whether somebody may see a station's live video."""
    return May.WATCH in account.rights() and account.sees(station) and not account.must_change


def is_place_of(live_url: str, camera: str, path: str) -> bool:
    """Say whether what a media server calls a path is a camera's, by the address that pages go to.

    A proxy may have put the address into a folder; its last part, ``whep`` or a playlist, is no part of the path.
    """
    outer, named, inner = urlsplit(live_url).path.rpartition("/")[0].partition("{camera}")
    folder, _, word = outer.rpartition("/")
    place = f"{word}{camera}{inner}"
    in_folder = path.endswith(f"/{place}") and f"{folder}/{place}".endswith(f"/{path}")
    return bool(named) and (path == place or in_folder)


def _signed(said: bytes, key: str) -> bytes:
    return hmac.digest(key.encode(), said, hashlib.sha256)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
