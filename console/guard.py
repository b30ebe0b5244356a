"""Before and after every answer: no change is taken from another site, and browsers are told to be strict."""

from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 256 * 1024
"""E: bytes; two hundred alerts acted on at once, or a person with a thousand stations, are a tenth of it. A body is
read before it is known who sends it."""


def policy(connects: Iterable[str], pictures: Iterable[str]) -> str:
    """Return the content security policy: our own files alone, besides the media server and the map's tiles."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            " ".join(("img-src 'self' data: blob:", *pictures)),
            " ".join(("media-src 'self' blob:", *connects)),
            " ".join(("connect-src 'self'", *connects)),
            "worker-src 'none'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def origin_of(url: str) -> str | None:
    """Return the origin that a URL template belongs to."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else None


class Guard:
    """Checks origins and sets headers."""

    def __init__(self, app: ASGIApp, origins: Iterable[str], csp: str) -> None:
        self._app = app
        self._origins = frozenset(origins)
        self._csp = csp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._tell(MutableHeaders(scope=message), scope["path"])
            await send(message)

        why = self._why_not(scope)
        answer = self._app if why is None else JSONResponse({"code": why[1], "fields": []}, why[0])
        await answer(scope, receive, strictly)

    def _why_not(self, scope: Scope) -> tuple[HTTPStatus, str] | None:
        """Return why a request is not even looked at."""
        headers = Headers(scope=scope)
        if scope["method"] not in _SAFE and not self._is_ours(headers):
            return HTTPStatus.FORBIDDEN, "other_site"
        if "transfer-encoding" in headers:
            # Browsers tell how much they send.
            return HTTPStatus.LENGTH_REQUIRED, "length_required"
        if int(headers.get("content-length", 0)) > LARGEST_BODY:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"
        if "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
            # PostgreSQL keeps no such character, and nobody means one.
            return HTTPStatus.BAD_REQUEST, "bad_request"
        return None

    def _is_ours(self, headers: Headers) -> bool:
        """Say whether a change comes from our own page. Browsers always send Origin with one; programs need not."""
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin")
        return origin is None or origin in self._origins or origin.partition("://")[2] == headers.get("host")

    def _tell(self, headers: MutableHeaders, path: str) -> None:
        headers["Content-Security-Policy"] = self._csp
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if path.startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")
