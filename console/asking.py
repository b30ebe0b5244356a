"""Who asks, and whether they may: what every page but the login depends on."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from config.console import ConsoleSettings
from console.accounts import Account
from console.parts import Parts
from console.people import May
from console.problems import Refused
from console.sessions import Session, of_token
from models.ids import StationId

COOKIE = "jingjian"
"""What the browser keeps the session's token in, where it may come without TLS."""
_MUST_CHANGE_ALLOWS = frozenset({"/api/session", "/api/session/password"})
"""What somebody may do whose password was given by another."""


def cookie_of(settings: ConsoleSettings) -> str:
    """Return the cookie's name. Over TLS it is one that browsers let no other host of the domain set (RFC 6265bis)."""
    return f"__Host-{COOKIE}" if settings.secure_cookie else COOKIE


def parts_of(request: Request) -> Parts:
    """Return what the console is made of."""
    parts = request.app.state.parts
    if not isinstance(parts, Parts):
        raise TypeError("the console was made without its parts")
    return parts


PartsOf = Annotated[Parts, Depends(parts_of)]


def address_of(request: Request) -> str:
    """Return where somebody asks from."""
    return "" if request.client is None else request.client.host[:64]


def give_session(response: Response, token: str, account: Account, settings: ConsoleSettings) -> None:
    """Give the browser a session's token, in a cookie that scripts cannot read."""
    response.set_cookie(
        cookie_of(settings),
        token,
        # When it is over the server knows; a display's goes on.
        max_age=None if account.is_display() else settings.session_s,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookie,
    )


async def session_of(request: Request, parts: PartsOf) -> Session:
    """Return the session; refuses whoever has none."""
    token = request.cookies.get(cookie_of(parts.settings.console))
    session = None
    if token is not None:
        async with parts.people.begin() as connection:
            session = await of_token(connection, token, parts.settings.console, parts.wall())
    if session is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "not_logged_in")
    if session.account.must_change and request.url.path not in _MUST_CHANGE_ALLOWS:
        raise Refused(HTTPStatus.FORBIDDEN, "password_must_change")
    return session


SessionOf = Annotated[Session, Depends(session_of)]


def who_may(right: May) -> Callable[[Session], Coroutine[Any, Any, Account]]:
    """Return a dependency that lets nobody through but those who have a right."""

    async def person(session: SessionOf) -> Account:
        if right not in session.account.rights():
            raise Refused(HTTPStatus.FORBIDDEN, "not_allowed")
        return session.account

    return person


WhoSees = Annotated[Account, Depends(who_may(May.SEE))]
WhoWatches = Annotated[Account, Depends(who_may(May.WATCH))]
WhoActs = Annotated[Account, Depends(who_may(May.ACT))]
WhoMaintains = Annotated[Account, Depends(who_may(May.MAINTAIN))]
WhoAdministers = Annotated[Account, Depends(who_may(May.ADMINISTER))]
WhoAudits = Annotated[Account, Depends(who_may(May.AUDIT))]


def row_there(found: Any, account: Account) -> None:
    """Refuse a row that is not there, or another unit's."""
    there(found, account, None if found is None else found["station"])


def there(found: Any, account: Account, station: StationId | None) -> None:
    """Refuse what is not there, and in the same words what is another unit's: nobody learns that it exists."""
    if found is None or station is None or not account.sees(station):
        raise Refused(HTTPStatus.NOT_FOUND, "not_found")
