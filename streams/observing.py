"""Watching cameras: each is watched by one process of the group, looked at in turn, and what is seen is sent.

The cameras are shared out as the partitions of the observations topic are: who has a partition watches the
cameras that Kafka's partitioner would put there. The topic itself is not read.
"""

import asyncio
import contextlib
import time
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition

from config.settings import Settings
from models.ids import CameraId
from models.observations import Observation
from streams.codecs import encode
from streams.intake import log_partition
from streams.kafka import consumer_options, exact_producer
from streams.lease import lease_of
from streams.topics import Topic, Topics, topics_of

KEEP_ALIVE_EVERY_S = 1.0
"""E: how often the group is told that we are there; Kafka puts out who says nothing for five minutes."""

log = structlog.get_logger(__name__)


class Eye(Protocol):
    """One camera under watch."""

    def start(self) -> None:
        """Begin to receive its video."""

    def stop(self) -> None:
        """End; returns soon, whatever its server does."""

    def look(self) -> Sequence[Observation]:
        """Return what there is to tell since the last time; works in a thread, some milliseconds long."""


class Observing:
    """The cameras that are ours, and what is sent of them."""

    def __init__(
        self,
        settings: Settings,
        cameras: Collection[CameraId],
        make: Callable[[CameraId], Eye],
        look_every_s: float,
        threads: int,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self.eyes: dict[CameraId, Eye] = {}
        """Those that are ours."""
        self.sharing_out = True
        self._settings = settings
        self._topics = topics_of(settings)
        partitions = settings.topics.partitions
        self._partition_of = {camera: log_partition(camera, partitions) for camera in sorted(cameras)}
        self._make = make
        self._look_every_s = look_every_s
        self._pool = ThreadPoolExecutor(threads, "look")
        self._looking: dict[CameraId, asyncio.Task[None]] = {}
        self._failed: asyncio.Future[None] | None = None
        self._lease = lease_of(settings.worker)
        self._sending: dict[CameraId, float] = {}
        """Since when, by the monotonic clock, what was seen waits to be delivered."""

    def waiting_s(self) -> float:
        """Return for how long the oldest of what was seen has waited to be delivered."""
        return time.monotonic() - min(self._sending.values()) if self._sending else 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Run until told to stop; an error of Kafka that does not pass ends the role."""
        self._failed = asyncio.get_running_loop().create_future()
        consumer = AIOKafkaConsumer(
            group_id=self._topics.vision(), enable_auto_commit=False, **consumer_options(self._settings)
        )
        async with contextlib.AsyncExitStack() as stack:
            self._producer = await exact_producer(self._settings)
            stack.push_async_callback(self._producer.stop)
            self._lease.start()
            stack.callback(self._lease.end)
            stack.push_async_callback(self._watch_none)
            consumer.subscribe([self._topics.name(Topic.OBSERVATIONS)], listener=_Shares(self, consumer))
            await consumer.start()
            stack.push_async_callback(consumer.stop)
            stopping = asyncio.ensure_future(stop.wait())
            stack.callback(stopping.cancel)
            while not stop.is_set():
                # All is paused: this brings nothing, and keeps our place in the group.
                await consumer.getmany(timeout_ms=0)
                ends: set[asyncio.Future[Any]] = {stopping, self._failed}
                await asyncio.wait(ends, timeout=KEEP_ALIVE_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
                if self._failed.done():
                    self._failed.result()

    async def watch(self, partitions: Collection[int]) -> None:
        """Watch the cameras of these partitions and no others."""
        ours = {camera for camera, partition in self._partition_of.items() if partition in partitions}
        await self._drop(self.eyes.keys() - ours)
        for camera in sorted(ours - self.eyes.keys()):
            eye = self.eyes[camera] = self._make(camera)
            eye.start()
            self._looking[camera] = asyncio.create_task(self._look_again_and_again(camera, eye))
        self.sharing_out = False
        log.info("watching", cameras=len(self.eyes), of=len(self._partition_of))

    async def _watch_none(self) -> None:
        await self._drop(set(self.eyes))
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _drop(self, cameras: Collection[CameraId]) -> None:
        tasks = [self._looking.pop(camera) for camera in sorted(cameras)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        loop = asyncio.get_running_loop()
        # Each may wait for its server: all at once.
        stopping = [loop.run_in_executor(None, self.eyes.pop(camera).stop) for camera in sorted(cameras)]
        await asyncio.gather(*stopping)

    async def _look_again_and_again(self, camera: CameraId, eye: Eye) -> None:
        loop = asyncio.get_running_loop()
        # Each camera at a moment of its own, always the same, so that looks spread out evenly.
        share = zlib.crc32(camera.encode()) / 2**32
        next_s = time.monotonic() + share * self._look_every_s
        while True:
            await asyncio.sleep(max(0.0, next_s - time.monotonic()))
            late_s = time.monotonic() - next_s
            self.counts["late"] += late_s > self._look_every_s
            next_s = max(next_s + self._look_every_s, time.monotonic())
            try:
                seen = await loop.run_in_executor(self._pool, eye.look)
            except Exception:  # a bug with one camera must not blind the others
                self.counts["failed"] += 1
                log.exception("a look failed; please report it", camera=camera)
                continue
            await self._send(camera, seen)

    async def _send(self, camera: CameraId, seen: Sequence[Observation]) -> None:
        if self.sharing_out:
            # Whoever watches it next tells what is seen.
            return
        if seen:
            self._sending[camera] = time.monotonic()
        try:
            self._lease.check()
            for observation in seen:
                await _put(self._producer, self._topics, observation)
                self.counts["observations"] += 1
        except Exception as error:  # outermost of this camera: the role ends
            if self._failed is not None and not self._failed.done():
                self._failed.set_exception(error)
            raise
        finally:
            self._sending.pop(camera, None)


async def send(settings: Settings, seen: Sequence[Observation]) -> None:
    """Send what was seen once, outside the role, and wait until Kafka has it."""
    producer = await exact_producer(settings)
    try:
        for observation in seen:
            await _put(producer, topics_of(settings), observation)
    finally:
        await producer.stop()


async def _put(producer: AIOKafkaProducer, topics: Topics, observation: Observation) -> None:
    """Send by camera, so that each camera's looks stay in order."""
    key = observation.camera.encode()
    await producer.send_and_wait(topics.name(Topic.OBSERVATIONS), encode(observation), key=key)


class _Shares(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Hears which partitions are ours."""

    def __init__(self, observing: Observing, consumer: AIOKafkaConsumer) -> None:
        self._observing = observing
        self._consumer = consumer

    async def on_partitions_revoked(self, _revoked: Collection[TopicPartition]) -> None:
        """Say nothing until it is known what is ours; videos that stay ours go on meanwhile."""
        self._observing.sharing_out = True

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Watch what is ours now."""
        self._consumer.pause(*assigned)
        await self._observing.watch({place.partition for place in assigned})
