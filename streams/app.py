"""The Faust app: topics, tables and agents, wired to the pure supervisors."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import faust
import msgspec
import structlog
from aiokafka import AIOKafkaProducer
from faust.types import StreamT
from prometheus_client import Histogram

from agents.fold import Failure
from agents.supervisor import Supervisor
from config.settings import Settings
from models.alerts import Alert
from models.findings import Finding, FindingBatch
from models.log import DeadLetter, Wrong
from models.rules import RuleBook
from models.stations import Station
from streams.binding import Bound, Decoder, Shared
from streams.codecs import encode
from streams.desk import CAUSE_HEADER, PAST_HEADER, BoundDesk, Cause, Told
from streams.gather import Gather
from streams.intake import log_partition
from streams.kafka import client_options, exact_producer
from streams.lease import lease_of
from streams.liveness import tell_failure
from streams.position import Generation, Seen, range_reader
from streams.read_back import last_cause
from streams.security import faust_credentials
from streams.share import EMPTY, Share, keep_knocking, knock
from streams.topics import Topic, topics_of

FETCH_BYTES = 1 << 20
"""The most of one partition a fetch brings; a larger block comes all the same. Measured: a worker that gets
1 MiB at a time is a fifth faster than with 8 MiB, and needs half the memory, since fetching and folding overlap."""

PUBLISHED_BUCKETS_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60)
"""E: usually some 20 ms; 10 to 20 s when a worker was killed; a minute is an outage."""

SETTLE_WITHIN_S = 5.0
"""E: a delivery takes some ms; a broker that is away must not keep the group from sharing out anew."""

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
        self.lease = lease_of(settings.worker)
        self._producer: AIOKafkaProducer | None = None
        self._publishing = asyncio.Lock()
        self.published = Histogram(
            "jingjian_due_to_published_seconds",
            "From the log's time at which an alert changed to its delivery.",
            registry=None,
            buckets=PUBLISHED_BUCKETS_S,
        )
        self.on_fatal = on_fatal
        self.app = self._app()
        self.gather = Gather([each.name for each in supervisors], self._send_findings)
        stations_of = _by_partition(stations, self.topics.partitions)
        self._shared = Shared(rules, stations_of, self.generation, self.lease, self._set_aside)
        self._decoder = Decoder()
        self._log = self._topic(Topic.LOG)
        self._findings = self._topic(Topic.FINDINGS)
        self.bound = [self._bind(supervisor) for supervisor in supervisors]
        self.desk = self._bind_desk(desk)
        agents = [(each.supervisor.name, Topic.LOG, each) for each in self.bound]
        self.share = Share(
            self.app, self.topics, self.generation, [*agents, (desk.name, Topic.FINDINGS, self.desk)]
        )
        self.app.on_partitions_assigned.connect(self._turned)
        self.app.on_partitions_revoked.connect(self._revoked)
        self.app.on_rebalance_complete.connect(self._knock)

    def _app(self) -> faust.App:
        worker = self.settings.worker
        worker.state_dir.mkdir(parents=True, exist_ok=True)
        return faust.App(
            self.topics.app(),
            broker=[f"kafka://{address}" for address in self.settings.broker.bootstrap.split(",")],
            broker_credentials=faust_credentials(self.settings.broker),
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
            None if self.settings.time.is_played else _now,
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

    async def _revoked(self, *_args: Any, **_rest: Any) -> None:
        """Deliver what is being delivered before another worker may begin: it reads back what was."""
        await self._turned()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_WITHIN_S), self._publishing:
                pass

    @contextlib.asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Be able to send, and know whether the process has stood still."""
        self._producer = await exact_producer(self.settings)
        self.lease.start()
        knocking = asyncio.create_task(keep_knocking(self.share, self._send_empty))
        knocking.add_done_callback(lambda done: tell_failure(done, self.on_fatal))
        try:
            yield
        finally:
            knocking.cancel()
            self.lease.end()
            await self._producer.stop()

    async def _send(self, topic: Topic, value: bytes, **rest: Any) -> asyncio.Future[Any]:
        """Hand over a message; the future that is returned is done when it is delivered."""
        if self._producer is None:
            raise RuntimeError("nothing can be sent outside of sending()")
        delivery: asyncio.Future[Any] = await self._producer.send(self.topics.name(topic), value, **rest)
        return delivery

    async def _send_findings(self, partition: int, batch: FindingBatch) -> None:
        self.lease.check()
        await (await self._send(Topic.FINDINGS, encode(batch), partition=partition))

    async def _publish(self, partition: int, told: Sequence[Told]) -> None:
        async with self._publishing:
            sent = [
                await self._send(
                    Topic.ALERTS,
                    encode(each.alert),
                    key=each.alert.alert.encode(),
                    partition=partition,
                    headers=_headers(each),
                )
                for each in told
            ]
            for delivery in sent:
                await delivery
        if not self.settings.time.is_played:
            now = _now()
            for each in told:
                self.published.observe((now - each.alert.changed_at).total_seconds())

    async def _set_aside(self, failure: Failure, seen: Seen) -> None:
        """Put a record that a supervisor could not take into dead-letters; the others go on."""
        log.error("supervisor raised", supervisor=failure.supervisor, trace=failure.trace)
        event = failure.event
        letter = DeadLetter(
            at=_now(),
            topic=Topic.LOG,
            partition=seen.partition,
            offset=seen.offset,
            reason=f"{type(event).__name__} of {failure.station}: the supervisor raised; please report it",
            wrong=Wrong.SUPERVISOR_RAISED,
            original=msgspec.json.encode(event).decode(),
            supervisor=failure.supervisor,
            traceback=failure.trace,
        )
        await (await self._send(Topic.DEAD_LETTERS, encode(letter)))

    async def _last_cause(self, partition: int) -> Cause:
        return await last_cause(self.topics.name(Topic.ALERTS), partition, client_options(self.settings))

    async def _knock(self, *_args: Any, **_rest: Any) -> None:
        await knock(self.share, self._send_empty)

    async def _send_empty(self, topic: Topic, partition: int) -> None:
        await self._send(topic, EMPTY[topic], partition=partition)


async def _seen(stream: Stream) -> AsyncIterator[Seen]:
    async for event in stream.events():
        message = event.message
        yield Seen(message.partition, message.offset, event.value)


def _headers(told: Told) -> list[tuple[str, bytes]]:
    past = [(PAST_HEADER, b"1")] if told.past else []
    return [(CAUSE_HEADER, told.cause.header()), *past]


def _now() -> datetime:
    return datetime.now(UTC)


def _by_partition(stations: Mapping[str, object], partitions: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {number: [] for number in range(partitions)}
    for station in sorted(stations):
        found[log_partition(station, partitions)].append(station)
    return found
