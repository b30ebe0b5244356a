"""The position in the state: skip, fill in, take; anew after each assignment."""

from collections.abc import AsyncGenerator

from streams.position import Generation, Positions, Seen


class Topic:
    """A topic's messages and what an agent's table holds of its positions."""

    def __init__(self, stored: int) -> None:
        self.stored = stored
        self.recovered = 0
        self.read: list[tuple[int, int]] = []

    async def recover(self, _partition: int) -> int:
        """Return the stored position."""
        self.recovered += 1
        return self.stored

    async def read_range(self, partition: int, first: int, end: int) -> AsyncGenerator[Seen, None]:
        """Yield a missing range."""
        self.read.append((first, end))
        for offset in range(first, end):
            yield message(offset, partition)


def message(offset: int, partition: int = 0) -> Seen:
    """Return one message."""
    return Seen(partition, offset, b"")


async def taken(positions: Positions, *offsets: int) -> list[int]:
    """Return the offsets that are folded when these are delivered."""
    return [seen.offset for offset in offsets async for seen in positions.unseen(message(offset))]


async def test_what_the_state_includes_is_left_out() -> None:
    """Messages at or below the stored position are skipped and counted."""
    positions = Positions(Generation(), Topic(4).recover, Topic(4).read_range)
    assert await taken(positions, 3, 4, 5, 5, 6) == [5, 6]
    assert positions.skipped == 3


async def test_a_gap_is_filled_in() -> None:
    """Kafka's committed offset may be ahead of the state: what lies between is read first."""
    topic = Topic(4)
    positions = Positions(Generation(), topic.recover, topic.read_range)
    assert await taken(positions, 8, 9) == [5, 6, 7, 8, 9]
    assert topic.read == [(5, 8)]
    assert positions.backfilled == 3


async def test_a_state_that_is_nowhere_starts_with_the_oldest_message() -> None:
    """A new agent on an old topic folds all of it, wherever Kafka would have it begin."""
    topic = Topic(-1)
    positions = Positions(Generation(), topic.recover, topic.read_range)
    assert await taken(positions, 2) == [0, 1, 2]


async def test_after_an_assignment_the_table_speaks_again() -> None:
    """Partitions given or taken: the position in memory no longer holds."""
    topic, generation = Topic(4), Generation()
    positions = Positions(generation, topic.recover, topic.read_range)
    assert await taken(positions, 5, 6) == [5, 6]
    assert positions.valid()
    topic.stored = 5
    generation.turn()
    assert not positions.valid()
    assert await taken(positions, 6) == [6]
    assert topic.recovered == 2


async def test_partitions_are_apart() -> None:
    """One partition's position says nothing of another's."""
    topic = Topic(-1)
    positions = Positions(Generation(), topic.recover, topic.read_range)
    assert await taken(positions, 0, 1) == [0, 1]
    assert [seen.partition async for seen in positions.unseen(message(0, 1))] == [1]


async def test_nothing_more_counts_once_the_assignment_has_turned() -> None:
    """A gap that is being filled in when partitions are given or taken is left to the next recovery."""
    topic, generation = Topic(4), Generation()
    positions = Positions(generation, topic.recover, topic.read_range)
    folded = []
    async for seen in positions.unseen(message(9)):
        folded.append(seen.offset)
        if seen.offset == 6:
            generation.turn()
    assert folded == [5, 6]
    assert await taken(positions, 9) == [5, 6, 7, 8, 9]
