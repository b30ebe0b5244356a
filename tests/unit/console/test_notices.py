"""Where a console that never told anybody begins to."""

import asyncio
from pathlib import Path

import msgspec
from sqlalchemy import select
from standardwebhooks import Webhook as Signer

from console.notices import Notices
from console.tables import notices
from tests.consoles import pages
from tests.factories import alert
from tests.unit.console.test_live import following

NOBODY = {"name": "centre", "url": "http://127.0.0.1:9", "secret_file": "secret"}


async def test_what_comes_while_the_database_keeps_it_waiting_is_told(tmp_path: Path) -> None:
    """The console is ready by then, so whoever raises an alert may go by it; what was there before is not new."""
    async with pages(tmp_path, notices={"webhooks": [NOBODY]}) as the:
        it = the.parts.live = await following(end=1)
        async with the.parts.writing():
            telling = asyncio.create_task(Notices(the.parts, {"centre": Signer(bytes(24))}).run())
            for offset, name in enumerate(("before", "new")):
                it._take(0, offset, msgspec.json.encode(alert(0, name=name)))
                await asyncio.sleep(0)
        async with asyncio.timeout(30), the.parts.people.connect() as connection:
            while not (found := [*await connection.scalars(select(notices.c.alert))]):
                await connection.rollback()
                await asyncio.sleep(0.01)
        assert found == ["new"]
        telling.cancel()
        await asyncio.wait([telling])
