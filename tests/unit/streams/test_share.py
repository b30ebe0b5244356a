"""Where to knock again, and when to read tables again: wherever something is to come and nothing does."""

from streams.share import REREAD_AFTER_LOOKS, Knocker, Rereading, Standing
from streams.topics import Topic


def at(position: int | None, end: int | None = 10, agent: str = "recording", partition: int = 0) -> Standing:
    """Return where an agent stands; all is folded at 9."""
    topic = Topic.FINDINGS if agent == "desk" else Topic.LOG
    return Standing(agent, topic, partition, position, end, None)


def test_one_that_has_all_is_left_alone() -> None:
    """However often one looks."""
    knocker = Knocker()
    assert [knocker.look([at(9)]) for _ in range(3)] == [[], [], []]


def test_one_without_its_state_is_knocked_at_from_the_second_look_on() -> None:
    """The first knock may still be on its way; whether the end is known does not matter."""
    for end in (10, None):
        knocker = Knocker()
        assert [knocker.look([at(None, end)]) for _ in range(3)] == [[], [(Topic.LOG, 0)], [(Topic.LOG, 0)]]


def test_one_that_stands_before_messages_is_knocked_at() -> None:
    """Also when more messages have come meanwhile, a knock of ours among them."""
    knocker = Knocker()
    assert knocker.look([at(7)]) == []
    assert knocker.look([at(7, 11)]) == [(Topic.LOG, 0)]
    assert knocker.look([at(10, 11)]) == []


def test_one_that_comes_on_is_left_alone() -> None:
    """Being behind is no reason as long as it moves."""
    knocker = Knocker()
    assert [knocker.look([at(position, 1000)]) for position in (1, 5, 20)] == [[], [], []]


def test_a_partition_is_knocked_at_once_for_all_its_agents() -> None:
    """In order; another partition and the desk's topic by themselves."""
    knocker = Knocker()
    standing = [
        at(3, agent="desk", partition=2),
        at(None, partition=3),
        at(4, agent="angle", partition=3),
        at(4, agent="angle"),
    ]
    knocker.look(standing)
    wanted = {(Topic.LOG, 0), (Topic.LOG, 3), (Topic.FINDINGS, 2)}
    assert knocker.look(standing) == sorted(wanted)


def test_while_partitions_are_shared_out_looks_do_not_count() -> None:
    """What stood before is forgotten."""
    knocker = Knocker()
    knocker.look([at(3)])
    assert knocker.look([]) == []
    assert knocker.look([at(3)]) == []


def test_tables_are_read_again_after_a_while_and_later_less_often() -> None:
    """Whatever takes so long is not begun anew each time."""
    rereading = Rereading()
    looks = [rereading.look(7) for _ in range(1 + 7 * REREAD_AFTER_LOOKS)]
    again = [index for index, now in enumerate(looks) if now]
    assert again == [REREAD_AFTER_LOOKS, 3 * REREAD_AFTER_LOOKS, 7 * REREAD_AFTER_LOOKS]


def test_tables_that_come_on_are_not_read_again() -> None:
    """Nor is anything while nothing is recovered; the next recovery begins anew."""
    rereading = Rereading()
    assert not any(rereading.look(remaining) for remaining in range(50, 0, -1))
    assert not any(rereading.look(None) for _ in range(50))
    assert not any(rereading.look(7) for _ in range(REREAD_AFTER_LOOKS))
    assert rereading.look(7)
