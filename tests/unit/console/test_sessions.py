"""How long a login holds: a person's for a shift, a display's for as long as it is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from config.console import ConsoleSettings
from config.settings import StoreSettings
from console import accounts, sessions
from console.database import PEOPLE
from console.people import ALL_UNITS, May, Person, Role
from streams.store.connect import database

NOW = datetime(2026, 11, 3, 4, 12, tzinfo=UTC)
SETTINGS = ConsoleSettings(session_s=3600, idle_s=600)
STEP = timedelta(seconds=300)


@pytest.mark.parametrize(
    ("roles", "held"),
    [((Role.DISPLAY,), True), ((Role.REVIEWER,), False), ((Role.DISPLAY, Role.OPERATOR), False)],
)
async def test_only_a_display_is_not_logged_out_while_it_is_shown(
    roles: tuple[Role, ...], held: bool
) -> None:
    """A page asks all the time; after two hours a person's hour is over, and a display that was dark is out, too."""
    async with (
        database(StoreSettings(url="sqlite+aiosqlite://"), PEOPLE) as engine,
        engine.begin() as connection,
    ):
        await accounts.add(connection, Person("wall", "大屏", roles, (ALL_UNITS,)), None, NOW)
        token = await sessions.begin(connection, "wall", "", SETTINGS, NOW)
        at, session = NOW, None
        while at < NOW + timedelta(hours=2):
            at += STEP
            session = await sessions.of_token(connection, token, SETTINGS, at)
        assert (session is not None) is held
        at += timedelta(seconds=SETTINGS.idle_s)
        assert await sessions.of_token(connection, token, SETTINGS, at) is None


def test_a_display_does_nothing() -> None:
    """Whoever walks up to it can look, and no more."""
    assert Person("wall", "大屏", (Role.DISPLAY,), (ALL_UNITS,)).rights() == {May.SEE, May.WATCH}
