"""The administrator's pages about people."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from msgspec import Struct
from pydantic import BaseModel, Field

from console import accounts, administration, audit
from console.accounts import Account, good_until
from console.administration import enrol, in_words
from console.asking import PartsOf, WhoAdministers
from console.audit import Deed, Detail
from console.fields import Name
from console.parts import Parts
from console.people import LOGIN_NAME, Person, Role, unknown_units
from console.problems import LOGGED_IN, Refused, may_answer
from console.sessions import end_all
from console.shapes import answer, answers
from models.times import Instant

router = APIRouter(prefix="/api/people", tags=["people"])

LoginName = Annotated[str, Field(pattern=LOGIN_NAME)]
InPath = Annotated[str, Path(min_length=1, max_length=64)]
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
Units = Annotated[list[Name], Field(min_length=1, max_length=1000)]


class NewPerson(BaseModel):
    """Somebody who is to use the console."""

    name: LoginName
    shown: Name
    roles: Roles
    units: Units


class Changed(BaseModel):
    """What a person is from now on."""

    shown: Name
    roles: Roles
    units: Units
    disabled: bool


class OneOfUs(Struct, frozen=True):
    """A person as the administrator sees them."""

    name: str
    shown: str
    roles: tuple[Role, ...]
    units: tuple[str, ...]
    must_change: bool
    """The password was given by somebody else; it waits to be changed."""
    password_until: Instant | None
    """Until when such a one is good."""
    expired: bool
    """It is good no more: nobody came with it in time."""
    disabled: bool


class Everybody(Struct, frozen=True):
    """All people."""

    people: list[OneOfUs]


class Password(Struct, frozen=True):
    """A password for one login; it is shown this once."""

    name: str
    password: str | None
    """None where people log in by single sign-on alone."""
    until: Instant | None
    """Until when it is good."""


@router.get("", responses={**answers(Everybody), **LOGGED_IN})
async def everybody(parts: PartsOf, who: WhoAdministers) -> Response:
    """Return all people."""
    del who
    async with parts.people.connect() as connection:
        found = await accounts.everybody(connection)
    return answer(Everybody([_shown(account, parts) for account in found]))


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    responses={**answers(Password, HTTPStatus.CREATED), **LOGGED_IN, **may_answer(HTTPStatus.CONFLICT)},
)
async def add(new: NewPerson, parts: PartsOf, who: WhoAdministers) -> Response:
    """Add a person; they log in once with the password and set their own, or by single sign-on."""
    _check_units(parts, new.units)
    person = Person(new.name, new.shown, tuple(new.roles), tuple(new.units))
    async with parts.writing() as connection:
        try:
            password = await enrol(
                connection,
                person,
                who.name,
                parts.wall(),
                by_password=parts.settings.console.password_login,
            )
        except accounts.BadAccount as bad:
            raise Refused(HTTPStatus.CONFLICT, bad.code, "body.name") from None
    return answer(_told(parts, new.name, password), HTTPStatus.CREATED)


@router.patch(
    "/{name}",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)},
)
async def change(name: InPath, wanted: Changed, parts: PartsOf, who: WhoAdministers) -> Response:
    """Change what a person is; their sessions end."""
    _check_units(parts, wanted.units)
    becomes = Person(name, wanted.shown, tuple(wanted.roles), tuple(wanted.units))
    if name == who.name and (wanted.disabled or not _may_the_same(becomes, who)):
        # With less nobody might be left to undo it; more is given by somebody else, or to a name that others see.
        raise Refused(HTTPStatus.CONFLICT, "own_rights")
    async with parts.writing() as connection:
        try:
            await accounts.change(
                connection,
                name,
                shown=wanted.shown,
                roles=wanted.roles,
                units=wanted.units,
                disabled=wanted.disabled,
            )
        except accounts.BadAccount as bad:
            raise Refused(HTTPStatus.NOT_FOUND, bad.code) from None
        await end_all(connection, name)
        detail = in_words(wanted.roles, wanted.units) + (f" {Detail.DISABLED}" if wanted.disabled else "")
        await audit.record(connection, parts.wall(), who.name, Deed.PERSON_CHANGED, name, detail)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/{name}/password",
    responses={
        **answers(Password),
        **LOGGED_IN,
        **may_answer(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    },
)
async def give_password(name: InPath, parts: PartsOf, who: WhoAdministers) -> Response:
    """Give a person a new password for one login; their sessions end. Refused where no password opens anything."""
    if not parts.settings.console.password_login:
        raise Refused(HTTPStatus.CONFLICT, "password_login_off")
    async with parts.writing() as connection:
        try:
            password = await administration.give_password(connection, name, who.name, parts.wall())
        except accounts.BadAccount as bad:
            raise Refused(HTTPStatus.NOT_FOUND, bad.code) from None
    return answer(_told(parts, name, password))


@router.delete(
    "/{name}/sessions",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)},
)
async def end_sessions(name: InPath, parts: PartsOf, who: WhoAdministers) -> Response:
    """End all sessions of a person at once."""
    async with parts.writing() as connection:
        if await accounts.find(connection, name) is None:
            raise Refused(HTTPStatus.NOT_FOUND, "no_such_person")
        await end_all(connection, name)
        await audit.record(
            connection, parts.wall(), who.name, Deed.PERSON_CHANGED, name, Detail.SESSIONS_ENDED
        )
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _may_the_same(one: Person, other: Person) -> bool:
    return set(one.roles) == set(other.roles) and set(one.units) == set(other.units)


def _check_units(parts: Parts, units: list[str]) -> None:
    if unknown_units(units, parts.stations):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "no_such_station", "body.units")


def _told(parts: Parts, name: str, password: str | None) -> Password:
    until = None if password is None else good_until(parts.wall(), parts.settings.console)
    return Password(name, password, until)


def _shown(account: Account, parts: Parts) -> OneOfUs:
    settings = parts.settings.console
    return OneOfUs(
        name=account.name,
        shown=account.shown,
        roles=account.roles,
        units=account.units,
        must_change=account.must_change,
        password_until=account.password_until(settings),
        expired=account.is_expired(settings, parts.wall()),
        disabled=account.disabled,
    )
