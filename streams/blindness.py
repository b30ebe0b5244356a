"""What stands still: the log, or the desk behind it. Pure; the watchdog looks and tells."""

from datetime import datetime, timedelta

from msgspec import Struct, field

from models.findings import Change, Evidence, Fact, Finding, Measure, Reason
from models.ids import EVERYWHERE
from models.rules import Number, Rule

LOG, DESK = "log", "desk"
"""The parts that can stand still, which are the subjects of alerts."""


class Hand(Struct):
    """The time that one partition of a part tells."""

    tells: datetime | None = None
    """None before anything was heard."""
    moved_at: datetime | None = None
    """When we saw it go on, by our own clock; for the desk also when there came to be something to do."""


class Part(Struct):
    """The log, or the desk."""

    hands: dict[int, Hand] = field(default_factory=dict)
    blind_since: datetime | None = None
    """What the hand that stands still told, as long as one does."""


class Blindness:
    """Compares what the log and the desk tell with our own clock."""

    def __init__(self, partitions: int, blind_after: Number, began: datetime) -> None:
        self._blind_after = blind_after
        self._after = timedelta(seconds=blind_after.value)
        self._parts = {
            name: Part({number: Hand(moved_at=began) for number in range(partitions)}) for name in (LOG, DESK)
        }

    def heard(self, part: str, partition: int, tells: datetime, now: datetime) -> None:
        """Take what a partition of a part tells; what is not newer is no news."""
        hand = self._parts[part].hands[partition]
        if hand.tells is not None and tells <= hand.tells:
            return
        desk = self._parts[DESK].hands[partition]
        if part == LOG and not _ahead(hand, desk):
            desk.moved_at = now
        hand.tells, hand.moved_at = tells, now

    def look(self, now: datetime) -> list[Finding]:
        """Return what begins to stand still or goes on again."""
        found: list[Finding] = []
        still = {LOG: self._still(LOG, now)}
        # Where the log stands still there is nothing for the desk to do.
        still[DESK] = self._still(DESK, now) if not still[LOG] else {}
        for name, part in self._parts.items():
            if still[name] and part.blind_since is None:
                part.blind_since = min(still[name].values())
                found.append(self._finding(name, Change.RAISE, part.blind_since, now, still[name]))
            elif not still[name] and part.blind_since is not None:
                found.append(self._finding(name, Change.CLEAR, part.blind_since, now, {}))
                part.blind_since = None
        return found

    def blind(self, part: str, since: datetime) -> None:
        """Take note that a part was found blind before this watchdog began."""
        self._parts[part].blind_since = since

    def _still(self, name: str, now: datetime) -> dict[int, datetime]:
        """Return the partitions that stand still, and what they told last."""
        log = self._parts[LOG].hands
        return {
            number: hand.tells or now
            for number, hand in self._parts[name].hands.items()
            if hand.moved_at is not None
            and now - hand.moved_at > self._after
            and (name == LOG or _ahead(log[number], hand))
        }

    def _finding(
        self, name: str, change: Change, since: datetime, now: datetime, still: dict[int, datetime]
    ) -> Finding:
        fact = Fact.NEWS if change is Change.CLEAR else Fact.NO_NEWS if name == LOG else Fact.NOT_FOLDED
        lines = [Evidence(tells, fact, f"{name}/{number}") for number, tells in sorted(still.items())]
        return Finding(
            rule=Rule.SUPERVISION_BLIND,
            change=change,
            reason=Reason.PUT_RIGHT if change is Change.CLEAR else Reason.HELD,
            station=EVERYWHERE,
            subject=name,
            since=since,
            at=now,
            measure=Measure.of("blind_after_s", self._blind_after),
            evidence=tuple(lines) or (Evidence(now, fact, name),),
        )


def _ahead(log: Hand, desk: Hand) -> bool:
    """Say whether the log has something that the desk has not taken."""
    return log.tells is not None and (desk.tells is None or log.tells > desk.tells)
