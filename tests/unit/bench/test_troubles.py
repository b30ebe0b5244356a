"""What is to happen to servers while readers read."""

from itertools import pairwise

from bench.eyes.troubles import QUIET_SHARE, Trouble, plan

HOUR_S = 3600.0


def test_a_seed_says_what_happens_and_all_kinds_do() -> None:
    """The same again for the same seed, something else for another."""
    planned = plan(HOUR_S, 3, 1)
    assert planned == plan(HOUR_S, 3, 1)
    assert planned != plan(HOUR_S, 3, 2)
    assert {each.trouble for each in planned} == set(Trouble)
    assert {each.server for each in planned} == {0, 1, 2}


def test_no_server_has_two_troubles_at_once_and_the_end_is_quiet() -> None:
    """So that all readers can be live at the end."""
    planned = plan(HOUR_S, 3, 1)
    for server in range(3):
        spans = [(each.at_s, each.until_s) for each in planned if each.server == server]
        assert all(until_s < next_s for (_, until_s), (next_s, _) in pairwise(spans))
    assert all(HOUR_S * QUIET_SHARE < each.at_s < HOUR_S * (1 - QUIET_SHARE) for each in planned)
