"""What a worker has of the log, and where each of its agents stands in it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import faust
import structlog
from aiokafka.errors import KafkaError
from faust.types import TP
from msgspec import Struct

from models.findings import FindingBatch
from models.log import Block
from streams.binding import Bound
from streams.codecs import encode
from streams.desk import BoundDesk
from streams.position import Generation
from streams.topics import Topic, Topics

EMPTY = {Topic.LOG: encode(Block()), Topic.FINDINGS: encode(FindingBatch(()))}
"""What means nothing, and shows whoever has recovered what lies between its state and the end."""

KNOCK_EVERY_S = 1.0
"""E: as often as the log's clock comes; a state is usually there after the first knock."""

REREAD_AFTER_LOOKS = 4
"""E: so many seconds; a record of a table is fetched within tens of milliseconds."""

log = structlog.get_logger(__name__)

Agent = tuple[str, Topic, Bound | BoundDesk]
"""A name, the topic that is read, and who reads it."""

SendEmpty = Callable[[Topic, int], Awaitable[object]]
"""``send_empty(topic, partition)`` puts a message that means nothing at a partition's end."""


class Standing(Struct, frozen=True):
    """One agent in one partition of its topic."""

    agent: str
    topic: Topic
    partition: int
    position: int | None
    """The last offset that is folded; None before its state is there."""
    end: int | None
    """The offset behind the last message; None before Kafka has told it."""
    now: datetime | None
    """The log's time that it has reached."""

    @property
    def behind(self) -> int:
        """Return how many messages are known to be there and not folded."""
        if self.end is None:
            return 0
        return self.end if self.position is None else self.end - 1 - self.position


class Share:
    """The partitions that are ours, and the agents on them."""

    def __init__(
        self, app: faust.App, topics: Topics, generation: Generation, agents: Sequence[Agent]
    ) -> None:
        self._app: Any = app
        self._topics = topics
        self._generation = generation
        self.agents = agents

    def sharing_out(self) -> bool:
        """Say whether partitions are being given out; the first time begins with the first generation."""
        return bool(self._app.rebalancing) or not self._generation.began()

    def recovering(self) -> bool:
        """Say whether tables are being rebuilt."""
        return bool(self._app.tables.recovery.in_recovery)

    def remaining(self) -> int:
        """Return how many messages there are to go until they are."""
        return int(self._app.tables.recovery.active_remaining_total())

    async def read_tables_again(self) -> None:
        """Have what is missing of the tables' topics fetched again; what came already is left out."""
        recovery = self._app.tables.recovery
        wanted = {
            place: max(0, recovery.active_offsets[place])
            for place, remaining in recovery.active_remaining().items()
            if remaining > 0
        }
        if not wanted:
            # Faust has yet to learn how much there is.
            return
        log.warning("tables are read again: nothing came of them", partitions=len(wanted))
        try:
            await self._app.consumer.seek_wait(wanted)
        except (KafkaError, TimeoutError) as error:
            # They were given to somebody else meanwhile, or no broker answers; what is still missing is asked for again.
            log.warning("tables could not be read again", reason=repr(error))

    def owned(self, topic: Topic) -> list[int]:
        """Return which partitions of a topic are ours."""
        if not self._generation.began():
            # Faust's consumer has no thread yet that could be asked.
            return []
        name = self._topics.name(topic)
        return sorted(place.partition for place in self._app.consumer.assignment() if place.topic == name)

    def standing(self) -> list[Standing]:
        """Return where each agent stands in each partition that is ours."""
        found: list[Standing] = []
        for name, topic, bound in self.agents:
            nows = bound.nows()
            for partition in self.owned(topic):
                end = self._app.consumer.highwater(TP(self._topics.name(topic), partition))
                position = bound.positions.at(partition)
                found.append(Standing(name, topic, partition, position, end, nows.get(partition)))
        return found


async def knock(share: Share, send_empty: SendEmpty) -> None:
    """Put a message that means nothing at the end of each partition that is ours.

    An agent recovers with its first message, and fills in a gap when one comes from behind it. Kafka's
    committed offset may be ahead of what the state includes, with nothing behind it.
    """
    for topic in EMPTY:
        for partition in share.owned(topic):
            await send_empty(topic, partition)


class Knocker:
    """Finds out where to knock again: wherever an agent has messages before it and has not moved since the last look.

    Faust drops what it was fetching while partitions were given out, the first knock too; in a quiet
    partition nothing would ever follow.
    """

    def __init__(self) -> None:
        self._held_up: set[tuple[str, Topic, int, int | None]] = set()

    def look(self, standing: Iterable[Standing]) -> list[tuple[Topic, int]]:
        """Return the partitions, in order; ``standing`` is where all agents stand now."""
        before, self._held_up = (
            self._held_up,
            {
                (each.agent, each.topic, each.partition, each.position)
                for each in standing
                if each.position is None or each.behind
            },
        )
        return sorted({(topic, partition) for _, topic, partition, _ in before & self._held_up})


class Rereading:
    """Finds out when to read the tables' topics again: they are being recovered, and nothing has come for a while.

    Faust may drop what it was fetching here too, and then waits for it for ever. The pauses grow, so that a first
    answer that takes long is not thrown away again and again.
    """

    def __init__(self) -> None:
        self._remaining: int | None = None
        self._looks = 0
        self._after = REREAD_AFTER_LOOKS

    def look(self, remaining: int | None) -> bool:
        """Say whether to read again now; ``remaining`` messages are to go, None where nothing is being recovered."""
        if remaining is None or remaining != self._remaining:
            self._remaining, self._looks, self._after = remaining, 0, REREAD_AFTER_LOOKS
            return False
        self._looks += 1
        if self._looks < self._after:
            return False
        self._looks, self._after = 0, 2 * self._after
        return True


async def keep_knocking(share: Share, send_empty: SendEmpty) -> None:
    """Knock again, and read tables again, where it is needed, until cancelled."""
    knocker, rereading = Knocker(), Rereading()
    while True:
        await asyncio.sleep(KNOCK_EVERY_S)
        if rereading.look(share.remaining() if share.recovering() else None):
            await share.read_tables_again()
        settled = not share.sharing_out() and not share.recovering()
        for topic, partition in knocker.look(share.standing() if settled else ()):
            await send_empty(topic, partition)
