"""How long nothing went on: the desk's marks tell, for each partition, how far alerts have been decided."""

import time
from datetime import datetime
from itertools import pairwise

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from msgspec import Struct

from config.settings import Settings
from streams.checkpoint import Mark, is_mark
from streams.kafka import client_options
from streams.topics import topics_of

_mark = msgspec.json.Decoder(Mark)


class Moved(Struct, frozen=True):
    """The desk came on in a partition."""

    at_s: float
    """When we saw it, by the monotonic clock."""
    partition: int
    now: datetime
    """How far the log's time was that it had taken."""


class Watch:
    """Follows the desk's marks."""

    def __init__(self, settings: Settings) -> None:
        self.moves: list[Moved] = []
        self._settings = settings

    async def run(self) -> None:
        """Follow until cancelled."""
        topics = topics_of(self._settings)
        consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(self._settings))
        await consumer.start()
        try:
            consumer.assign([TopicPartition(topics.changelog("desk"), n) for n in range(topics.partitions)])
            while True:
                for source, messages in (await consumer.getmany(timeout_ms=500)).items():
                    marks = [each.value for each in messages if is_mark(each.key) and each.value]
                    if marks:
                        now = _mark.decode(marks[-1]).now
                        self.moves.append(Moved(time.monotonic(), source.partition, now))
        finally:
            await consumer.stop()

    def silence_s(self, begins_s: float, ends_s: float, partitions: int) -> float:
        """Return the longest time in which a partition stood still."""
        longest = 0.0
        for partition in range(partitions):
            times = [m.at_s for m in self.moves if m.partition == partition and begins_s <= m.at_s <= ends_s]
            edges = [begins_s, *times, ends_s]
            longest = max(longest, *(after - before for before, after in pairwise(edges)))
        return longest

    def recovered_s(self, begins_s: float, begun: datetime, partitions: int) -> float | None:
        """Return how long it took until every partition had taken what was logged when a fault had begun."""
        times = []
        for partition in range(partitions):
            after = [m.at_s for m in self.moves if m.partition == partition and m.now >= begun]
            if not after:
                return None
            times.append(after[0] - begins_s)
        return max(0.0, *times)
