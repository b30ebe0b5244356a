"""What a real PostgreSQL says when it is not there, or lets nobody in, and what is made of it."""

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.processes import WITHIN_S, role
from config.settings import Settings, StoreSettings
from jingjian.wiring import TABLES
from streams.store.connect import STORE, connect, database
from streams.store.troubles import TROUBLES, is_away, is_refused
from streams.store.write import Offset, Overtaken, Source, write_offsets
from streams.topic_admin import create_topics
from streams.topics import Topic
from tests.integration.live_system import settings_of
from tests.postgres import PASSWORD, Postgres

WRONG = "not-this-one"


async def trouble(url: str, statement: str = "select 1", password: str = PASSWORD) -> Exception | None:
    """Return what a new connection is told, None where all is well."""
    engine = connect(StoreSettings.model_validate({"url": url, "password": password}))
    try:
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    except TROUBLES as error:
        return error
    finally:
        await engine.dispose()
    return None


async def test_one_that_is_shutting_down_or_gone_is_away(postgres: Postgres) -> None:
    """It refuses whoever comes while it waits for others; then nobody is there; then all is well again."""
    url = await postgres.new_database(f"t{uuid4().hex[:8]}")
    assert await trouble(url) is None
    staying = await asyncpg.connect(url.replace("+asyncpg", ""), password=PASSWORD)
    try:
        postgres.refuse_more()
        async with asyncio.timeout(WITHIN_S):
            while (error := await trouble(url)) is None:
                await asyncio.sleep(0.05)
        assert "shutting down" in str(error)
        assert is_away(error)
        assert not is_refused(error)
    finally:
        await staying.close()
        postgres.stop()
    try:
        gone = await trouble(url)
        assert gone is not None
        assert is_away(gone)
    finally:
        postgres.start()
    assert await trouble(url) is None


async def test_a_wrong_password_a_missing_database_and_a_lack_of_rights_are_refusals(
    postgres: Postgres,
) -> None:
    """Trying again would not mend them; the errors show no password."""
    url = await postgres.new_database(f"t{uuid4().hex[:8]}")
    owner = await asyncpg.connect(url.replace("+asyncpg", ""), password=PASSWORD)
    guest = f"guest_{uuid4().hex[:8]}"
    await owner.execute("create table ours (number int)")
    await owner.execute(f"create user {guest} password '{PASSWORD}'")
    await owner.close()
    for error in (
        await trouble(url, password=WRONG),
        await trouble(f"{url}-not-there"),
        await trouble(url.replace("jingjian@", f"{guest}@"), "select * from ours"),
    ):
        assert error is not None
        assert is_refused(error)
        assert not is_away(error)
        assert WRONG not in str(error)


async def test_a_mistake_of_ours_is_neither(postgres: Postgres) -> None:
    """A statement that is wrong must be seen, with its traceback."""
    url = await postgres.new_database(f"t{uuid4().hex[:8]}")
    error = await trouble(url, "select from from")
    assert isinstance(error, DBAPIError)
    assert not is_away(error)
    assert not is_refused(error)


@pytest.mark.parametrize("wrong", ["password", "database"])
async def test_a_projection_that_is_not_let_in_ends_and_says_why(
    apache_kafka: str, prefix: str, postgres: Postgres, tmp_path: Path, wrong: str
) -> None:
    """In one line, without a traceback, and without the password."""
    url = await postgres.new_database(f"t{uuid4().hex[:8]}")
    store = {"url": url, "password": WRONG} if wrong == "password" else {"url": f"{url}-not-there"}
    settings: Settings = settings_of(apache_kafka, prefix, store={"password": PASSWORD} | store)
    await create_topics(settings, TABLES)
    with role(settings, "projection", tmp_path) as projection:
        assert await projection.ends() == 1
        said = projection.said()
    assert "role failed" in said
    assert wrong in said
    assert "Traceback" not in said
    assert WRONG not in said


async def test_two_that_write_the_same_offsets_in_other_orders_do_not_wait_for_each_other(
    postgres: Postgres,
) -> None:
    """One of them is first, and the other one sees it; the database need throw nobody out."""
    url = await postgres.new_database(f"t{uuid4().hex[:8]}")
    settings = StoreSettings.model_validate({"url": url, "password": PASSWORD})
    sources = [(str(Topic.LOG), partition) for partition in range(100)]

    async def write(engine: AsyncEngine, order: list[Source]) -> None:
        async with engine.begin() as connection:
            await write_offsets(connection, dict.fromkeys(order), {source: Offset(1, {}) for source in order})

    async with database(settings, STORE) as one, database(settings) as other:
        both = (write(one, sources), write(other, sources[::-1]))
        done = await asyncio.gather(*both, return_exceptions=True)
    assert [type(each) for each in done if each is not None] == [Overtaken]
