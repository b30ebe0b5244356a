"""Whether what comes over HTTP is new, or lay ready."""

from collections.abc import Iterable

from vision.sources.fresh import Fresh

SEGMENT_S = 2
BEGAN_S = 1000.0


def taken(fresh: Fresh, packets: Iterable[tuple[float, float]]) -> list[float]:
    """Connect and take keyframes, each with its time and when it comes; return the times of those that are new."""
    fresh.connected()
    return [at_s for at_s, now_s in packets if fresh.take(at_s, BEGAN_S + now_s, hash(at_s))]


def stored(first_s: int, count: int) -> list[tuple[float, float]]:
    """Return a keyframe a second that come as fast as they can be read."""
    return [(first_s + number, number / 100) for number in range(count)]


def live(first_s: int, segments: int) -> list[tuple[float, float]]:
    """Return the keyframes of a playlist that grows: a segment at once, each time one is there."""
    return [
        (first_s + segment * SEGMENT_S + number, segment * SEGMENT_S + number / 100)
        for segment in range(segments)
        for number in range(SEGMENT_S)
    ]


def test_what_lay_ready_is_not_new_and_what_is_waited_for_is() -> None:
    """The first segment is somebody's past; from the second on it is live."""
    assert taken(Fresh(), live(50, 3)) == [52, 53, 54, 55]


def test_what_only_lay_ready_is_never_new() -> None:
    """Be it an hour, and at each connect again."""
    fresh = Fresh()
    assert taken(fresh, stored(0, 3600)) == []
    assert taken(fresh, stored(0, 3600)) == []


def test_the_same_keyframes_are_not_new_even_if_they_come_slowly() -> None:
    """Over a slow line a playlist that nobody writes any more is read as slowly as it was filmed."""
    fresh = Fresh()
    assert taken(fresh, live(50, 3))
    assert taken(fresh, [(at_s, at_s - 52) for at_s in range(52, 56)]) == []
    assert taken(fresh, [(at_s, at_s - 54) for at_s in range(54, 60)]) == [56, 57, 58, 59]


def test_a_packager_that_begins_again_at_zero_is_new() -> None:
    """Its times were there before, its pictures were not."""
    fresh = Fresh()
    assert taken(fresh, live(0, 3))
    fresh.connected()
    again = [fresh.take(at_s, BEGAN_S + now_s, code) for code, (at_s, now_s) in enumerate(live(0, 3), 100)]
    assert again == [False, False, True, True, True, True]


def test_a_clock_that_is_set_while_connecting_is_measured_anew() -> None:
    """Or it would take as long as the jump until a picture counts."""
    assert taken(Fresh(), [(50, 0), *((3600 + n, 0.1 + n) for n in range(3))]) == [3601, 3602]


def test_other_packets_are_as_new_as_their_keyframe() -> None:
    """Those that build on a keyframe that came before are old too."""
    fresh = Fresh()
    taken(fresh, live(50, 3))
    fresh.connected()
    fresh.take(54.0, BEGAN_S, hash(54.0))
    assert not fresh.take(55.5, BEGAN_S + 1.5, None)
    assert fresh.take(56.0, BEGAN_S + 2, hash(56.0))
    assert fresh.take(56.5, BEGAN_S + 2, None)


def test_without_a_clock_nobody_can_tell() -> None:
    """So it is not called new."""
    fresh = Fresh()
    assert not any(fresh.take(None, BEGAN_S + now_s, now_s) for now_s in range(20))
