"""What the benchmarks read: a made-up city of 10,000 cameras, the same bytes every time.

Every camera reports every 5 s (the usual interval of GB/T 28181 MobilePosition), moving, and switching its
recording on and off in a fixed pattern. One camera in ten is worn by an officer on an open incident. Of
these, each station's first one stops recording for 90 s again and again, which is a fault; the others stop
for 30 s only, which is none. Those on no incident may record or not as they like.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from models.incidents import IncidentEvent, Stage
from models.roster import RosterEntry
from models.telemetry import CameraRecord, Telemetry
from models.times import to_ms

STARTS_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
"""In the past: Kafka refuses messages from more than an hour ahead."""

CYCLE_TICKS = 30
"""The recording pattern repeats after so many ticks: 150 s."""

LONG_STOP_TICKS = 18
"""90 s without recording: longer than the 60 s at which the rules raise an alert."""

SHORT_STOP_TICKS = 6
"""30 s without recording: too short for an alert."""

ON_INCIDENT_EVERY = 10
"""One camera in so many is on an incident."""

_encode = msgspec.json.Encoder().encode


class Plan(Struct, frozen=True, kw_only=True):
    """How much to make."""

    stations: int = 200
    cameras: int = 50
    """Of each station."""
    ticks: int = 50
    tick_s: int = 5
    partitions: int = 4
    starts_at: datetime = STARTS_AT

    @property
    def records(self) -> int:
        """Return how many camera records there are in all."""
        return self.ticks * self.stations * self.cameras

    def at(self, tick: int) -> datetime:
        """Return the moment of a tick."""
        return self.starts_at + timedelta(seconds=tick * self.tick_s)


class StationTick(Struct, frozen=True, gc=False):
    """What one station's cameras report at one tick, as messages for Kafka."""

    partition: int
    key: bytes
    timestamp_ms: int
    singles: list[bytes]
    """One message for each camera."""
    batched: bytes
    """The same in one message."""


def plan_for(records: int) -> Plan:
    """Return the plan of the full city with at least so many camera records."""
    per_tick = Plan(ticks=1).records
    return Plan(ticks=-(-records // per_tick))


def station_id(station: int) -> str:
    """Return a station's code: an organisation code of 12 digits."""
    return f"6109{station:05d}000"


def camera_id(station: int, camera: int) -> str:
    """Return a camera's code: a GB/T 28181 device id of 20 digits."""
    return f"6109{station:05d}0132{camera:07d}"


def badge_of(station: int, camera: int) -> str:
    """Return the badge number of whoever wears a camera: six digits."""
    return f"{station * 1000 + camera:06d}"


def is_on_incident(camera: int) -> bool:
    """Say whether a station's camera is on an incident, all the time."""
    return camera % ON_INCIDENT_EVERY == 0


def is_recording(station: int, camera: int, tick: int) -> bool:
    """Say whether a camera records at a tick; each begins at its own place in the pattern."""
    stop = SHORT_STOP_TICKS if is_on_incident(camera) and camera else LONG_STOP_TICKS
    return (tick + station * 7 + camera * 3) % CYCLE_TICKS >= stop


def cameras_on_incident(plan: Plan) -> list[str]:
    """Return the ids of the cameras whose wearers are on an incident."""
    return [camera_id(station, camera) for station, camera in _on_incident(plan)]


def station_ticks(plan: Plan) -> Iterator[StationTick]:
    """Make all telemetry, tick after tick, and within a tick station after station."""
    for tick in range(plan.ticks):
        at = plan.at(tick)
        timestamp_ms = to_ms(at)
        for station in range(plan.stations):
            name = station_id(station)
            empty = _encode(Telemetry(station=name, occurred_at=at, cameras=[]))
            head, tail = empty[:-2], b"]}"
            records = [_encode(_record(station, camera, tick)) for camera in range(plan.cameras)]
            yield StationTick(
                partition=station % plan.partitions,
                key=name.encode(),
                timestamp_ms=timestamp_ms,
                singles=[head + record + tail for record in records],
                batched=head + b",".join(records) + tail,
            )


def roster_entries(plan: Plan) -> Iterator[RosterEntry]:
    """Make the roster: every camera is worn by somebody of its station, for 12 hours."""
    made_at = plan.starts_at - timedelta(hours=2)
    for station in range(plan.stations):
        for camera in range(plan.cameras):
            yield RosterEntry(
                entry=f"shift-{camera_id(station, camera)}",
                station=station_id(station),
                occurred_at=made_at,
                badge=badge_of(station, camera),
                camera=camera_id(station, camera),
                starts_at=plan.starts_at - timedelta(hours=1),
                ends_at=plan.starts_at + timedelta(hours=11),
            )


def incident_events(plan: Plan) -> Iterator[IncidentEvent]:
    """Make the incidents: one for each camera on one, its officer on the scene just before the first tick."""
    stages = (Stage.RECEIVED, Stage.DISPATCHED, Stage.DEPARTED, Stage.ARRIVED)
    for step, stage in enumerate(stages):
        before_s = 60 * (len(stages) - step) - 50
        for station, camera in _on_incident(plan):
            yield IncidentEvent(
                incident=f"JQ{station:05d}{camera:05d}",
                station=station_id(station),
                stage=stage,
                occurred_at=plan.starts_at - timedelta(seconds=before_s),
                officers=(badge_of(station, camera),) if stage is Stage.DISPATCHED else None,
            )


def _on_incident(plan: Plan) -> Iterator[tuple[int, int]]:
    for station in range(plan.stations):
        for camera in range(plan.cameras):
            if is_on_incident(camera):
                yield station, camera


def _record(station: int, camera: int, tick: int) -> CameraRecord:
    """Make one camera's record; every number changes from tick to tick, none is out of the ordinary."""
    turn = tick * 37 + station * 11 + camera * 5
    return CameraRecord(
        camera=camera_id(station, camera),
        online=True,
        recording=is_recording(station, camera, tick),
        latitude_deg=round(32.0 + station * 0.004 + (turn % 997) * 1e-6, 6),
        longitude_deg=round(108.5 + camera * 0.002 + (turn % 991) * 1e-6, 6),
        speed_kmh=turn % 241 / 4,
        heading_deg=turn % 720 / 2,
        battery_pct=100 - turn % 121 / 2,
        storage_free_pct=90 - turn % 97 / 2,
        signal_dbm=-50.0 - turn % 47,
        pitch_deg=turn % 53 / 4 - 6,
        roll_deg=turn % 41 / 4 - 5,
        muted=False,
    )
