"""The player sends every line in its time and tells every partition how late it is."""

import asyncio
import random
from datetime import datetime, timedelta

import pytest
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from msgspec import Raw

from models.times import to_ms
from streams import play
from streams.merge import AT_HEADER, CLOCK_HEADER, LINE_HEADER, Merge
from streams.play import Player, Progress
from streams.recorded import Line
from streams.topics import INPUTS, Topics
from tests.factories import START, at
from tests.watch import Watch

TOPICS = Topics("p", 3)


class Sent:
    """One message, as the producer got it."""

    def __init__(
        self, clock: Watch, topic: str, value: bytes, partition: int, headers: list[tuple[str, bytes]]
    ) -> None:
        self.second = clock.now_s
        self.topic, self.value, self.partition = topic, value, partition
        self.headers = dict(headers)

    def is_clock(self) -> bool:
        """Say whether it only tells the time."""
        return CLOCK_HEADER in self.headers

    def at(self) -> int:
        """Return the time that it carries, in milliseconds."""
        return int(self.headers[AT_HEADER])


class FakeProducer:
    """Keeps what is sent; a message without a partition goes to one by its key."""

    def __init__(self, clock: Watch) -> None:
        self.clock = clock
        self.sent: list[Sent] = []
        self.flushed_after = -1
        self.fails_on: bytes | None = None

    async def send(
        self,
        topic: str,
        value: bytes,
        *,
        headers: list[tuple[str, bytes]],
        key: bytes | None = None,
        partition: int | None = None,
    ) -> "asyncio.Future[object]":
        """Take a message; its delivery is known at once."""
        place = len(key or b"") % TOPICS.partitions if partition is None else partition
        self.sent.append(Sent(self.clock, topic, value, place, headers))
        delivery: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if value == self.fails_on:
            delivery.set_exception(MessageSizeTooLargeError("too large"))
        else:
            delivery.set_result(None)
        return delivery

    async def flush(self) -> None:
        """Let deliveries be noted."""
        self.flushed_after = len(self.sent)
        await asyncio.sleep(0)

    def lines(self) -> list[Sent]:
        """Return what was recorded, without the tellings of time."""
        return [one for one in self.sent if not one.is_clock()]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Give the player a watch of ours."""
    fake = Watch()
    monkeypatch.setattr(play, "time", fake)
    monkeypatch.setattr(play, "asyncio", fake)
    return fake


def lines(*seconds: float) -> list[tuple[int, Line]]:
    """Return lines of all topics in turn, one for each of these seconds."""
    return [
        (
            number,
            Line(
                topic=INPUTS[number % len(INPUTS)],
                key="k" * (number % 7),
                at=at(second),
                value=Raw(b"%d" % number),
            ),
        )
        for number, second in enumerate(seconds, 1)
    ]


async def played(
    clock: Watch,
    recording: list[tuple[int, Line]],
    speed: float = 10,
    *,
    tells_time: bool = True,
    producer: FakeProducer | None = None,
    progress: Progress = lambda _sent, _at: None,
) -> FakeProducer:
    """Play a recording and return the producer."""
    producer = producer or FakeProducer(clock)
    await Player(producer, TOPICS, speed, tells_time, progress).play(recording)
    return producer


async def test_lines_are_sent_in_order_each_when_its_time_has_come(clock: Watch) -> None:
    """The recording's seconds go ten times as fast as ours."""
    producer = await played(clock, lines(0, 0, 5, 5.5, 60))
    assert [one.value for one in producer.lines()] == [b"1", b"2", b"3", b"4", b"5"]
    assert [round(one.second, 6) for one in producer.lines()] == [0, 0, 0.5, 0.55, 6]
    assert [one.topic for one in producer.lines()][:2] == ["p.telemetry", "p.observations"]
    assert producer.flushed_after == len(producer.sent)


async def test_a_line_carries_its_time_and_its_number(clock: Watch) -> None:
    """That is its place in the order, whatever partition it takes."""
    producer = await played(clock, lines(0, 1.25))
    second = producer.lines()[1]
    assert second.at() == to_ms(START) + 1250
    assert second.headers[LINE_HEADER] == b"2"


async def test_every_partition_is_told_the_time_and_at_the_end_the_last(clock: Watch) -> None:
    """A partition without records must not hold the others up; the last telling releases the last line."""
    producer = await played(clock, lines(0, 100))
    everywhere = {(f"p.{topic}", partition) for topic in INPUTS for partition in range(3)}
    tellings: dict[int, set[tuple[str, int]]] = {}
    for one in producer.sent:
        if one.is_clock():
            tellings.setdefault(one.at(), set()).add((one.topic, one.partition))
    assert all(told == everywhere for told in tellings.values())
    assert max(tellings) == to_ms(at(100))
    gaps = [later - earlier for earlier, later in zip(sorted(tellings), sorted(tellings)[1:], strict=False)]
    assert max(gaps) <= 2000, "in a quiet stretch time goes on second by second"


@pytest.mark.parametrize("speed", [0.5, 1, 37, 600, 1e9])
async def test_no_partition_is_told_a_time_for_which_a_line_is_yet_to_come(
    clock: Watch, speed: float
) -> None:
    """Intake appends what is told to be over: a line behind it would come too late."""
    chance = random.Random(1)
    moments = sorted(round(chance.uniform(0, 30), 3) for _ in range(200))
    producer = await played(clock, lines(*moments, moments[-1]), speed)
    told = 0
    for one in producer.sent[: -len(INPUTS) * TOPICS.partitions]:
        if one.is_clock():
            told = max(told, one.at())
        else:
            assert one.at() > told


async def test_the_log_is_the_recording_however_partitions_are_polled(clock: Watch) -> None:
    """Partitions that are read one far ahead of the other give the same order."""
    recording = lines(*sorted(random.Random(2).choices(range(40), k=120)))
    producer = await played(clock, recording, 600)
    expected = [bytes(line.value) for _, line in recording]
    for seed in range(5):
        assert released(producer, random.Random(seed)) == expected


def released(producer: FakeProducer, chance: random.Random) -> list[bytes]:
    """Poll partitions by chance, each in its own order; return what intake would append."""
    queues: dict[tuple[str, int], list[Sent]] = {}
    for one in producer.sent:
        queues.setdefault((one.topic, one.partition), []).append(one)
    merge = Merge(queues)
    taken: list[bytes] = []
    offsets = dict.fromkeys(queues, 0)
    while waiting := [source for source, queue in queues.items() if offsets[source] < len(queue)]:
        source = chance.choice(waiting)
        for _ in range(chance.randrange(1, 30)):
            if offsets[source] < len(queues[source]):
                one = queues[source][offsets[source]]
                merge.add(*source, offsets[source], one.value, one.headers.items())
                offsets[source] += 1
        taken += [record.value for record in merge.release()]
    return taken


async def test_by_the_wall_nothing_tells_a_time(clock: Watch) -> None:
    """A system that goes by its own clock gets the records alone."""
    producer = await played(clock, lines(0, 3), tells_time=False)
    assert [(one.value, one.headers) for one in producer.sent] == [(b"1", {}), (b"2", {})]


async def test_progress_is_told_line_by_line(clock: Watch) -> None:
    """How many lines were sent, and which moment the recording is at."""
    seen: list[tuple[int, datetime]] = []
    await played(clock, lines(0, 2), progress=lambda sent, now: seen.append((sent, now)))
    assert seen == [(1, START), (2, START + timedelta(seconds=2))]


async def test_an_empty_recording_sends_nothing(clock: Watch) -> None:
    """There is no time to tell."""
    assert (await played(clock, [])).sent == []


async def test_a_line_that_was_not_delivered_is_not_passed_over(clock: Watch) -> None:
    """Whoever plays learns that the system has not had all of it."""
    producer = FakeProducer(clock)
    producer.fails_on = b"2"
    with pytest.raises(KafkaError, match="too large"):
        await played(clock, lines(0, 1, 2), producer=producer)
    assert len(producer.lines()) == 3
