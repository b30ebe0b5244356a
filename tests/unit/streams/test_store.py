"""The store's tables and the rows that follow from messages."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import Connection, create_engine, inspect, select

from config.settings import PeopleSettings, Settings, StoreSettings
from models.alerts import Alert
from models.log import Block, TelemetryRun
from models.telemetry import CameraRecord
from streams.blocks import Taken
from streams.store import tables
from streams.store.connect import StoreProblem, configuration, connect, revision, upgrade, url_of
from streams.store.rows import Rows
from streams.store.write import Offset, Overtaken, read_offsets, write_offsets, write_rows
from streams.topics import Topic
from tests.factories import CAMERA, STATION, alert, at, camera_record, keeper, telemetry


def store(folder: Path) -> StoreSettings:
    """Return settings of a store of its own."""
    return StoreSettings(url=f"sqlite+aiosqlite:///{folder / 'store.db'}")


def migrated(connection: Connection, revision: str) -> set[str]:
    """Bring tables to a revision and return their names."""
    turn = command.downgrade if revision == "base" else command.upgrade
    turn(configuration(connection), revision)
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_migrations_go_up_and_down_and_make_what_the_code_says() -> None:
    """What autogenerate would still change is nothing."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        assert migrated(connection, "head") == set(tables.metadata.tables)
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        assert migrated(connection, "base") == set()
        assert migrated(connection, "head") == set(tables.metadata.tables)
    engine.dispose()


async def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """Writing into tables that are not understood would damage them."""
    engine = connect(store(tmp_path))
    await upgrade(engine)
    assert (await revision(engine))[0] == (await revision(engine))[1] == "0004"
    async with engine.begin() as connection:
        await connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(StoreProblem, match="all rows can be made again from Kafka"):
        await upgrade(engine)
    await engine.dispose()


async def test_a_second_projection_is_noticed(tmp_path: Path) -> None:
    """It moved the offsets on; nothing of this one's batch is written."""
    engine = connect(store(tmp_path))
    await upgrade(engine)
    source = (str(Topic.ALERTS), 0)
    async with engine.begin() as connection:
        await write_offsets(connection, {source: None}, {source: Offset(3, {})})
    with pytest.raises(Overtaken, match="another projection writes"):
        async with engine.begin() as connection:
            await write_offsets(connection, {source: Offset(2, {})}, {source: Offset(5, {})})
    with pytest.raises(Overtaken):
        async with engine.begin() as connection:
            await write_offsets(connection, {source: None}, {source: Offset(5, {})})
    async with engine.connect() as connection:
        assert await read_offsets(connection) == {source: Offset(3, {})}
    await engine.dispose()


VERSIONS = [
    alert(number, name=name, version=version)
    for number, (name, version) in enumerate([("a", 1), ("a", 2), ("b", 1), ("a", 3), ("b", 2)])
]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(VERSIONS), min_size=1, max_size=12), st.integers(0, 2**32))
async def test_alerts_in_any_order_and_any_batches(told: list[Alert], seed: int) -> None:
    """The highest version is current; each version is in the history once."""
    with TemporaryDirectory() as folder:
        await put_in_batches(store(Path(folder)), told, Random(seed))


async def put_in_batches(where: StoreSettings, told: list[Alert], random: Random) -> None:
    """Put alerts in batches of any size, and look at what is stored."""
    engine = connect(where)
    await upgrade(engine)
    rest = list(told)
    repeats = 0
    while rest:
        rows = Rows()
        for _ in range(random.randint(1, len(rest))):
            rows.add_alert(rest.pop(0), past=False)
        async with engine.begin() as connection:
            await write_rows(connection, rows)
        repeats += rows.counts["alert_repeats"]
        assert rows.counts["alert_repeats_differing"] == 0
    async with engine.connect() as connection:
        current = {row.alert: row.version for row in await connection.execute(select(tables.alerts))}
        history = {
            (row.alert, row.version) for row in await connection.execute(select(tables.alert_versions))
        }
    await engine.dispose()
    assert history == {(each.alert, each.version) for each in told}
    assert current == {name: max(v for n, v in history if n == name) for name, _ in history}
    assert repeats == len(told) - len(history)


async def test_a_camera_that_is_silent_on_a_fact_keeps_what_it_said(tmp_path: Path) -> None:
    """Absent is unknown, not no; and each fact has its own time."""
    engine = connect(store(tmp_path))
    await upgrade(engine)
    said = [
        CameraRecord(camera=CAMERA, online=True, recording=True),
        CameraRecord(camera=CAMERA, online=False),
        CameraRecord(camera=CAMERA, battery_pct=40, latitude_deg=0, longitude_deg=0),
    ]
    for number, record in enumerate(said):
        tick = telemetry(number, record)
        run = TelemetryRun(partition=0, at=at(number), offsets=[number], records=[tick])
        rows = Rows()
        rows.add_block(Block(runs=[run]), Taken(), keeper())
        async with engine.begin() as connection:
            await write_rows(connection, rows)
    async with engine.connect() as connection:
        row = (await connection.execute(select(tables.cameras))).one()
    await engine.dispose()
    assert row.station == STATION
    assert (row.online, row.online_at) == (False, at(1))
    assert (row.recording, row.recording_at) == (True, at(0))
    assert (row.battery_pct, row.battery_at, row.heard_at) == (40.0, at(2), at(2))
    assert (row.latitude_deg, row.position_at) == (None, None), "0/0 is no place"


def test_a_repeat_that_differs_is_counted() -> None:
    """The same version with other content would be a broken promise."""
    rows = Rows()
    rows.add_alert(alert(0), past=False)
    rows.add_alert(alert(0, subject="another"), past=False)
    assert rows.counts == {"alert_repeats": 1, "alert_repeats_differing": 1}


def test_records_appended_again_are_left_out() -> None:
    """As every reader of the log does it."""
    rows, taken = Rows(), Taken()
    run = TelemetryRun(partition=0, at=at(0), offsets=[7], records=[telemetry(0, camera_record(online=True))])
    later = TelemetryRun(
        partition=0, at=at(9), offsets=[7], records=[telemetry(0, camera_record(online=True))]
    )
    rows.add_block(Block(runs=[run]), taken, keeper())
    rows.add_block(Block(runs=[later]), taken, keeper())
    assert [row["heard_at"] for row in rows.cameras.values()] == [at(0)]
    assert (rows.counts["records"], rows.counts["records_repeated"]) == (1, 1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"url": "nonsense"}, "no database's address"),
        ({"url": "mysql://host/db"}, "url names mysql"),
        ({"url": "postgresql+asyncpg://me:secret@host/db"}, "has a password in it"),
        ({"password": "secret", "password_file": "x"}, "both given"),
    ],
)
def test_a_wrong_address_is_explained_without_secrets(values: dict[str, str], words: str) -> None:
    """Also in the error, which pydantic would show with its input."""
    with pytest.raises(ValidationError, match=words) as raised:
        StoreSettings.model_validate(values)
    assert "secret" not in str([error["msg"] for error in raised.value.errors()])


SECRET = "hush"  # noqa: S105  of nothing


def test_the_password_is_used_and_never_shown(tmp_path: Path) -> None:
    """Given itself, or by a file."""
    url = "postgresql+asyncpg://me@host/db"
    file = tmp_path / "password"
    file.write_text(f"{SECRET}\n")
    given = StoreSettings.model_validate({"url": url, "password": SECRET})
    for where in (given, StoreSettings(url=url, password_file=file)):
        assert url_of(where).password == SECRET
        assert SECRET not in f"{url_of(where)}{where!r}{Settings(store=where)}"


@pytest.mark.parametrize(
    ("section", "setting"),
    [(StoreSettings, "store.password_file: "), (PeopleSettings, "people.password_file: ")],
)
def test_a_password_file_that_cannot_be_read_is_named_by_its_setting(
    tmp_path: Path, section: type[StoreSettings], setting: str
) -> None:
    """The console has two databases: whoever mends one must know which."""
    wanted = section(url="postgresql+asyncpg://me@host/db", password_file=tmp_path / "none")
    with pytest.raises(StoreProblem, match=f"^{setting}.*{tmp_path / 'none'}"):
        url_of(wanted)
