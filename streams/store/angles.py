"""Whether a camera's angle and picture are well: by its own sensor and by looks, with the rules' numbers. Pure.

What is kept follows from what the log said within ``AngleNumbers.span``, and from nothing before.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct, field

from agents.angle.state import Kept
from agents.angle.window import came_in_time, keep, tells
from models.observations import PICTURE_LOOKS, Look, Observation, each_look
from models.rules import Rule, RuleBook
from models.telemetry import CameraRecord
from models.times import EPOCH


class AngleNumbers(Struct, frozen=True, kw_only=True):
    """The numbers of angle_tilted and angle_picture, without what a category changes."""

    pitch_deg: float
    roll_deg: float
    clear_below_deg: float
    hold: timedelta
    clear_hold: timedelta
    fresh: timedelta
    window: timedelta
    on_share: float
    off_share: float
    least_looks: int
    score: float

    @classmethod
    def of(cls, rules: RuleBook) -> "AngleNumbers":
        """Return the numbers of a rule book."""

        def tilted(name: str) -> float:
            return rules.value(Rule.ANGLE_TILTED, name)

        def picture(name: str) -> float:
            return rules.value(Rule.ANGLE_PICTURE, name)

        return cls(
            pitch_deg=tilted("pitch_deg"),
            roll_deg=tilted("roll_deg"),
            clear_below_deg=tilted("clear_below_deg"),
            hold=timedelta(seconds=tilted("hold_s")),
            clear_hold=timedelta(seconds=tilted("clear_hold_s")),
            fresh=timedelta(seconds=tilted("fresh_s")),
            window=timedelta(seconds=picture("window_s")),
            on_share=picture("on_share"),
            off_share=picture("off_share"),
            least_looks=int(picture("least_looks")),
            score=picture("score"),
        )

    @property
    def span(self) -> timedelta:
        """Return how far back what is kept reaches: what has lasted for a hold may be told only when it is stale."""
        return self.fresh + max(self.hold, self.clear_hold, self.window)


class Angle(Struct):
    """How one camera has lately hung and looked."""

    told_at: datetime = EPOCH
    both_at: datetime = EPOCH
    """The last record with pitch or roll, and with both."""
    askew_since: datetime | None = None
    straight_since: datetime | None = None
    """The first of the records, none far from the next, that agree on it; between the limits neither."""
    looks: dict[Look, list[Kept]] = field(default_factory=dict)

    def hear(self, record: CameraRecord, now: datetime, numbers: AngleNumbers) -> bool:
        """Take what the sensor says; return whether it says anything."""
        pitch_deg, roll_deg = record.pitch_deg, record.roll_deg
        if pitch_deg is None and roll_deg is None:
            return False
        if now - self.told_at > numbers.fresh:
            self.askew_since = self.straight_since = None
        self.told_at = now
        if pitch_deg is not None and roll_deg is not None:
            self.both_at = now
        over_deg = max(
            -180.0 if pitch_deg is None else abs(pitch_deg) - numbers.pitch_deg,
            -180.0 if roll_deg is None else abs(roll_deg) - numbers.roll_deg,
        )
        self.askew_since = (self.askew_since or now) if over_deg > 0 else None
        self.straight_since = (self.straight_since or now) if over_deg < -numbers.clear_below_deg else None
        return True

    def see(self, observation: Observation, now: datetime, numbers: AngleNumbers) -> bool:
        """Take what a look saw; return whether it saw anything of this."""
        told = False
        for seen in each_look(observation):
            if seen.kind in PICTURE_LOOKS and tells(seen, numbers.score):
                looks = keep(self.looks.get(seen.kind, []), seen, now, numbers.window)
                if looks is not None:
                    self.looks[seen.kind] = looks
                    told = True
        return told

    def verdict(self, now: datetime, numbers: AngleNumbers, *, was_bad: bool) -> tuple[bool | None, datetime]:
        """Return whether it is well, None for as it was, and since when; doubt is neither well nor bad."""
        said = [
            *self._by_sensor(now, numbers, was_bad=was_bad),
            *self._by_looks(now, numbers, was_bad=was_bad),
        ]
        bad = [since for value, since in said if value is False]
        if bad:
            return False, min(bad)
        if not said or any(value is None for value, _ in said):
            return None, now
        return True, now

    def is_calm(self) -> bool:
        """Say whether a record within the limits decides nothing: neither askew, nor any fault among the looks."""
        return self.askew_since is None and not any(
            kept.fault for looks in self.looks.values() for kept in looks
        )

    def _by_sensor(
        self, now: datetime, numbers: AngleNumbers, *, was_bad: bool
    ) -> Iterator[tuple[bool | None, datetime]]:
        if now - self.told_at > numbers.fresh:
            return
        if self.askew_since is not None:
            yield (False if now - self.askew_since >= numbers.hold else None), self.askew_since
        elif was_bad and (self.straight_since is None or now - self.straight_since < numbers.clear_hold):
            yield None, now
        else:
            yield True, now

    def _by_looks(
        self, now: datetime, numbers: AngleNumbers, *, was_bad: bool
    ) -> Iterator[tuple[bool | None, datetime]]:
        sensor_tells = now - self.both_at <= numbers.fresh
        logged_from = now - numbers.window
        for kind, kept_looks in self.looks.items():
            looks = [kept for kept in kept_looks if kept.logged_at >= logged_from]
            if not looks or (kind is Look.TILTED and sensor_tells):
                continue
            faults = [kept.logged_at for kept in looks if kept.fault]
            share, enough = len(faults) / len(looks), len(looks) >= numbers.least_looks
            if not enough:
                yield (None if faults or was_bad else True), now
            elif share < (numbers.off_share if was_bad else numbers.on_share):
                yield True, now
            elif was_bad or came_in_time(looks):
                yield False, min(faults)
            else:
                yield None, now
