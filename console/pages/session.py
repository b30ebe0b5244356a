"""Logging in and out, and who one is."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request, Response
from msgspec import Struct
from pydantic import BaseModel, Field, SecretStr

from console import accounts, audit
from console.accounts import Account
from console.asking import COOKIE, PartsOf, SessionOf
from console.audit import Deed
from console.fields import Name
from console.parts import Parts
from console.people import May, Role
from console.problems import LOGGED_IN, Refused, may_answer
from console.sessions import Session, begin, end, end_all, of_token
from console.shapes import answer, answers
from models.times import Instant

router = APIRouter(prefix="/api/session", tags=["session"])


class Login(BaseModel):
    """Who wants in."""

    name: Name
    password: Annotated[SecretStr, Field(min_length=1, max_length=200)]


class NewPassword(BaseModel):
    """A change of one's own password."""

    old: Annotated[SecretStr, Field(min_length=1, max_length=200)]
    new: Annotated[SecretStr, Field(min_length=1, max_length=200)]


class Me(Struct, frozen=True):
    """Who is logged in, and what the screens need from the start."""

    name: str
    shown: str
    roles: tuple[Role, ...]
    rights: tuple[May, ...]
    units: tuple[str, ...]
    must_change: bool
    ends_at: Instant


@router.post(
    "",
    responses={
        **answers(Me),
        **LOGGED_IN,
        **may_answer(
            HTTPStatus.TOO_MANY_REQUESTS,
        ),
    },
)
async def log_in(login: Login, request: Request, parts: PartsOf) -> Response:
    """Log in; the session comes as a cookie that scripts cannot read."""
    address, now, settings = _address(request), parts.wall(), parts.settings.console
    account = await _verified(parts, login.name, login.password, address)
    async with parts.writing() as connection:
        deed = Deed.LOGIN_FAILED if account is None else Deed.LOGGED_IN
        await audit.record(connection, now, login.name, deed, detail=address)
        token = None if account is None else await begin(connection, account.name, address, settings, now)
    if token is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "wrong_login")
    async with parts.people.begin() as connection:
        session = await of_token(connection, token, settings, now)
    if session is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "wrong_login")
    response = answer(_me(session))
    response.set_cookie(
        COOKIE,
        token,
        # When it is over the server knows; a display's goes on.
        max_age=None if session.account.is_display() else settings.session_s,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookie,
    )
    return response


@router.get("", responses={**answers(Me), **LOGGED_IN})
async def who_am_i(session: SessionOf) -> Response:
    """Say who is logged in."""
    return answer(_me(session))


@router.delete("", status_code=HTTPStatus.NO_CONTENT, responses=LOGGED_IN)
async def log_out(session: SessionOf, parts: PartsOf) -> Response:
    """End this session."""
    async with parts.writing() as connection:
        await end(connection, session.token)
        await audit.record(connection, parts.wall(), session.account.name, Deed.LOGGED_OUT)
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    secure = parts.settings.console.secure_cookie
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=secure)
    return response


@router.post(
    "/password",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**LOGGED_IN, **may_answer(HTTPStatus.TOO_MANY_REQUESTS)},
)
async def change_password(new: NewPassword, request: Request, session: SessionOf, parts: PartsOf) -> Response:
    """Change one's own password; all one's sessions end."""
    name = session.account.name
    if await _verified(parts, name, new.old, _address(request)) is None:
        raise Refused(HTTPStatus.FORBIDDEN, "wrong_password", "body.old")
    if new.new == new.old:
        # Whoever gave it still knows it.
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "same_password", "body.new")
    async with parts.writing() as connection:
        try:
            await accounts.set_password(connection, name, new.new.get_secret_value(), must_change=False)
        except accounts.BadAccount as bad:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, bad.code, "body.new") from None
        await end_all(connection, name)
        await audit.record(connection, parts.wall(), name, Deed.PASSWORD_CHANGED)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _address(request: Request) -> str:
    return "" if request.client is None else request.client.host[:64]


async def _verified(parts: Parts, name: str, password: SecretStr, address: str) -> Account | None:
    """Return whose name and password these are, None where nobody's; refuses after too many tries."""
    async with parts.throttle.one_at_a_time:
        if await parts.throttle.refuses(name, address):
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too_many_logins")
        async with parts.people.connect() as connection:
            account = await accounts.verify(connection, name, password.get_secret_value())
        if account is None:
            await parts.throttle.failed(name, address)
    return account


def _me(session: Session) -> Me:
    account = session.account
    return Me(
        account.name,
        account.shown,
        account.roles,
        tuple(sorted(account.rights())),
        account.units,
        account.must_change,
        session.ends_at,
    )
