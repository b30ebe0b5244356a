"""What the store should hold, worked out anew from the topics, against what it holds.

Simple and slow on purpose: one message after another, one row after another, no SQL: what it checks is
the writing in batches, with transactions, merging and restarts.
"""

from collections import defaultdict

import msgspec
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from sqlalchemy import Table, select

from config.loader import load_rulebook
from config.settings import Settings
from models.alerts import Alert
from streams.blocks import Taken
from streams.codecs import decode_block, decode_dead_letter
from streams.desk import PAST_HEADER
from streams.kafka import client_options, partitions_of
from streams.store import tables
from streams.store.connect import database
from streams.store.observed import Key, Row, fold_watched
from streams.store.rows import Rows, fold_incidents
from streams.store.transitions import Keeper, Numbers
from streams.topics import Topic, topics_of

_alert = msgspec.json.Decoder(Alert)
Stored = dict[Key, Row]

COMPARED = [table for table in tables.metadata.sorted_tables if table is not tables.offsets]


async def differences(settings: Settings) -> list[str]:
    """Return each row that is missing, too many or different; stop the projection first."""
    expected = await _expected(settings)
    found: list[str] = []
    async with database(settings.store) as engine, engine.connect() as connection:
        for table in COMPARED:
            rows = await connection.execute(select(table))
            stored = {_key(table, dict(row._mapping)): dict(row._mapping) for row in rows}  # noqa: SLF001
            found += _differing(table, expected[table.name], stored)
    return found


def _differing(table: Table, expected: Stored, stored: Stored) -> list[str]:
    found = [f"{table.name} {key}: missing" for key in expected.keys() - stored.keys()]
    found += [f"{table.name} {key}: too many" for key in stored.keys() - expected.keys()]
    for key in expected.keys() & stored.keys():
        for name, value in expected[key].items():
            if value != stored[key][name]:
                found.append(f"{table.name} {key}: {name} is {stored[key][name]!r} and not {value!r}")
    return found


async def _expected(settings: Settings) -> dict[str, Stored]:
    wanted: dict[str, Stored] = {table.name: {} for table in COMPARED}
    numbers = Numbers.of(load_rulebook(settings.bureau.rules_dir, settings.bureau.categories))
    folds: defaultdict[int, tuple[Taken, Keeper]] = defaultdict(lambda: (Taken(), Keeper(numbers)))
    for topic in (Topic.LOG, Topic.ALERTS, Topic.DEAD_LETTERS):
        for message in await _messages(settings, topic):
            rows = Rows()
            if topic is Topic.LOG:
                rows.add_block(decode_block(message.value), *folds[message.partition])
            elif topic is Topic.ALERTS:
                past = any(name == PAST_HEADER for name, _ in message.headers)
                rows.add_alert(_alert.decode(message.value), past=past)
            else:
                rows.add_dead_letter(decode_dead_letter(message.value))
            _take(wanted, rows)
    return wanted


def _take(wanted: dict[str, Stored], rows: Rows) -> None:
    for row in rows.alerts.values():
        latest = wanted["alerts"].get((row["alert"],))
        if latest is None or latest["version"] < row["version"]:
            wanted["alerts"][row["alert"],] = row
    for key, row in rows.alert_versions.items():
        wanted["alert_versions"].setdefault(key, row)
    for row in rows.incident_events:
        wanted["incident_events"].setdefault((row["partition"], row["offset"]), row)
    stored = {key[0]: row for key, row in wanted["incidents"].items()}
    for name, row in fold_incidents(stored, rows.incident_order).items():
        wanted["incidents"][name,] = row
    for camera, row in rows.cameras.items():
        known = wanted["cameras"].get(camera, {})
        said = {name: value for name, value in row.items() if value is not None}
        wanted["cameras"][camera] = {**dict.fromkeys(row), **known, **said}
    wanted["transitions"].update(rows.transitions)
    wanted["watched"].update(fold_watched(wanted["watched"], rows.observed))
    for row in rows.observed.roll_calls:
        wanted["roll_calls"].setdefault(_key(tables.roll_calls, row), row)
    wanted["roster"].update(rows.roster)
    for name, row in rows.actions.items():
        wanted["actions"].setdefault((name,), row)
    for letter, row in rows.dead_letters.items():
        wanted["dead_letters"].setdefault(letter, row)


def _key(table: Table, row: Row) -> Key:
    return tuple(row[name] for name in tables.KEYS[table.name])


async def _messages(settings: Settings, topic: Topic) -> list[ConsumerRecord]:
    """Return a topic's messages, each partition in its order."""
    sources = partitions_of(topics_of(settings), topic)
    consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(settings))
    await consumer.start()
    found: list[ConsumerRecord] = []
    try:
        consumer.assign(sources)
        await consumer.seek_to_beginning(*sources)
        ends = await consumer.end_offsets(sources)
        while True:
            polled = await consumer.getmany(timeout_ms=500)
            for messages in polled.values():
                found += messages
            if not polled and all([await consumer.position(source) >= ends[source] for source in sources]):
                return sorted(found, key=lambda message: (message.partition, message.offset))
    finally:
        await consumer.stop()
