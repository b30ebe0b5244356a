"""People: who may do what, passwords, sessions, failed logins and the audit trail, in a database in memory."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from config.console import ConsoleSettings
from config.settings import PeopleSettings
from console import accounts, audit, sessions
from console.audit import Deed
from console.database import PEOPLE, writing
from console.people import ALL_UNITS, May, Person, Role, unknown_units
from console.tables import audit as lines
from console.tables import metadata
from console.tables import people as people_table
from console.throttle import Throttle
from models.ids import EVERYWHERE
from streams.store.connect import connect, upgrade

NOW = datetime(2026, 5, 3, 4, tzinfo=UTC)
SETTINGS = ConsoleSettings()
PASSWORD = "correct horse battery"  # noqa: S105  opens nothing
LI = Person("li", "李警官", (Role.OPERATOR,), ("gucheng",))


@pytest.fixture
async def engine() -> AsyncIterator[AsyncEngine]:
    """Return a database with the console's tables."""
    engine = create_async_engine("sqlite+aiosqlite:///:memory:")
    await upgrade(engine, PEOPLE)
    yield engine
    await engine.dispose()


@pytest.fixture
async def li(engine: AsyncEngine) -> AsyncEngine:
    """Return a database in which Li is."""
    async with engine.begin() as connection:
        await accounts.add(connection, LI, PASSWORD, NOW)
    return engine


async def test_the_migrations_make_what_the_code_says(engine: AsyncEngine) -> None:
    """Every table with its columns is there."""
    async with engine.connect() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(table.select())


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.OPERATOR, May.ACT, May.ADMINISTER),
        (Role.REVIEWER, May.WATCH, May.ACT),
        (Role.COMMANDER, May.AUDIT, May.ADMINISTER),
        (Role.ADMINISTRATOR, May.ADMINISTER, May.WATCH),
    ],
)
def test_each_role_may_its_own_and_no_more(role: Role, may: May, may_not: May) -> None:
    """An administrator sees no pictures, a reviewer decides nothing."""
    rights = Person("p", "p", (role,), (ALL_UNITS,)).rights()
    assert may in rights
    assert may_not not in rights


def test_what_concerns_all_units_is_for_whoever_has_all() -> None:
    """A station's own administrator could otherwise make themself everybody's."""
    rights = Person("p", "p", tuple(Role), ("gucheng",)).rights()
    assert set(May) - rights == {May.ADMINISTER, May.AUDIT}


def test_units_limit_what_is_seen() -> None:
    """One's own stations, and what concerns the whole room."""
    assert LI.sees("gucheng")
    assert LI.sees(EVERYWHERE)
    assert not LI.sees("baiban")
    assert LI.only() == ["gucheng", EVERYWHERE]
    everywhere = Person("p", "p", (Role.OPERATOR,), (ALL_UNITS,))
    assert everywhere.sees("baiban")
    assert everywhere.only() is None
    assert unknown_units(["gucheng", ALL_UNITS, "x"], ["gucheng"]) == ["x"]


async def test_a_password_opens_and_no_other(li: AsyncEngine) -> None:
    """What is kept of it is not the password; a disabled person gets in with none."""
    async with li.begin() as connection:
        known = await accounts.verify(connection, "li", PASSWORD)
        assert known is not None
        assert known.must_change
        assert await accounts.verify(connection, "li", PASSWORD + "x") is None
        assert await accounts.verify(connection, "nobody", PASSWORD) is None
        kept = (await connection.execute(people_table.select())).mappings().one()["password"]
        assert kept.startswith("$argon2id$")
        assert PASSWORD not in kept
        await accounts.change(connection, "li", shown="李", roles=[Role.OPERATOR], units=["*"], disabled=True)
        assert await accounts.verify(connection, "li", PASSWORD) is None


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
async def test_bad_passwords_are_refused(li: AsyncEngine, password: str) -> None:
    """Too short, or so long that hashing it would cost."""
    async with li.begin() as connection:
        with pytest.raises(accounts.BadAccount, match="password_length"):
            await accounts.set_password(connection, "li", password)


async def test_others_are_answered_while_a_password_is_hashed(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is slow on purpose, so it is done in another thread."""
    hashed_in: list[int] = []

    class Hasher:
        def hash(self, password: str) -> str:
            hashed_in.append(threading.get_ident())
            return password

    monkeypatch.setattr(accounts, "_HASHER", Hasher())
    async with engine.begin() as connection:
        await accounts.add(connection, LI, PASSWORD, NOW)
        await accounts.set_password(connection, "li", PASSWORD)
    assert len(hashed_in) == 2
    assert threading.get_ident() not in hashed_in


async def test_a_name_is_taken_once(li: AsyncEngine) -> None:
    """The second of a name is refused."""
    async with li.connect() as connection:
        with pytest.raises(accounts.BadAccount, match="name_taken"):
            await accounts.add(connection, LI, PASSWORD, NOW)


@pytest.mark.parametrize(
    ("after_s", "holds"), [(0, True), (SETTINGS.idle_s - 1, True), (SETTINGS.idle_s, False)]
)
async def test_an_idle_session_ends(li: AsyncEngine, after_s: int, *, holds: bool) -> None:
    """A page that is closed keeps its login for a while."""
    async with li.begin() as connection:
        token = await sessions.begin(connection, "li", "", SETTINGS, NOW)
        found = await sessions.of_token(connection, token, SETTINGS, NOW + timedelta(seconds=after_s))
    assert (found is not None) == holds


async def test_a_session_ends_with_the_shift_though_it_is_used(li: AsyncEngine) -> None:
    """Asking keeps it from being idle, and no longer than a login lasts."""
    asked = [NOW + timedelta(seconds=second) for second in range(0, SETTINGS.session_s + 600, 600)]
    async with li.begin() as connection:
        token = await sessions.begin(connection, "li", "", SETTINGS, NOW)
        held = [await sessions.of_token(connection, token, SETTINGS, at) is not None for at in asked]
    assert held == [at < NOW + timedelta(seconds=SETTINGS.session_s) for at in asked]


async def test_ended_sessions_are_over_at_once(li: AsyncEngine) -> None:
    """One, or all of a person; a token that was never given opens nothing."""
    async with li.begin() as connection:
        one, other, third = [await sessions.begin(connection, "li", "", SETTINGS, NOW) for _ in range(3)]
        await sessions.end(connection, sessions.hashed(one))
        assert await sessions.of_token(connection, one, SETTINGS, NOW) is None
        assert await sessions.of_token(connection, other, SETTINGS, NOW) is not None
        await sessions.end_all(connection, "li")
        assert await sessions.of_token(connection, third, SETTINGS, NOW) is None
        assert await sessions.of_token(connection, sessions.hashed(other), SETTINGS, NOW) is None


async def test_too_many_failed_logins_are_refused_by_name_and_by_address() -> None:
    """Others are not kept out by it."""
    throttle = Throttle(2)
    for _ in range(2):
        assert not await throttle.refuses("li", "10.0.0.1")
        await throttle.failed("li", "10.0.0.1")
    assert await throttle.refuses("li", "10.0.0.2")
    assert await throttle.refuses("wang", "10.0.0.1")
    assert not await throttle.refuses("wang", "10.0.0.2")


async def _trail(engine: AsyncEngine, count: int) -> None:
    for number in range(count):
        async with engine.begin() as connection:
            await audit.record(connection, NOW, "li", Deed.LOOKED, f"C{number}", "still")


async def test_a_whole_trail_is_verified(engine: AsyncEngine) -> None:
    """Its length and its last hash are told, and the hash is found again."""
    assert await audit.verify(engine) == audit.Verified(0, audit.BEGINNING)
    await _trail(engine, 3)
    verified = await audit.verify(engine)
    assert (verified.lines, verified.broken_at) == (3, None)
    assert await audit.has(engine, verified.last)


async def test_two_processes_write_one_trail(tmp_path: Path) -> None:
    """On SQLite neither reads the last line while the other is about to add one."""
    settings = PeopleSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'console.db'}")
    engines = [connect(settings) for _ in range(4)]
    await upgrade(engines[0], PEOPLE)

    async def add(engine: AsyncEngine, number: int) -> None:
        async with writing(engine) as connection:
            await audit.record(connection, NOW, "li", Deed.LOOKED, f"C{number}")

    await asyncio.gather(*(add(engines[number % 4], number) for number in range(40)))
    verified = await audit.verify(engines[0])
    assert (verified.lines, verified.broken_at) == (40, None)
    for engine in engines:
        await engine.dispose()


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        (update(lines).where(lines.c.number == 2).values(about="C9"), 2),
        (update(lines).where(lines.c.number == 2).values(at=NOW + timedelta(seconds=1)), 2),
        (delete(lines).where(lines.c.number == 2), 2),
        (delete(lines).where(lines.c.number == 1), 1),
        (update(lines).where(lines.c.number == 3).values(name="wang"), 3),
    ],
)
async def test_a_trail_that_was_touched_is_broken(
    engine: AsyncEngine, change: object, broken_at: int
) -> None:
    """Whatever is changed or taken out in it, the first line that does not fit is named."""
    await _trail(engine, 3)
    async with engine.begin() as connection:
        await connection.execute(change)  # type: ignore[call-overload]  # either of two kinds
    assert (await audit.verify(engine)).broken_at == broken_at


async def test_an_end_that_was_cut_off_is_missed_by_its_hash(engine: AsyncEngine) -> None:
    """The chain alone cannot tell; the hash that was noted elsewhere can."""
    await _trail(engine, 3)
    noted = (await audit.verify(engine)).last
    async with engine.begin() as connection:
        await connection.execute(delete(lines).where(lines.c.number == 3))
    assert (await audit.verify(engine)).broken_at is None
    assert not await audit.has(engine, noted)
