"""Logging in with the bureau's own single sign-on. A person must be one of ours; what they may do is ours to say."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from msgspec import Struct

from config.console import ConsoleSettings
from console import accounts, audit
from console.accounts import Account
from console.asking import PartsOf, address_of, give_session
from console.audit import Deed, Detail
from console.fields import WITHOUT_NUL
from console.oidc import AWAY, BEGUN_FOR_S, Begun, Issuer, Known, NoLogin
from console.parts import Parts
from console.problems import OPEN, Refused, may_answer
from console.sessions import begin as begin_session
from console.shapes import answer, answers

BEGUN = "jingjian_login"
"""What the browser keeps a login in that has begun."""
LEFT = "jingjian_left"
"""Set where somebody has logged out, or was not let in: at a desk of many, the next one must say who they are."""
NOT_THEM = frozenset({Detail.NOT_ADDED, Detail.PERSON_DISABLED})
"""It is clear who they are; perhaps somebody else was meant, whom the single sign-on still knew."""
KNOWN = "jingjian_known"
"""Whom the single sign-on knows at this desk: its ID token, to name them by when they leave."""
LONGEST_HINT, NO_HINT = 3500, "-"
"""Characters. Source: RFC 6265, 6.1: browsers keep cookies of 4096 bytes, with name and attributes."""
OF_SESSIONS, BELOW = "/api/session", "/api/session/oidc"
"""These cookies go no further."""
OF_OURS = r"^/([^/\\\x00-\x1f][^\\\x00-\x1f]*)?$"
"""A page of ours and its query: two slashes would begin another site, browsers take a backslash for one, and leave
out line breaks between them."""

router = APIRouter(prefix=OF_SESSIONS, tags=["session"])

Page = Annotated[str, Query(max_length=500, pattern=OF_OURS)]
Told = Annotated[str, Query(max_length=4096, pattern=WITHOUT_NUL)]
"""What the issuer sends; E: codes that are tokens themselves have some thousand characters."""

BROWSER = {**OPEN, **may_answer(HTTPStatus.NOT_FOUND)}
"""What a browser may get instead of being sent on."""


class Label(Struct, frozen=True):
    """What the button says."""

    zh: str
    en: str


class Ways(Struct, frozen=True):
    """How one may log in."""

    password: bool
    oidc: Label | None


@router.get("/ways", responses={**answers(Ways), **OPEN})
async def ways(parts: PartsOf) -> Response:
    """Say how one may log in; for the login page, so nothing else is told."""
    settings = parts.settings.console
    label = None if settings.oidc is None else Label(settings.oidc.label_zh, settings.oidc.label_en)
    return answer(Ways(settings.password_login, label))


@router.get("/oidc", status_code=HTTPStatus.SEE_OTHER, response_class=RedirectResponse, responses=BROWSER)
async def begin(request: Request, parts: PartsOf, to: Page = "/") -> Response:
    """Send the browser to the single sign-on; it comes back to our page ``to``."""
    anew = LEFT in request.cookies
    try:
        where, sealed = await _issuer(parts).begin(to, parts.wall(), anew=anew)
    except NoLogin as no:
        return _refused(no.code)
    response = _sent_to(where)
    response.set_cookie(
        BEGUN,
        sealed,
        max_age=BEGUN_FOR_S,
        path=BELOW,
        httponly=True,
        # It comes back from another site, by a link.
        samesite="lax",
        secure=parts.settings.console.secure_cookie,
    )
    return response


@router.get(
    "/oidc/callback", status_code=HTTPStatus.SEE_OTHER, response_class=RedirectResponse, responses=BROWSER
)
async def come_back(request: Request, parts: PartsOf, code: Told = "", state: Told = "") -> Response:
    """Log in whoever comes back from the single sign-on, if they are one of ours."""
    issuer, settings = _issuer(parts), parts.settings.console
    try:
        # Before that nothing is tried: anybody can send browsers here, as often as they like.
        begun = issuer.opened(request.cookies.get(BEGUN, ""), state, parts.wall())
        token, account, known = await _token(parts, issuer, begun, code, address_of(request))
    except NoLogin as no:
        response = _refused(no.code)
        if no.code in NOT_THEM:
            let_nobody_follow(response, settings)
        return response
    response = _sent_to(begun.to)
    give_session(response, token, account, settings)
    hint = known.id_token if len(known.id_token) <= LONGEST_HINT else NO_HINT
    response.set_cookie(
        KNOWN,
        hint,
        max_age=settings.session_s,
        path=OF_SESSIONS,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookie,
    )
    response.delete_cookie(BEGUN, path=BELOW)
    response.delete_cookie(LEFT, path=BELOW)
    return response


async def way_out(request: Request, parts: Parts) -> str | None:
    """Return where whoever logs out is to go, so that the single sign-on does not know them at this desk any more."""
    hint = request.cookies.get(KNOWN)
    if parts.oidc is None or hint is None:
        return None
    try:
        return await parts.oidc.way_out(None if hint == NO_HINT else hint)
    except NoLogin:
        # It is logged. The next one at this desk is asked who they are all the same.
        return None


def let_nobody_follow(response: Response, settings: ConsoleSettings) -> None:
    """Have the single sign-on ask the next one at this desk who they are."""
    response.delete_cookie(KNOWN, path=OF_SESSIONS)
    response.set_cookie(LEFT, "1", path=BELOW, httponly=True, samesite="lax", secure=settings.secure_cookie)


def _issuer(parts: Parts) -> Issuer:
    if parts.oidc is None:
        raise Refused(HTTPStatus.NOT_FOUND, "not_found")
    return parts.oidc


async def _token(
    parts: Parts, issuer: Issuer, begun: Begun, code: str, address: str
) -> tuple[str, Account, Known]:
    """Return the token of a new session, whose it is, and who they are to the issuer.

    Raises ``NoLogin``, and then it is on record and counted.
    """
    # Counted apart from passwords: whatever is wrong with one way, the other goes on.
    key, name = f"oidc:{address}", ""
    async with issuer.few_at_once:
        if await parts.throttle.refuses(key):
            raise NoLogin("too_many_logins")
        try:
            known = await issuer.known(begun, code)
            name = known.name
            account = await _one_of_ours(parts, name)
        except NoLogin as no:
            if no.code != AWAY:
                await parts.throttle.failed(key)
                async with parts.writing() as connection:
                    detail = f"{Detail.OIDC} {no.code} {address}"
                    await audit.record(connection, parts.wall(), name, Deed.LOGIN_FAILED, detail=detail)
            raise
    return await _begun_session(parts, account, address), account, known


async def _one_of_ours(parts: Parts, name: str) -> Account:
    """Return the person; raises ``NoLogin``: nobody is added by logging in."""
    async with parts.people.connect() as connection:
        account = await accounts.find(connection, name)
    if account is None:
        raise NoLogin(Detail.NOT_ADDED)
    if account.disabled:
        raise NoLogin(Detail.PERSON_DISABLED)
    return account


async def _begun_session(parts: Parts, account: Account, address: str) -> str:
    """Begin a session as with a password; return its token."""
    now, settings = parts.wall(), parts.settings.console
    async with parts.writing() as connection:
        if account.must_change:
            # It was for one login, and this is it.
            await accounts.void_password(connection, account.name)
        await audit.record(connection, now, account.name, Deed.LOGGED_IN, detail=f"{Detail.OIDC} {address}")
        return await begin_session(connection, account.name, address, settings, now)


def _sent_to(where: str) -> RedirectResponse:
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)


def _refused(code: str) -> Response:
    """Send the browser to the login page, which puts the code into words."""
    response = _sent_to(f"/?refused={code}")
    response.delete_cookie(BEGUN, path=BELOW)
    return response
