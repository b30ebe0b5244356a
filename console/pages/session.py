"""Logging in and out, and who one is."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from msgspec import Struct
from pydantic import BaseModel, SecretStr

from console import accounts, audit
from console.accounts import Account
from console.asking import PartsOf, SessionOf, address_of, cookie_of, give_session
from console.audit import Deed, Detail
from console.fields import Name, Password
from console.pages.oidc import let_nobody_follow, way_out
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
    password: Password


class NewPassword(BaseModel):
    """A change of one's own password."""

    old: Password
    new: Password


class Left(Struct, frozen=True):
    """A session is over."""

    then: str
    """Where the browser is to go, so that the single sign-on ends too."""


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
    """Log in; the session comes as a cookie that scripts cannot read. Refused where single sign-on is the only way."""
    address, now, settings = address_of(request), parts.wall(), parts.settings.console
    if not settings.password_login:
        raise Refused(HTTPStatus.FORBIDDEN, "password_login_off")
    wrong = Refused(HTTPStatus.UNAUTHORIZED, "wrong_login")
    account = await _verified(parts, login.name, login.password, address, wrong)
    async with parts.writing() as connection:
        await audit.record(connection, now, login.name, Deed.LOGGED_IN, detail=address)
        token = await begin(connection, account.name, address, settings, now)
    async with parts.people.begin() as connection:
        session = await of_token(connection, token, settings, now)
    if session is None:
        raise wrong
    response = answer(_me(session))
    give_session(response, token, session.account, settings)
    return response


@router.get("", responses={**answers(Me), **LOGGED_IN})
async def who_am_i(session: SessionOf) -> Response:
    """Say who is logged in."""
    return answer(_me(session))


@router.delete("", status_code=HTTPStatus.NO_CONTENT, responses={**answers(Left), **LOGGED_IN})
async def log_out(request: Request, session: SessionOf, parts: PartsOf) -> Response:
    """End this session; of one by single sign-on the answer says where to end that."""
    async with parts.writing() as connection:
        await end(connection, session.token)
        await audit.record(connection, parts.wall(), session.account.name, Deed.LOGGED_OUT)
    then = await way_out(request, parts)
    response = Response(status_code=HTTPStatus.NO_CONTENT) if then is None else answer(Left(then))
    settings = parts.settings.console
    response.delete_cookie(
        cookie_of(settings), httponly=True, samesite="strict", secure=settings.secure_cookie
    )
    if parts.oidc is not None:
        let_nobody_follow(response, settings)
    return response


@router.post(
    "/password",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**LOGGED_IN, **may_answer(HTTPStatus.TOO_MANY_REQUESTS)},
)
async def change_password(new: NewPassword, request: Request, session: SessionOf, parts: PartsOf) -> Response:
    """Change one's own password; all one's sessions end."""
    name, address = session.account.name, address_of(request)
    wrong = Refused(HTTPStatus.FORBIDDEN, "wrong_password", "body.old")
    await _verified(parts, name, new.old, address, wrong, Detail.WRONG_PASSWORD)
    if new.new == new.old:
        # Whoever gave it still knows it.
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "same_password", "body.new")
    async with parts.writing() as connection:
        try:
            await accounts.set_password(connection, name, new.new.get_secret_value())
        except accounts.BadAccount as bad:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, bad.code, "body.new") from None
        await end_all(connection, name)
        await audit.record(connection, parts.wall(), name, Deed.PASSWORD_CHANGED)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _verified(
    parts: Parts, name: str, password: SecretStr, address: str, wrong: Refused, why: str = ""
) -> Account:
    """Return whose name and password these are; refuses, on record, where nobody's or over, and after too many tries."""
    keys = f"name:{name}", f"address:{address}"
    async with parts.throttle.one_at_a_time:
        if await parts.throttle.refuses(*keys):
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too_many_logins")
        async with parts.people.connect() as connection:
            account = await accounts.verify(connection, name, password.get_secret_value())
        is_over = account is not None and account.is_expired(parts.settings.console, parts.wall())
        if account is not None and not is_over:
            return account
        await parts.throttle.failed(*keys)
    async with parts.writing() as connection:
        detail = f"{address} {Detail.PASSWORD_EXPIRED if is_over else why}".strip()
        await audit.record(connection, parts.wall(), name, Deed.LOGIN_FAILED, detail=detail)
    raise Refused(HTTPStatus.FORBIDDEN, Detail.PASSWORD_EXPIRED) if is_over else wrong


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
