"""What the pipeline left behind, against a plain fold over the same log: six numbers that must be zero."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec
from aiokafka import ConsumerRecord
from msgspec import Struct, field

from agents.fold import Fold
from agents.supervisor import StationState
from bench.chaos.events import Sent
from bench.topic import read_topic
from config.settings import Settings
from jingjian import wiring
from models.findings import FindingBatch
from streams import checkpoint
from streams.blocks import OpenBlock, Taken, fold_block
from streams.codecs import decode_block, decode_dead_letter, encode
from streams.desk import fold_entry
from streams.logged import LogFold
from streams.topics import Topic, topics_of

_batch = msgspec.json.Decoder(FindingBatch)
_record = msgspec.json.Decoder(checkpoint.Record)
NAMED = 20
"""How many differences of each kind are named."""


class Differences(Struct):
    """All of them must be zero, but for identical repeats where zombies were woken."""

    inputs_missing: list[str] = field(default_factory=list)
    alerts_missing: list[str] = field(default_factory=list)
    alerts_repeated: list[str] = field(default_factory=list)
    alerts_differing: list[str] = field(default_factory=list)
    states_differing: list[str] = field(default_factory=list)
    values_differing: list[str] = field(default_factory=list)
    rows_differing: list[str] = field(default_factory=list)
    identical_repeats: int = 0
    versions: int = 0
    records: int = 0
    tables_records: int = 0

    def counts(self) -> dict[str, int]:
        """Return the numbers."""
        return {
            name: len(value) if isinstance(value, list) else value
            for name, value in msgspec.structs.asdict(self).items()
        }

    def well(self, *, zombies: bool) -> bool:
        """Say whether all that must be zero is."""
        lists = [value for value in msgspec.structs.asdict(self).values() if isinstance(value, list)]
        return not any(lists) and (zombies or not self.identical_repeats)


class Comparison:
    """Reads everything once and compares."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._topics = topics_of(settings)
        self._stations = wiring.stations_of(settings)
        self._rules = wiring.rules_of(settings)
        self._desk = wiring.desk(self._stations, settings.time.zone)
        self.found = Differences()

    async def run(self, sent: Sent) -> Differences:
        """Compare; all roles have stopped."""
        log = await self._read(Topic.LOG)
        self._compare_inputs(sent, log, await self._read(Topic.DEAD_LETTERS))
        tables = {
            name: await read_topic(self._settings, self._topics.changelog(name)) for name in wiring.TABLES
        }
        values = {name: _latest(partitions) for name, partitions in tables.items()}
        folds, expected = self._fold(log, values)
        self._compare_alerts(expected, await self._read(Topic.ALERTS))
        self._compare_states(folds, values, log, await self._read(Topic.FINDINGS))
        return self.found

    async def _read(self, topic: Topic) -> dict[int, list[ConsumerRecord]]:
        return await read_topic(self._settings, self._topics.name(topic))

    def _compare_inputs(
        self, sent: Sent, log: dict[int, list[ConsumerRecord]], dead: dict[int, list[ConsumerRecord]]
    ) -> None:
        logged: Counter[tuple[str, int, int]] = Counter()
        for messages in log.values():
            taken = Taken()
            for message in messages:
                for run in decode_block(message.value).runs:
                    left_out, _ = taken.fresh(run)
                    topic = str(run.__struct_config__.tag)
                    logged.update((topic, run.partition, offset) for offset in run.offsets[left_out:])
        letters = [decode_dead_letter(each.value) for messages in dead.values() for each in messages]
        aside = {(letter.topic, letter.partition, letter.offset) for letter in letters}
        self.found.records = sum(logged.values())
        for number, place in sent.acknowledged.items():
            if logged[place] != 1 and place not in aside:
                self.found.inputs_missing.append(
                    f"event {number} at {place}: {logged[place]} times in the log"
                )

    def _fold(
        self, log: dict[int, list[ConsumerRecord]], values: dict[str, dict[int, dict[bytes, bytes]]]
    ) -> tuple[dict[int, LogFold], dict[tuple[str, int], bytes]]:
        """Fold the log; on the way compare what tables hold with what was so at that position."""
        folds: dict[int, LogFold] = {}
        versions: dict[tuple[str, int], bytes] = {}
        for partition, messages in log.items():
            fold = folds[partition] = LogFold(self._rules, wiring.SUPERVISORS, self._desk, partition)
            wanted = _by_position(values, partition)
            for message in messages:
                for each in fold.take(message.offset, message.value):
                    versions[each.alert.alert, each.alert.version] = encode(each.alert)
                for table, station, record in wanted.get(message.offset, ()):
                    self.found.tables_records += 1
                    if _plain(fold.states()[table][station]) != _plain_raw(record.state):
                        self.found.values_differing.append(f"{table}/{partition} {station}")
        return folds, versions

    def _compare_alerts(
        self, expected: dict[tuple[str, int], bytes], told: dict[int, list[ConsumerRecord]]
    ) -> None:
        by_version: dict[tuple[str, int], list[bytes]] = defaultdict(list)
        for messages in told.values():
            for message in messages:
                alert = msgspec.json.decode(message.value)
                by_version[alert["alert"], alert["version"]].append(message.value)
        self.found.versions = len(expected)
        self.found.alerts_missing = [str(each) for each in expected.keys() - by_version.keys()]
        for which, values in by_version.items():
            if any(value != expected.get(which) for value in values):
                self.found.alerts_differing.append(str(which))
            elif len(values) > 1:
                self.found.identical_repeats += len(values) - 1

    def _compare_states(
        self,
        folds: dict[int, LogFold],
        values: dict[str, dict[int, dict[bytes, bytes]]],
        log: dict[int, list[ConsumerRecord]],
        findings: dict[int, list[ConsumerRecord]],
    ) -> None:
        for partition, plain in folds.items():
            for supervisor in wiring.SUPERVISORS:
                fold: Fold[Any] = Fold(supervisor, self._rules)
                table = values[supervisor.name][partition]
                start = checkpoint.Checkpoint(table, partition).restore(fold, self._stations).start
                taken = Taken(dict(start.taken))
                for message in log[partition]:
                    if message.offset > start.position:
                        fold_block(fold, OpenBlock(decode_block(message.value)), taken, message.offset)
                self._differ(supervisor.name, partition, plain, fold)
            self._compare_desk(partition, plain, values["desk"][partition], findings[partition])

    def _compare_desk(
        self,
        partition: int,
        plain: LogFold,
        table: dict[bytes, bytes],
        findings: Iterable[ConsumerRecord],
    ) -> None:
        fold: Fold[Any] = Fold(self._desk, self._rules)
        start = checkpoint.Checkpoint(table, partition).restore(fold, self._stations).start
        taken = start.log_position
        for message in findings:
            if message.offset <= start.position:
                continue
            for entry in _batch.decode(message.value).entries:
                if entry.position > taken:
                    fold_entry(fold, entry)
                    taken = entry.position
        self._differ("desk", partition, plain, fold)

    def _differ(self, name: str, partition: int, plain: LogFold, fold: Fold[Any]) -> None:
        expected = plain.states()[name]
        for station in expected.keys() | fold.states.keys():
            one, other = expected.get(station), fold.states.get(station)
            if one is None or other is None or _plain(one) != _plain(other):
                self.found.states_differing.append(f"{name}/{partition} {station}")


def _latest(partitions: dict[int, list[ConsumerRecord]]) -> dict[int, dict[bytes, bytes]]:
    return {
        partition: {message.key: message.value for message in messages}
        for partition, messages in partitions.items()
    }


def _by_position(
    values: dict[str, dict[int, dict[bytes, bytes]]], partition: int
) -> dict[int, list[tuple[str, str, checkpoint.Record]]]:
    found: dict[int, list[tuple[str, str, checkpoint.Record]]] = defaultdict(list)
    for table, partitions in values.items():
        for key, raw in partitions[partition].items():
            if not checkpoint.is_mark(key):
                record = _record.decode(raw)
                found[record.log_position].append((table, key.decode(), record))
    return found


def _plain(state: StationState) -> dict[str, Any]:
    """Return a state as JSON has it, without the position, which is kept by whoever stores it."""
    return _plain_raw(encode(state))


def _plain_raw(raw: bytes | msgspec.Raw) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(raw)
    plain.pop("position", None)
    return plain
