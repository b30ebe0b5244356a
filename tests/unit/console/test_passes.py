"""Passes for live video: for one camera, for two minutes, and for as long as the session that asked for it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.console.standing import add_people
from config.console import ConsoleSettings
from config.settings import StoreSettings
from console import accounts, sessions
from console.database import PEOPLE
from console.passes import HOLDS_FOR, bearer, is_place_of, issue
from console.people import ALL_UNITS, Person, Role
from streams.store.connect import database

NOW = datetime(2026, 11, 3, 4, 12, tzinfo=UTC)
SETTINGS = ConsoleSettings()
LI = Person("li", "李警官", (Role.OPERATOR,), ("gucheng",))


@pytest.mark.parametrize(
    ("live_url", "path", "fits"),
    [
        ("https://media.example/{camera}/whep", "c1", True),
        ("https://media.example/{camera}/whep", "c11", False),
        ("https://media.example/{camera}/whep", "x/c1", False),
        ("https://media.example/{camera}/whep", "", False),
        ("https://media.example/{camera}/index.m3u8", "c1", True),
        ("https://media.example/live/{camera}/whep", "live/c1", True),
        ("https://media.example/live/{camera}/whep", "c1", True),
        ("https://media.example/live/{camera}/whep", "other/c1", False),
        ("https://media.example/mtx/live/{camera}/sub/whep", "live/c1/sub", True),
        ("https://media.example/mtx/live/{camera}/sub/whep", "c1", False),
        ("https://media.example/cam-{camera}/whep", "cam-c1", True),
        ("https://media.example/cam-{camera}/whep", "c1", False),
        ("https://media.example/play?stream={camera}", "c1", False),
        ("", "c1", False),
    ],
)
def test_which_path_of_the_media_server_is_a_cameras(live_url: str, path: str, fits: bool) -> None:
    """As the address has it that pages go to; in a folder that a proxy adds or not."""
    assert is_place_of(live_url, "c1", path) is fits


@pytest.fixture
async def connection() -> AsyncIterator[AsyncConnection]:
    """Return a connection to tables of the console's own, with a person."""
    async with (
        database(StoreSettings(url="sqlite+aiosqlite://"), PEOPLE) as engine,
        engine.begin() as connected,
    ):
        await add_people(connected, LI)
        yield connected


async def logged_in(connection: AsyncConnection, at: datetime = NOW) -> sessions.Session:
    """Log in."""
    token = await sessions.begin(connection, "li", "", SETTINGS, at)
    session = await sessions.of_token(connection, token, SETTINGS, at)
    assert session is not None
    return session


async def test_a_pass_holds_for_its_camera_and_two_minutes(connection: AsyncConnection) -> None:
    """And says what it was made for, also where the person is logged in twice."""
    await logged_in(connection)
    text, until = issue(await logged_in(connection), "gucheng", "c1", NOW)
    found = await bearer(connection, text, SETTINGS, NOW + timedelta(seconds=119))
    assert found is not None
    assert (found.told.name, found.told.camera, found.told.until) == ("li", "c1", until)
    assert await bearer(connection, text, SETTINGS, NOW + HOLDS_FOR) is None


async def test_a_pass_ends_with_its_session(connection: AsyncConnection) -> None:
    """Another session of the same person does not make it hold."""
    session = await logged_in(connection)
    await logged_in(connection)
    text, _ = issue(session, "gucheng", "c1", NOW)
    await sessions.end(connection, session.token)
    assert await bearer(connection, text, SETTINGS, NOW) is None


async def test_a_pass_is_worth_nothing_to_who_may_not_look(connection: AsyncConnection) -> None:
    """Another unit's camera, and a person who may watch no more."""
    session = await logged_in(connection)
    foreign, _ = issue(session, "baiban", "c1", NOW)
    assert await bearer(connection, foreign, SETTINGS, NOW) is None
    theirs, _ = issue(session, "gucheng", "c1", NOW)
    rank = {"roles": (Role.ADMINISTRATOR,), "units": (ALL_UNITS,)}
    await accounts.change(connection, "li", shown="李警官", disabled=False, **rank)
    assert await bearer(connection, theirs, SETTINGS, NOW) is None


@pytest.mark.parametrize("changed", ["", ".", "x", "é.é", "W10.W10", "{}.{}", "a" * 2000, "flip", "cut"])
async def test_what_was_changed_or_made_up_is_no_pass(connection: AsyncConnection, changed: str) -> None:
    """Whatever somebody sends, it is answered that it is none."""
    text, _ = issue(await logged_in(connection), "gucheng", "c1", NOW)
    said, _, signature = text.partition(".")
    other = "A" if signature[0] != "A" else "B"
    made_up = {"flip": f"{said}.{other}{signature[1:]}", "cut": f"{said}.{signature[:20]}"}.get(
        changed, changed
    )
    assert await bearer(connection, made_up, SETTINGS, NOW) is None
