"""What is done to the pipeline, and when, follows from the seed."""

import itertools
from collections import Counter

import pytest

from bench.chaos.plan import APART_S, FIRST_S, LAST_BEFORE_END_S, LONG_S, Fault, Kind, make_plan

MINUTES, WORKERS, OTHERS = 5, 3, ["intake", "projection"]


def plan(seed: int, kinds: list[Kind] | None = None) -> list[Fault]:
    """Return the faults of five minutes."""
    return make_plan(seed, MINUTES, WORKERS, list(Kind) if kinds is None else kinds, OTHERS)


def test_the_same_seed_the_same_plan() -> None:
    """A run that went wrong can be run again."""
    assert plan(3) == plan(3)
    assert plan(3) != plan(4)


@pytest.mark.parametrize("seed", range(1, 21))
def test_faults_do_not_overlap_and_leave_time_to_be_seen(seed: int) -> None:
    """One begins after the other is over, and the last one well before the end."""
    faults = plan(seed)
    assert faults[0].at_s == FIRST_S
    assert faults[-1].at_s < MINUTES * 60 - LAST_BEFORE_END_S
    for one, next_one in itertools.pairwise(faults):
        assert APART_S[0] - 0.2 <= next_one.at_s - one.at_s - one.lasts_s <= APART_S[1] + 0.2
    for fault in faults:
        shortest, longest = LONG_S.get(fault.kind, (0, 0))
        assert shortest <= fault.lasts_s <= longest


def test_every_kind_in_turn() -> None:
    """None comes again before all have come; twenty seeds have them all, on every role."""
    faults = [fault for seed in range(1, 21) for fault in plan(seed)]
    for seed in range(1, 21):
        kinds = [fault.kind for fault in plan(seed)][: len(Kind)]
        assert len(kinds) == len(set(kinds))
    assert set(Counter(fault.kind for fault in faults)) == set(Kind)
    hurt = {fault.target for fault in faults if fault.kind in (Kind.KILL, Kind.TERM, Kind.PAUSE)}
    assert hurt == {*OTHERS, *(f"worker-{number}" for number in range(WORKERS))}


def test_only_what_is_asked_for() -> None:
    """Only those kinds, over and over."""
    assert {fault.kind for fault in plan(1, [Kind.KILL])} == {Kind.KILL}
