"""Commands about the SQL store."""

import asyncio

from rich.console import Console

from config.settings import Settings
from streams.store.connect import STORE, database, revision
from streams.store.troubles import TROUBLES, first_line


def upgrade(settings: Settings, console: Console) -> int:
    """Bring the tables to this version; return the exit status."""
    return asyncio.run(_upgrade(settings, console))


def check(settings: Settings, console: Console) -> int:
    """Say what the store is like; return 0 when it is well."""
    return asyncio.run(_check(settings, console))


async def _upgrade(settings: Settings, console: Console) -> int:
    try:
        async with database(settings.store, STORE):
            pass
    except TROUBLES as error:
        console.print(away(settings, error), style="red", markup=False)
        return 1
    return await _check(settings, console)


async def _check(settings: Settings, console: Console) -> int:
    try:
        async with database(settings.store) as engine:
            there, wanted = await revision(engine)
    except TROUBLES as error:
        console.print(away(settings, error), style="red", markup=False)
        return 1
    if there == wanted:
        console.print(f"store at {settings.store.url}: version {there}, well", markup=False)
        return 0
    mend = "bring it up to date with: jingjian store upgrade"
    console.print(
        f"store at {settings.store.url}: version {there}, not {wanted}; {mend}", style="red", markup=False
    )
    return 1


def away(settings: Settings, error: BaseException) -> str:
    """Return why the store cannot be reached, and what to do."""
    return (
        f"no store at {settings.store.url} ({type(error).__name__}: {first_line(error)}): start it, or set "
        "store.url and the password"
    )
