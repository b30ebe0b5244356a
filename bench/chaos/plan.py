"""What is done to the pipeline and when: the same seed, the same plan. Pure."""

from enum import StrEnum
from random import Random

from msgspec import Struct


class Kind(StrEnum):
    """What can be done to it."""

    KILL = "kill"
    """SIGKILL; started again after a short pause."""
    TERM = "term"
    """SIGTERM; started again at once."""
    PAUSE = "pause"
    """SIGSTOP for longer than the session timeout, then SIGCONT: a zombie wakes."""
    BROKER = "broker"
    """A broker is killed and comes back."""
    LEADER = "leader"
    """A broker is shut down in good order, so that its leaders move, and comes back."""
    PARTITION = "partition"
    """A worker is cut off from all brokers for longer than the session timeout."""
    SLOW = "slow"
    """A worker's network is slow."""
    STUTTER = "stutter"
    """A broker stands still for a moment, again and again, as one does whose disk is slow."""
    DISK = "disk"
    """A worker is killed and finds that its state folder cannot be used; later it can."""
    ROLLING = "rolling"
    """All workers are started again with a newer configuration, one after another."""
    SCALE = "scale"
    """All workers but one are stopped, and later started again."""


WAKES_ZOMBIES = frozenset({Kind.PAUSE, Kind.PARTITION})
"""After these, repeats that are identical in id, version and bytes are allowed."""

ON_ROLES = [Kind.KILL, Kind.TERM, Kind.PAUSE]
"""What needs no more than one broker."""

FIRST_S = 15.0
"""Alerts have begun to come."""
APART_S = (18.0, 30.0)
"""Between the beginnings of two faults: some fall into the recovery from the one before."""
LAST_BEFORE_END_S = 30.0
"""What a fault does must be seen while events still come."""
LONG_S = {
    Kind.PAUSE: (12.0, 18.0),
    Kind.BROKER: (5.0, 12.0),
    Kind.LEADER: (5.0, 12.0),
    Kind.PARTITION: (12.0, 18.0),
    Kind.SLOW: (8.0, 15.0),
    Kind.STUTTER: (8.0, 15.0),
    Kind.DISK: (4.0, 8.0),
    Kind.SCALE: (10.0, 15.0),
}
"""How long each lasts; the session timeout is 10 s."""


class Fault(Struct, frozen=True):
    """One thing that is done."""

    at_s: float
    """After the beginning of the events."""
    kind: Kind
    target: str
    """A role, a broker's number, or nothing."""
    lasts_s: float = 0


def make_plan(seed: int, minutes: float, workers: int, kinds: list[Kind], others: list[str]) -> list[Fault]:
    """Return the faults of a run, in order: every kind in turn, in an order of the seed."""
    random = Random(seed)  # noqa: S311  no secrets: a plan
    faults: list[Fault] = []
    at_s = FIRST_S
    order: list[Kind] = []
    while at_s < minutes * 60 - LAST_BEFORE_END_S:
        order = order or random.sample(kinds, len(kinds))
        kind = order.pop()
        lasts_s = round(random.uniform(*LONG_S[kind]), 1) if kind in LONG_S else 0
        faults.append(Fault(round(at_s, 1), kind, _target(random, kind, workers, others), lasts_s))
        at_s += lasts_s + random.uniform(*APART_S)
    return faults


def _target(random: Random, kind: Kind, workers: int, others: list[str]) -> str:
    names = [f"worker-{number}" for number in range(workers)]
    match kind:
        case Kind.KILL | Kind.TERM | Kind.PAUSE:
            return random.choice([*names, *others])
        case Kind.BROKER | Kind.LEADER | Kind.STUTTER:
            return str(random.randint(1, 3))
        case Kind.PARTITION | Kind.SLOW:
            # Only this one goes through the proxy.
            return names[0]
        case Kind.DISK:
            return random.choice(names)
        case Kind.ROLLING | Kind.SCALE:
            return "workers"
