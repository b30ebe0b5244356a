"""The watchdog: raises an alert when the supervisors are blind, and depends on none of them.

It reads how far the log's time has come, and how far the desk has taken it, and compares that with its
own clock. Its alerts have a desk of their own: the same pure fold as the supervisors' desk, for the
station "*", with its state and what is to be told in one record of a compacted topic. That record is
written first, then the alerts: killed in between, the next watchdog finds what was to be told, reads back
which of it was, and tells the rest; so a version is never told with other content.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from msgspec import Struct

from agents.fold import Fold, Placed
from agents.supervisor import Supervisor
from config.settings import Settings
from models.actions import Action
from models.alerts import Alert
from models.findings import Change, Finding
from models.ids import EVERYWHERE
from models.rules import Rule, RuleBook
from models.times import EPOCH
from streams.blindness import DESK, LOG, Blindness
from streams.checkpoint import Mark, is_mark
from streams.codecs import UNREADABLE, encode
from streams.kafka import client_options, exact_producer, partitions_of
from streams.topics import Topic, topics_of

TABLE = "watchdog"
"""What its compacted topic is called, as if it were a table of the workers'."""

LOOK_EVERY_S = 1.0
PARTITION = 0
"""Of its own topic and of the alerts: one order for all that it tells."""
ACTIONS_BACK = timedelta(minutes=10)
"""E: what operators did while no watchdog ran is read again for as long; an action counts once."""
READ_BACK = 1000
"""E: messages of the alerts; it never tells more than a few at once."""

log = structlog.get_logger(__name__)


class _Told(Struct):
    """Of a block of the log only the time that it tells; its records are passed over."""

    clock: datetime | None = None


class Kept(Struct):
    """What is in the watchdog's record."""

    desk: msgspec.Raw
    now: datetime
    blind: dict[str, datetime]
    telling: tuple[Alert, ...] = ()


_block = msgspec.json.Decoder(_Told)
_mark = msgspec.json.Decoder(Mark)
_kept = msgspec.json.Decoder(Kept)
_action = msgspec.json.Decoder(Action)
_alert = msgspec.json.Decoder(Alert)


class Watchdog:
    """One watchdog; a second one would tell everything twice."""

    def __init__(self, settings: Settings, rules: RuleBook, desk: Supervisor[Alert]) -> None:
        self.settings = settings
        self.topics = topics_of(settings)
        self.counts: Counter[str] = Counter()
        self.started = False
        self._fold = Fold(desk, rules)
        self._state_type = desk.state_type
        began = datetime.now(UTC)
        blind_after = rules.rules[Rule.SUPERVISION_BLIND].numbers["blind_after_s"]
        self._enabled = rules.rules[Rule.SUPERVISION_BLIND].enabled
        self._blindness = Blindness(settings.topics.partitions, blind_after, began)
        self._blind: dict[str, datetime] = {}
        self._own = TopicPartition(self.topics.changelog(TABLE), PARTITION)
        self._made: list[Placed[Alert]] = []

    def blind_parts(self) -> list[str]:
        """Return what stands still."""
        return sorted(self._blind)

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until told to stop."""
        consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(self.settings))
        await consumer.start()
        producer = await exact_producer(self.settings)
        try:
            await self._recover(consumer, producer)
            await self._begin(consumer)
            self.started = True
            while not stop.is_set():
                polled = await consumer.getmany(timeout_ms=int(LOOK_EVERY_S * 1000))
                now = datetime.now(UTC)
                self._hear(polled, now)
                await self._look(producer, now)
                await asyncio.sleep(LOOK_EVERY_S / 10)
        finally:
            await consumer.stop()
            await producer.stop()

    def _hear(self, polled: Mapping[TopicPartition, list[ConsumerRecord]], now: datetime) -> None:
        for source, messages in polled.items():
            if source.topic == self.topics.name(Topic.LOG):
                self._hear_log(source.partition, messages, now)
            elif source.topic == self.topics.changelog(DESK):
                for message in messages:
                    if is_mark(message.key) and message.value:
                        told = _mark.decode(message.value).now
                        self._blindness.heard(DESK, source.partition, told, now)
            else:
                self._take_actions(messages, now)

    def _hear_log(self, partition: int, messages: list[ConsumerRecord], now: datetime) -> None:
        """Take the latest time that is told; clock records come each second."""
        for message in reversed(messages):
            clock = _clock_of(message)
            if clock is not None:
                self._blindness.heard(LOG, partition, clock, now)
                return

    def _take_actions(self, messages: list[ConsumerRecord], now: datetime) -> None:
        for message in messages:
            try:
                action = _action.decode(message.value or b"")
            except UNREADABLE:
                # Intake sets it aside with the reason.
                continue
            if action.station == EVERYWHERE:
                self._take(action, now)

    def _take(self, event: Finding | Action, now: datetime) -> None:
        self._fold.advance(now, self._made)
        self._fold.take(event, 0, self._made)

    async def _look(self, producer: AIOKafkaProducer, now: datetime) -> None:
        for finding in self._blindness.look(now) if self._enabled else ():
            log.warning("supervision", part=finding.subject, change=finding.change, since=finding.since)
            if finding.change is Change.RAISE:
                self._blind[finding.subject] = finding.since
            else:
                self._blind.pop(finding.subject, None)
            self._take(finding, now)
        # What was taken now is told when this moment is over.
        self._fold.advance(now + timedelta(microseconds=1), self._made)
        if self._made:
            telling = tuple(placed.item for placed in self._made)
            self._made.clear()
            await self._tell(producer, telling)

    async def _tell(self, producer: AIOKafkaProducer, telling: tuple[Alert, ...]) -> None:
        await self._keep(producer, telling)
        await self._publish(producer, telling)
        await self._keep(producer, ())
        self.counts["alerts"] += len(telling)

    async def _keep(self, producer: AIOKafkaProducer, telling: tuple[Alert, ...]) -> None:
        state = self._fold.states[EVERYWHERE]
        kept = Kept(msgspec.Raw(encode(state)), self._fold.now, self._blind, telling)
        await producer.send_and_wait(self._own.topic, encode(kept), key=b"*", partition=PARTITION)

    async def _publish(self, producer: AIOKafkaProducer, telling: tuple[Alert, ...]) -> None:
        for alert in telling:
            await producer.send_and_wait(
                self.topics.name(Topic.ALERTS), encode(alert), key=alert.alert.encode(), partition=PARTITION
            )

    async def _recover(self, consumer: AIOKafkaConsumer, producer: AIOKafkaProducer) -> None:
        """Begin with what the last watchdog kept, and tell what it could not."""
        messages = await _last(consumer, self._own, READ_BACK)
        if not messages:
            return
        kept = _kept.decode(messages[-1].value)
        state = msgspec.json.decode(kept.desk, type=self._state_type)
        self._fold.restore([state], max(kept.now, EPOCH))
        self._blind = dict(kept.blind)
        for part, since in kept.blind.items():
            self._blindness.blind(part, since)
        if kept.telling:
            source = TopicPartition(self.topics.name(Topic.ALERTS), PARTITION)
            told = [_alert.decode(message.value) for message in await _last(consumer, source, READ_BACK)]
            have = {(alert.alert, alert.version) for alert in told}
            await self._publish(producer, tuple(a for a in kept.telling if (a.alert, a.version) not in have))
            await self._keep(producer, ())

    async def _begin(self, consumer: AIOKafkaConsumer) -> None:
        """Read on from the ends: the last word of each partition, and what operators did lately."""
        clocks = [
            *partitions_of(self.topics, Topic.LOG),
            *(TopicPartition(self.topics.changelog(DESK), n) for n in range(self.topics.partitions)),
        ]
        actions = partitions_of(self.topics, Topic.ACTIONS)
        consumer.assign([*clocks, *actions])
        ends = await consumer.end_offsets(clocks)
        for source, end in ends.items():
            consumer.seek(source, max(0, end - 1))
        since_ms = int((datetime.now(UTC) - ACTIONS_BACK).timestamp() * 1000)
        found = await consumer.offsets_for_times(dict.fromkeys(actions, since_ms))
        for source in actions:
            if found[source] is None:
                await consumer.seek_to_end(source)
            else:
                consumer.seek(source, found[source].offset)


def _clock_of(message: ConsumerRecord) -> datetime | None:
    """Return the time that a block tells; one that cannot be read tells none, and the worker says why."""
    try:
        return _block.decode(message.value or b"").clock
    except UNREADABLE:
        return None


async def _last(consumer: AIOKafkaConsumer, source: TopicPartition, most: int) -> list[ConsumerRecord]:
    """Return the last messages of a partition."""
    consumer.assign([source])
    first = (await consumer.beginning_offsets([source]))[source]
    end = (await consumer.end_offsets([source]))[source]
    if end <= first:
        return []
    consumer.seek(source, max(first, end - most))
    found: list[ConsumerRecord] = []
    while True:
        messages = (await consumer.getmany(source, timeout_ms=500)).get(source, [])
        found += messages
        if not messages and await consumer.position(source) >= end:
            return found
