"""Who is on duty with which camera: real shifts, mapped onto made-up badges and cameras."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from random import Random

from msgspec import Struct, field

from models.ids import Badge, CameraId, StationId
from models.stations import Role
from simulator.chance import chance
from simulator.plan import Plan
from simulator.shifts import Shift
from simulator.spans import Span, overlaps

_DAY_S = 24 * 3600.0
_WORN_SHARE = 0.85
"""E: the rest of a station's cameras are spares, bound to nobody."""
_CHARGE_S = 1800.0
"""E: a camera rests at least this long in its dock between two wearers."""
_AUXILIARY_SHARE = 0.3


class Duty(Struct):
    """One person on one shift; times in seconds since midnight, negative for the evening before."""

    badge: Badge
    role: Role
    station: StationId
    camera: CameraId | None
    starts_s: float
    ends_s: float
    employee: str = ""
    """Whose real clips this person records."""
    swaps: list[tuple[float, CameraId]] = field(default_factory=list)
    """When another camera was taken over, and which."""
    listed: bool = True
    """Whether the roster names the person at all."""

    def camera_at(self, moment_s: float) -> CameraId | None:
        """Return the camera worn at a moment of the shift."""
        camera = self.camera
        for swapped_s, other in self.swaps:
            if swapped_s <= moment_s:
                camera = other
        return camera


class Post(Struct, frozen=True):
    """A station with its cameras."""

    station: StationId
    cameras: tuple[CameraId, ...]


def posts(plan: Plan) -> list[Post]:
    """Share the cameras out over the stations; ids have the 20 digits of GB/T 28181."""
    shares: list[list[CameraId]] = [[] for _ in plan.stations]
    for number in range(plan.cameras):
        post = number % len(plan.stations)
        shares[post].append(f"1401{post + 1:04d}001320{number + 1:06d}")
    return [Post(station.station, tuple(share)) for station, share in zip(plan.stations, shares, strict=True)]


def duties(plan: Plan, where: Sequence[Post]) -> list[Duty]:
    """Fill each station's cameras with shifts of one real location."""
    random = chance(plan.seed, "duties")
    badges = iter(random.sample(range(10_000, 100_000), min(90_000, 20 * plan.cameras + 100)))
    locations = sorted({shift.location for shift in plan.shifts})
    by_location = {name: _of_day(plan.shifts, name) for name in locations}
    made: list[Duty] = []
    for index, post in enumerate(where):
        shifts = list(by_location[locations[index % len(locations)]])
        random.shuffle(shifts)
        made += _fill(post, shifts, badges, random)
    return made


def _of_day(shifts: Sequence[Shift], location: str) -> list[tuple[Shift, Span]]:
    """Return the shifts of a location that touch the day of most shifts."""
    midnight = day_of([shift.started for shift in shifts])
    found = []
    for shift in shifts:
        span = (shift.started - midnight).total_seconds(), (shift.ended - midnight).total_seconds()
        if shift.location == location and overlaps([(0.0, _DAY_S)], span):
            found.append((shift, span))
    return found


def day_of(moments: Sequence[datetime]) -> datetime:
    """Return the midnight of the day to which most moments belong, of several the first."""
    counts: dict[datetime, int] = {}
    for moment in moments:
        midnight = datetime.combine(moment.date(), time())
        counts[midnight] = counts.get(midnight, 0) + 1
    return max(sorted(counts), key=lambda midnight: counts[midnight])


def _fill(post: Post, shifts: list[tuple[Shift, Span]], badges: Iterator[int], random: Random) -> list[Duty]:
    worn: dict[CameraId, list[Span]] = {
        camera: [] for camera in post.cameras[: max(1, round(len(post.cameras) * _WORN_SHARE))]
    }
    working: dict[str, list[Span]] = {}
    made = []
    for shift, span in shifts:
        rested = span[0] - _CHARGE_S, span[1] + _CHARGE_S
        camera = next((camera for camera in worn if not overlaps(worn[camera], rested)), None)
        if camera is None or overlaps(working.get(shift.employee, ()), span):
            continue
        worn[camera].append(span)
        working.setdefault(shift.employee, []).append(span)
        auxiliary = "Supervisor" not in shift.job and random.random() < _AUXILIARY_SHARE
        made.append(
            Duty(
                badge=f"{next(badges):06d}",
                role=Role.AUXILIARY if auxiliary else Role.OFFICER,
                station=post.station,
                camera=camera,
                starts_s=span[0],
                ends_s=span[1],
                employee=shift.employee,
            )
        )
    return made
