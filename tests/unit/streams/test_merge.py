"""Log time from the input: the same order however partitions were polled."""

import random

import pytest

from streams.merge import Merge, Waiting, clock_headers, record_headers
from tests.factories import at

SOURCES = [("incidents", 0), ("telemetry", 0), ("telemetry", 1)]


def test_nothing_is_released_before_every_partition_has_told_its_time() -> None:
    """A record waits for the slowest partition; then it comes with all that is due."""
    merge = Merge(SOURCES)
    merge.add("telemetry", 0, 0, b"a", record_headers(at(1), 1))
    merge.add("telemetry", 0, 1, b"", clock_headers(at(5)))
    merge.add("incidents", 0, 0, b"", clock_headers(at(5)))
    assert merge.release() == []
    merge.add("telemetry", 1, 0, b"", clock_headers(at(5)))
    assert [waiting.value for waiting in merge.release()] == [b"a"]
    assert merge.clock() == at(5)


def test_offsets_to_commit_follow_what_is_delivered() -> None:
    """Only what lies before a released moment may be committed."""
    merge = Merge([("telemetry", 0), ("telemetry", 1)])
    merge.add("telemetry", 0, 0, b"", clock_headers(at(1)))
    merge.add("telemetry", 0, 1, b"", clock_headers(at(9)))
    merge.add("telemetry", 1, 0, b"", clock_headers(at(1)))
    merge.release()
    assert merge.delivered() == {("telemetry", 0): 1, ("telemetry", 1): 1}
    assert merge.delivered() == {}


def test_a_record_without_time_has_no_place() -> None:
    """What does not come from a player is not taken."""
    assert not Merge(SOURCES).add("incidents", 0, 0, b"x", [])


@pytest.mark.parametrize("seed", range(10))
def test_order_does_not_depend_on_polling(seed: int) -> None:
    """However the partitions' messages interleave, records come out in the order of the recording."""
    drawn = random.Random(seed)
    queues: dict[tuple[str, int], list[tuple[bytes, list[tuple[str, bytes]]]]] = {
        source: [] for source in SOURCES
    }
    for line in range(200):
        queues[drawn.choice(SOURCES)].append((b"%d" % line, record_headers(at(line // 3), line)))
        if line % 10 == 9:
            for queue in queues.values():
                queue.append((b"", clock_headers(at(line // 3 - 0.001))))
    for queue in queues.values():
        queue.append((b"", clock_headers(at(1000))))
    merge, out, offsets = Merge(SOURCES), list[Waiting](), dict.fromkeys(SOURCES, 0)
    while any(queues.values()):
        source = drawn.choice([source for source, queue in queues.items() if queue])
        value, headers = queues[source].pop(0)
        merge.add(*source, offsets[source], value, headers)
        offsets[source] += 1
        out += merge.release()
    assert [int(waiting.value) for waiting in out] == list(range(200))
