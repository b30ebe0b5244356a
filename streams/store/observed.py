"""From observations to rows. Pure: of each camera how its video comes and what was last seen; roll-call checks.

Looks come by the million, so of each kind a batch keeps the newest of a camera alone.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct, field, structs

from models.ids import Badge, OperatorId, PictureRef
from models.log import ObservationRun
from models.observations import Look, Observation, Seen
from models.times import Instant

Row = dict[str, Any]
LookKey = tuple[str, str, Look]
Key = tuple[Any, ...]

TOLD_WITHIN = timedelta(seconds=60)
"""E: twice as long as how a video comes is told anew; after a longer silence nobody knows since when it is so."""


class Looked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the newest look of a kind said."""

    seen: Seen
    score: float
    taken_at: Instant
    """When the picture came."""
    picture: PictureRef | None = None
    badge: Badge | None = None
    """Whom it shows, where that is known."""
    by: OperatorId | None = None
    """Who saw it, where that was a person."""


class Observed(Struct):
    """What the observations of a batch mean."""

    looks: dict[LookKey, Observation] = field(default_factory=dict)
    """By station, camera and kind the newest by the time of the picture."""
    videos: list[Observation] = field(default_factory=list)
    """How videos come, in the order of the log, to be folded onto what is stored."""
    roll_calls: list[Row] = field(default_factory=list)

    def add_run(self, run: ObservationRun, left_out: int) -> None:
        """Take a run without its first records."""
        for offset, seen in zip(run.offsets[left_out:], run.records[left_out:], strict=True):
            self._add(run, offset, seen)

    def cameras(self) -> list[Key]:
        """Return the stations and cameras that were watched."""
        looked = {(station, camera) for station, camera, _ in self.looks}
        return sorted(looked | {(seen.station, seen.camera) for seen in self.videos})

    def _add(self, run: ObservationRun, offset: int, seen: Observation) -> None:
        for kind in dict.fromkeys((*seen.also_well, seen.kind)):
            if kind is Look.STREAM:
                if seen.stream is not None:
                    self.videos.append(seen)
            elif kind is Look.ROLL_CALL:
                self.roll_calls.append(_roll_call_row(run, offset, seen))
            else:
                key = seen.station, seen.camera, kind
                newest = self.looks.get(key)
                if newest is None or newest.occurred_at <= seen.occurred_at:
                    self.looks[key] = seen


def fold_watched(stored: Mapping[Key, Row], observed: Observed) -> dict[Key, Row]:
    """Return the cameras that were watched, folded onto what is stored; what comes late changes nothing."""
    changed: dict[Key, Row] = {}

    def row_of(seen: Observation) -> Row:
        key = seen.station, seen.camera
        if key not in changed:
            known = stored.get(key)
            changed[key] = _new_row(seen) if known is None else {**known, "looks": dict(known["looks"])}
        return changed[key]

    for (_, _, kind), seen in observed.looks.items():
        _put_look(row_of(seen), kind, seen)
    for seen in observed.videos:
        _put_video(row_of(seen), seen)
    return changed


def _new_row(seen: Observation) -> Row:
    nothing = dict.fromkeys(("video", "video_since", "video_told_at", "looked_at"))
    return {"station": seen.station, "camera": seen.camera, **nothing, "looks": {}}


def _put_look(row: Row, kind: Look, seen: Observation) -> None:
    last, known = row["looked_at"], row["looks"].get(kind)
    if last is None or last < seen.occurred_at:
        row["looked_at"] = seen.occurred_at
    elif known is not None and seen.occurred_at < datetime.fromisoformat(known["taken_at"]):
        return
    row["looks"][kind.value] = msgspec.to_builtins(_looked(kind, seen))


def _put_video(row: Row, seen: Observation) -> None:
    state, told_at = seen.stream, row["video_told_at"]
    if state is None or (told_at is not None and seen.occurred_at < told_at):
        return
    goes_on = told_at is not None and seen.occurred_at - told_at <= TOLD_WITHIN
    if row["video"] != state.value or not goes_on:
        row["video_since"] = seen.occurred_at
    row["video"], row["video_told_at"] = state.value, seen.occurred_at


def _looked(kind: Look, seen: Observation) -> Looked:
    """Return what an observation says of one kind that it speaks of."""
    return Looked(
        seen=seen.seen if kind is seen.kind else Seen.WELL,
        score=seen.score,
        taken_at=seen.occurred_at.astimezone(UTC),
        picture=seen.picture if kind is seen.kind else None,
        badge=seen.badge,
        by=seen.by,
    )


def _roll_call_row(run: ObservationRun, offset: int, seen: Observation) -> Row:
    return {
        "partition": run.partition,
        "offset": offset,
        "station": seen.station,
        "camera": seen.camera,
        "logged_at": run.at,
        **structs.asdict(_looked(Look.ROLL_CALL, seen)),
    }
