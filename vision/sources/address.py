"""Addresses of videos: which can be used, and how they are shown without what nobody else may know."""

from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

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
    """Return an address as it may stand in a log: without user, password and parameters."""
    if is_file(address):
        return address
    scheme, _, rest = address.partition("://")
    place = rest.split("?", 1)[0].split("#", 1)[0]
    host, slash, path = place.partition("/")
    return urlunsplit((scheme, host.rpartition("@")[2], f"{slash}{path}", "", ""))
