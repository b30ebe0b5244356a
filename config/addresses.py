"""Addresses on the web, as settings name them."""

import re
from urllib.parse import SplitResult, urlsplit

_HOST_AND_PORT = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")


def parts_of_address(url: str, name: str) -> SplitResult:
    """Return an address's parts; raises ``ValueError`` with how to mend it, which shows no secret that is in it."""
    if not url.isprintable() or " " in url:
        raise ValueError(f"{name} has blanks in it; write https://HOST/PATH")
    try:
        parts = urlsplit(url)
        _ = parts.port  # refuses what is no port
    except ValueError:
        raise ValueError(f"{name} is no address; write https://HOST/PATH") from None
    if "@" in parts.netloc:
        raise ValueError(f"{name} has a user or a password in it, which others would see; leave it out")
    if parts.scheme not in {"http", "https"} or not _HOST_AND_PORT.fullmatch(parts.netloc):
        raise ValueError(f"{name} is no address; write https://HOST/PATH")
    return parts


def is_of_this_site(url: str) -> bool:
    """Say whether it is a path on the site that it is used on."""
    return url.startswith("/") and not url.startswith("//")
