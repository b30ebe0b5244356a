"""Addresses of videos: which can be used, and how they are shown without what nobody else may know."""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

SCHEMES = ("rtsp", "rtsps", "rtmp", "rtmps", "http", "https")
"""RTSP and RTMP as cameras and platforms speak them, HTTP for HLS."""


class BadAddress(ValueError):
    """An address cannot be used; says why and how to mend it, without its secrets."""


def is_file(address: str) -> bool:
    """Say whether an address names a file."""
    return "://" not in address


def checked(address: str) -> str:
    """Return an address that can be tried; raises ``BadAddress``."""
    if is_file(address):
        if not Path(address).is_file():
            raise BadAddress(f"there is no file {address}; name a video file, or write rtsp://… for a camera")
        return address
    if _is_ambiguous(address):
        raise BadAddress(
            f"{shown(address)} has an @ behind the first / ? or #, so nobody can tell where a password ends; write / as "
            "%2F, ? as %3F, # as %23 and @ as %40, or give user and password apart"
        )
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadAddress(
            f"{shown(address)} is no address: the host or port cannot be read; write rtsp://HOST:PORT/PATH"
        ) from None
    if parts.scheme not in SCHEMES:
        raise BadAddress(f"{shown(address)} begins with {parts.scheme}; known are {', '.join(SCHEMES)}")
    if not host:
        raise BadAddress(f"{shown(address)} names no host; write {parts.scheme}://HOST:PORT/PATH")
    return address


def with_login(address: str, user: str | None, password: str | None) -> str:
    """Return an address with user and password in it, as FFmpeg wants them; to be shown to nobody."""
    if user is None or is_file(address):
        return address
    scheme, rest = address.split("://", 1)
    login = quote(user, safe="") + ("" if password is None else f":{quote(password, safe='')}")
    return f"{scheme}://{login}@{rest}"


def shown(address: str) -> str:
    """Return an address as it may stand in a log: without user, password and parameters.

    Where it cannot be told what of it is a password, nothing but the scheme is shown.
    """
    if is_file(address):
        return address
    scheme, _, rest = address.partition("://")
    if _is_ambiguous(address):
        return f"{scheme}://…"
    place = _PARAMETERS.split(rest, maxsplit=1)[0]
    host, slash, path = place.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


_PARAMETERS = re.compile(r"[?#]")
_BEHIND_HOST = re.compile(r"[/?#].*@")


def _is_ambiguous(address: str) -> bool:
    """Say whether an @ comes after what ends a host: a password with a / in it looks so, and so do some paths."""
    return _BEHIND_HOST.search(address.partition("://")[2]) is not None
