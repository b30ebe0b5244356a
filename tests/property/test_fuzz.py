"""Whatever comes in: nothing is raised that nobody expects, and nothing is lost without a dead letter."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from agents.desk import desk
from agents.fold import Fold
from config.loader import PACKAGED, load_rulebook, load_stations
from config.problems import ConfigError
from config.settings import Settings
from jingjian import wiring
from models.log import Block
from streams import recorded
from streams.admission import Batch, admit
from streams.binding import Decoder, UnreadableBlock
from streams.blocks import Taken, encode_blocks
from streams.checkpoint import Checkpoint, UnreadableRecord, mark_key
from streams.codecs import UNREADABLE, decode_block, decode_dead_letter, encode
from streams.intake import route_of
from streams.logged import LogFold
from streams.merge import AT_HEADER, CLOCK_HEADER, LINE_HEADER, Merge
from streams.position import Seen
from streams.read_back import _cause
from streams.recorded import Line
from streams.topics import INPUTS, Topic
from streams.validation import limits_of
from tests.mangling import mangled
from tests.property.recording import STATIONS, make_recording

PARTITIONS = 4
SETTINGS = Settings()
RULES = wiring.rules_of(SETTINGS)
ROUTE = route_of(STATIONS, PARTITIONS)
LIMITS = limits_of(SETTINGS, STATIONS)
DESK = desk(STATIONS, SETTINGS.time.zone)

MANY = settings(max_examples=400, deadline=None)
seeds = st.integers(0, 2**48)


class Message(Struct, frozen=True):
    """A polled message."""

    offset: int
    value: bytes | None


@cache
def lines() -> list[Line]:
    """Return good messages of every topic."""
    return make_recording(41, hours=1)


def admitted(topic: Topic, values: list[bytes | None]) -> Batch:
    """Admit messages at the time of the recording's end."""
    batch = Batch()
    messages = [Message(offset, value) for offset, value in enumerate(values)]
    admit(topic, 0, messages, lines()[-1].at, LIMITS, ROUTE, batch)
    return batch


def assert_nothing_is_lost(batch: Batch, topic: Topic, count: int) -> None:
    """Say that every message is in the log once or set aside, and that the dead letter can be read."""
    logged = Counter(offset for runs in batch.runs.values() for run in runs for offset in run.offsets)
    dead = {letter.offset for letter in batch.dead}
    assert set(logged) | dead == set(range(count))
    assert not logged or max(logged.values()) == 1
    for letter in batch.dead:
        # In the log and set aside: some cameras of a batch.
        assert letter.offset not in logged or topic is Topic.TELEMETRY
        assert letter.reason
        assert decode_dead_letter(encode(letter)) == letter


def fold_all(batch: Batch) -> None:
    """Fold what entered the log with all supervisors and the desk; it was good enough to enter."""
    over = lines()[-1].at + timedelta(milliseconds=1)
    for partition, runs in batch.runs.items():
        fold = LogFold(RULES, wiring.SUPERVISORS, DESK, partition)
        for position, raw in enumerate(encode_blocks(runs, over)):
            fold.take(position, raw)
        assert fold.failures == []


@MANY
@given(seeds)
def test_nearly_right_messages(seed: int) -> None:
    """Some of each topic, as one poll brings them; what is admitted harms no supervisor."""
    random = Random(seed)
    by_topic: dict[Topic, list[bytes | None]] = {}
    for _ in range(12):
        topic, raw = mangled(random, lines())
        by_topic.setdefault(topic, []).append(raw)
    for topic, values in by_topic.items():
        batch = admitted(topic, values)
        assert_nothing_is_lost(batch, topic, len(values))
        fold_all(batch)


@MANY
@given(st.sampled_from(INPUTS), st.lists(st.one_of(st.none(), st.binary(max_size=200)), max_size=5))
def test_any_bytes(topic: Topic, values: list[bytes | None]) -> None:
    """Bytes of which nothing is known."""
    assert_nothing_is_lost(admitted(topic, values), topic, len(values))


HEADERS = st.lists(
    st.tuples(
        st.sampled_from([AT_HEADER, LINE_HEADER, CLOCK_HEADER, "x"]),
        st.one_of(st.none(), st.binary(max_size=20), st.integers().map(lambda number: b"%d" % number)),
    )
)


@MANY
@given(st.lists(st.tuples(st.one_of(st.none(), st.binary(max_size=9)), HEADERS), max_size=6))
def test_any_headers(messages: list[tuple[bytes | None, list[tuple[str, bytes]]]]) -> None:
    """A message has a time, or it is said that it has none: then it becomes a dead letter."""
    merge = Merge([("incidents", 0)])
    timed = [
        offset
        for offset, (value, headers) in enumerate(messages)
        if merge.add("incidents", 0, offset, value, headers) and CLOCK_HEADER not in dict(headers)
    ]
    released = [waiting.offset for waiting in merge.release()]
    assert set(released) <= set(timed)
    merge.delivered()


@MANY
@given(st.binary(max_size=30))
def test_any_cause(raw: bytes) -> None:
    """An alert with a header that no desk wrote was told by no desk."""

    class Told:
        headers = (("jingjian-cause", raw),)

    cause = _cause(Told())
    assert cause is None or cause.header() == b"%d/%d" % (cause.position, cause.place)


def damaged(seed: int, good: bytes) -> bytes:
    """Return what is nearly a message of our own."""
    _, raw = mangled(Random(seed), [Line(topic=Topic.LOG, at=lines()[0].at, value=good)])  # type: ignore[arg-type]
    return raw or b""


@cache
def a_block() -> bytes:
    """Return a message of the log."""
    chosen = [line for line in lines() if line.topic is Topic.INCIDENTS][:5]
    batch = admitted(Topic.INCIDENTS, [bytes(line.value) for line in chosen])
    runs = next(iter(batch.runs.values()))
    return next(iter(encode_blocks(runs, None)))


@MANY
@given(seeds)
def test_damaged_messages_of_the_log(seed: int) -> None:
    """They are read, or it is said which cannot be: never anything else."""
    raw = damaged(seed, a_block())
    try:
        assert isinstance(decode_block(raw), Block)
    except UNREADABLE:
        with pytest.raises(UnreadableBlock, match="log/0, offset 7"):
            Decoder().block(Seen(0, 7, raw))


@MANY
@given(seeds)
def test_damaged_tables(seed: int) -> None:
    """A record that cannot be read is named; nothing is taken from half of it."""
    random = Random(seed)
    station = min(STATIONS)
    table: dict[bytes, bytes] = {}
    Checkpoint(table, 0).write(Fold(wiring.SUPERVISORS[0], RULES), 3, Taken())
    key = random.choice([mark_key(0), station.encode()])
    table[key] = damaged(seed, table.get(key, b'{"state":{"station":"%s"}}' % station.encode()))
    fold = Fold(wiring.SUPERVISORS[0], RULES)
    said = why_not(UnreadableRecord, lambda: Checkpoint(table, 0).restore(fold, [station]))
    assert said is None or "begin anew" in said


@settings(max_examples=150, deadline=None)
@given(seeds)
def test_damaged_recordings(seed: int) -> None:
    """A recording that somebody has edited is read, or it is said which line is wrong."""
    good = b"\n".join(encode(line) for line in lines()[:20])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.jsonl"
        file.write_bytes(damaged(seed, good))
        said = why_not(recorded.BadRecording, lambda: list(recorded.read(file)))
    assert said is None or "events.jsonl:" in said


@settings(max_examples=150, deadline=None)
@given(seeds, st.booleans())
def test_damaged_configuration(seed: int, stations: bool) -> None:
    """What a person wrote by hand is read, or told where it is wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "rules"
        shutil.copytree(PACKAGED / "rules", folder)
        file = folder / "closure.yaml"
        good = file.read_bytes()
        if stations:
            file, good = folder / "stations.yaml", A_STATION
        file.write_bytes(damaged(seed, good))
        said = why_not(ConfigError, lambda: load_stations(file) if stations else load_rulebook(folder))
    assert said is None or file.name in said or "is missing; add it" in said


A_STATION = "- {station: a, name_zh: 柏板所, name_en: A, call_zh: 柏板所}\n".encode()


def why_not(expected: type[Exception], do: Callable[[], object]) -> str | None:
    """Do something; return what is wrong where that is said as it should be."""
    try:
        do()
    except expected as error:
        return str(error)
    return None
