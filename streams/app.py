"""The Faust app: topics, tables and agents, wired to the pure supervisors."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import faust
import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from faust.types import StreamT

from agents.fold import Failure
from agents.supervisor import Supervisor
from config.settings import Settings
from models.alerts import Alert
from models.findings import Finding, FindingBatch
from models.log import DeadLetter
from models.rules import RuleBook
from models.stations import Station
from streams.binding import Bound, Decoder, Shared
from streams.blocks import encode_clock
from streams.codecs import encode
from streams.desk import CAUSE_HEADER, NO_CAUSE, BoundDesk, Cause
from streams.gather import Gather
from streams.intake import log_partition
from streams.kafka import client_options
from streams.position import Generation, Seen, range_reader
from streams.topics import Topic, topics_of

FETCH_BYTES = 1 << 20
"""The most of one partition a fetch brings; a larger block comes all the same. Measured: a worker that gets
1 MiB at a time is a fifth faster than with 8 MiB, and needs half the memory, since fetching and folding overlap."""

READ_BACK_WAIT_MS = 500
"""E: a broker that has an answer gives it within this; each partition waits it out once an assignment."""

CLOCK_EVERY_S = 1.0
"""How often the log's time goes on when nothing else happens."""

Stream = StreamT[bytes]

log = structlog.get_logger(__name__)


class Pipeline:
    """A worker's inside: one Faust app with an agent for each supervisor and one for the desk."""

    def __init__(
        self,
        settings: Settings,
        rules: RuleBook,
        stations: Mapping[str, Station],
        supervisors: Sequence[Supervisor[Finding]],
        desk: Supervisor[Alert],
        on_fatal: Callable[[BaseException], None],
    ) -> None:
        self.settings = settings
        self.topics = topics_of(settings)
        self.generation = Generation()
        self.on_fatal = on_fatal
        self.app = self._app()
        self.gather = Gather([each.name for each in supervisors], self._send_findings)
        stations_of = _by_partition(stations, self.topics.partitions)
        self._shared = Shared(rules, stations_of, self.generation, self._set_aside)
        self._decoder = Decoder()
        self._log = self._topic(Topic.LOG)
        self._findings = self._topic(Topic.FINDINGS)
        self._alerts = self._topic(Topic.ALERTS)
        self._dead_letters = self._topic(Topic.DEAD_LETTERS)
        self.bound = [self._bind(supervisor) for supervisor in supervisors]
        self.desk = self._bind_desk(desk)
        self.app.on_partitions_assigned.connect(self._turned)
        self.app.on_partitions_revoked.connect(self._turned)
        if settings.time.source == "wall":
            self.app.task(self._tell_time)

    def _app(self) -> faust.App:
        worker = self.settings.worker
        worker.state_dir.mkdir(parents=True, exist_ok=True)
        return faust.App(
            self.topics.app(),
            broker=[f"kafka://{address}" for address in self.settings.broker.bootstrap.split(",")],
            store=f"{worker.store}://",
            datadir=str(worker.state_dir),
            topic_partitions=self.topics.partitions,
            topic_replication_factor=self.settings.topics.replication,
            topic_disable_leader=True,
            topic_allow_declare=False,
            key_serializer="raw",
            value_serializer="raw",
            web_enabled=False,
            broker_session_timeout=worker.session_timeout_s,
            broker_heartbeat_interval=worker.heartbeat_s,
            broker_request_timeout=worker.request_timeout_s,
            broker_commit_interval=1.0,
            broker_max_poll_records=200,
            consumer_auto_offset_reset="earliest",
            consumer_max_fetch_size=FETCH_BYTES,
            producer_acks=-1,
            producer_linger=0,
            producer_max_request_size=self.settings.topics.max_message_bytes,
            stream_wait_empty=False,
            table_standby_replicas=0,
        )

    def _topic(self, topic: Topic) -> Any:
        return self.app.topic(
            self.topics.name(topic),
            partitions=self.topics.partitions,
            key_serializer="raw",
            value_serializer="raw",
        )

    def _table(self, name: str) -> Any:
        return self.app.Table(name, partitions=self.topics.partitions, key_type=bytes, value_type=bytes)

    def _bind(self, supervisor: Supervisor[Finding]) -> Bound:
        bound = Bound(
            supervisor,
            self._table(supervisor.name),
            self._shared,
            self.gather,
            self._decoder,
            range_reader(self.topics.name(Topic.LOG), client_options(self.settings)),
            self.settings.worker.checkpoint_s,
        )
        self.app.agent(self._log, name=supervisor.name)(self._guarded(bound.run))
        return bound

    def _bind_desk(self, desk: Supervisor[Alert]) -> BoundDesk:
        bound = BoundDesk(
            desk,
            self._table(desk.name),
            self._shared,
            range_reader(self.topics.name(Topic.FINDINGS), client_options(self.settings)),
            self._publish,
            self._last_cause,
        )
        self.app.agent(self._findings, name=desk.name)(self._guarded(bound.run))
        return bound

    def _guarded(self, run: Callable[[AsyncIterator[Seen]], Any]) -> Callable[[Stream], Any]:
        async def agent(stream: Stream) -> None:
            try:
                await run(_seen(stream))
            except asyncio.CancelledError:
                raise
            except Exception as error:  # outermost: an agent that cannot go on ends the role
                self.on_fatal(error)
                raise

        return agent

    async def _turned(self, *_args: Any, **_rest: Any) -> None:
        self.generation.turn()
        self.gather.forget()

    async def _send_findings(self, partition: int, batch: FindingBatch) -> None:
        await (await self._findings.send(value=encode(batch), partition=partition))

    async def _publish(self, partition: int, alerts: Sequence[tuple[Cause, Alert]]) -> None:
        sent = [
            await self._alerts.send(
                key=alert.alert.encode(),
                value=encode(alert),
                partition=partition,
                headers={CAUSE_HEADER: cause.header()},
            )
            for cause, alert in alerts
        ]
        for delivery in sent:
            await delivery

    async def _set_aside(self, failure: Failure, seen: Seen) -> None:
        """Put a record that a supervisor could not take into dead-letters; the others go on."""
        log.error("supervisor raised", supervisor=failure.supervisor, trace=failure.trace)
        event = failure.event
        letter = DeadLetter(
            at=datetime.now(UTC),
            topic=Topic.LOG,
            partition=seen.partition,
            offset=seen.offset,
            reason=f"{type(event).__name__} of {failure.station}: the supervisor raised; please report it",
            original=msgspec.json.encode(event).decode(),
            supervisor=failure.supervisor,
            traceback=failure.trace,
        )
        await (await self._dead_letters.send(value=encode(letter)))

    async def _last_cause(self, partition: int) -> Cause:
        """Read back the end of the alerts' partition: what was delivered is known exactly."""
        source = TopicPartition(self.topics.name(Topic.ALERTS), partition)
        consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(self.settings))
        await consumer.start()
        try:
            consumer.assign([source])
            first = (await consumer.beginning_offsets([source]))[source]
            end = (await consumer.end_offsets([source]))[source]
            if end <= first:
                return NO_CAUSE
            consumer.seek(source, end - 1)
            last = await consumer.getone(source)
            # Until nothing more comes: the embedded broker's end is the beginning of its last batch.
            while messages := (await consumer.getmany(source, timeout_ms=READ_BACK_WAIT_MS)).get(source):
                last = messages[-1]
            return Cause.of_header(dict(last.headers)[CAUSE_HEADER])
        finally:
            await consumer.stop()

    async def _tell_time(self) -> None:
        """Put a clock record into each partition of the log that this worker owns, each second."""
        name = self.topics.name(Topic.LOG)
        while not self.app.should_stop:
            if not self.app.rebalancing:
                for owned in sorted(self.app.consumer.assignment()):
                    if owned.topic == name:
                        told = encode_clock(datetime.now(UTC))
                        await self._log.send(value=told, partition=owned.partition)
            await self.app.sleep(CLOCK_EVERY_S)


async def _seen(stream: Stream) -> AsyncIterator[Seen]:
    async for event in stream.events():
        message = event.message
        yield Seen(message.partition, message.offset, event.value)


def _by_partition(stations: Mapping[str, object], partitions: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {number: [] for number in range(partitions)}
    for station in sorted(stations):
        found[log_partition(station, partitions)].append(station)
    return found
