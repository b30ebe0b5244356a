"""Plans of whole days at one station, for property tests: what is planned, and how plans are drawn.

Days are made on a grid whose distances keep clear of the rules' numbers, as they are set here, by more than
the delays: so no delay can honestly make a difference.
"""

from hypothesis import strategies as st
from msgspec import Struct

from models.incidents import Stage
from models.observations import Look, Seen
from models.rules import RuleBook
from tests.factories import (
    Timeline,
    camera_record,
    incident_event,
    observation,
    roster_entry,
    rulebook,
    telemetry,
)

RULES: RuleBook = rulebook(
    recording_started_late={"late_s": 12},
    battery_low={"hold_s": 64},
    angle_tilted={"hold_s": 27, "fresh_s": 57},
    # A look each 5 s keeps the plans short; six fit into the window.
    angle_picture={"window_s": 33, "least_looks": 5},
    camera_offline={"offline_s": 289.5, "keepalive_s": 61},
    camera_offline_on_incident={"offline_s": 195},
    station_silent={"silent_s": 215},
)
PARTS, PART_S, TICK_S = 22, 25, 5
LENGTH_S = PARTS * PART_S
CHANGE_S, END_S = 7, 22
"""Where in a part somebody arrives or changes cameras, and where a scene ends."""
MOST_DELAY_S = 1.9


class Shown(Struct, frozen=True):
    """What a camera shows for a part of the day."""

    silent: bool = False
    online: bool | None = True
    recording: bool | None = False
    pitch_deg: float | None = None
    battery_pct: float | None = None
    look: Seen = Seen.UNKNOWN
    skips: bool = False
    """Every other record says nothing of connection and recording."""


class Scene(Struct, frozen=True):
    """An incident: when somebody arrives, how long it lasts, who is on it, and how it ends."""

    part: int
    lasts: int
    officers: tuple[str, ...]
    end: Stage


class Change(Struct, frozen=True):
    """A person gets a camera, or loses it."""

    part: int
    badge: str
    camera: str | None


class Plan(Struct, frozen=True):
    """What happens at a station on one day."""

    cameras: tuple[list[tuple[Shown, int]], list[tuple[Shown, int]]]
    """For each camera what it shows, and for how many parts."""
    scenes: tuple[Scene, Scene]
    changes: list[Change]

    def day(self) -> Timeline:
        """Return all events of the day, in the order in which they happen."""
        found: Timeline = [(-10, roster_entry("A", "C1")), (-10, roster_entry("B", "C2"))]
        for change in self.changes:
            second = change.part * PART_S + CHANGE_S
            entry = roster_entry(change.badge, change.camera, starts=second, made=second)
            found.append((second, entry))
        for camera, shows in zip(("C1", "C2"), self.cameras, strict=True):
            parts = [shown for shown, count in shows for _ in range(count)][:PARTS]
            for number, shown in enumerate(parts):
                found += _part(camera, number * PART_S, shown)
        for number, scene in enumerate(self.scenes):
            found += _scene(f"I{number}", 2 * scene.part + number, scene)
        day = [happening for happening in found if happening[0] <= LENGTH_S]
        return sorted(day, key=lambda happening: happening[0])


def _part(camera: str, start_s: float, shown: Shown) -> Timeline:
    found: Timeline = []
    for place in range(PART_S // TICK_S):
        second = start_s + place * TICK_S
        found.append((second, observation(second, Look.COVERED, shown.look, camera=camera)))
        tells = not shown.skips or place % 2 == 0
        record = camera_record(
            camera,
            online=shown.online if tells else None,
            recording=shown.recording if tells else None,
            pitch_deg=shown.pitch_deg,
            roll_deg=0,
            battery_pct=shown.battery_pct,
        )
        if not shown.silent:
            found.append((second, telemetry(second, record)))
    return found


def _scene(incident: str, part: int, scene: Scene) -> Timeline:
    arrived_s, over_s = part * PART_S + CHANGE_S, (part + scene.lasts) * PART_S + END_S
    sent_s = arrived_s - 300
    return [
        (arrived_s, incident_event(Stage.DISPATCHED, sent_s, incident=incident, officers=scene.officers)),
        (arrived_s, incident_event(Stage.ARRIVED, arrived_s, incident=incident)),
        (over_s, incident_event(scene.end, over_s, incident=incident)),
    ]


SHOWS = st.lists(
    st.tuples(
        st.builds(
            Shown,
            silent=st.sampled_from([False, False, False, True]),
            online=st.sampled_from([True, True, True, False]),
            recording=st.sampled_from([False, True, None]),
            pitch_deg=st.sampled_from([None, 0, 50]),
            battery_pct=st.sampled_from([None, 80, 5]),
            look=st.sampled_from(Seen),
            skips=st.booleans(),
        ),
        st.integers(1, 13),
    ),
    min_size=1,
    max_size=12,
)
PLANS = st.builds(
    Plan,
    cameras=st.tuples(SHOWS, SHOWS),
    scenes=st.tuples(
        *[
            st.builds(
                Scene,
                part=st.integers(0, PARTS // 2 - 1),
                lasts=st.integers(0, PARTS),
                officers=st.sampled_from([("A",), ("B",), ("A", "B"), ("X",)]),
                end=st.sampled_from([Stage.CONCLUDED, Stage.CANCELLED, Stage.TRANSFERRED]),
            )
        ]
        * 2
    ),
    changes=st.lists(
        st.builds(
            Change,
            part=st.integers(0, PARTS - 1),
            badge=st.sampled_from(["A", "B"]),
            camera=st.sampled_from(["C1", "C2", None]),
        ),
        max_size=3,
        unique_by=lambda change: change.part,
    ),
)


_OFF, _ON, _LOST = Shown(), Shown(recording=True), Shown(online=False)
_ASKEW = Shown(recording=True, pitch_deg=50, battery_pct=5, look=Seen.FAULT)
BROKEN_OFF = Plan(
    cameras=([(_ON, 4), (_LOST, 2), (_OFF, 4)], [(_OFF, 10)]),
    scenes=(Scene(0, 9, ("A",), Stage.CONCLUDED), Scene(2, 2, ("B",), Stage.CANCELLED)),
    changes=[],
)
ALL_SILENT = Plan(cameras=([(_ON, 4)], [(_ON, 5)]), scenes=BROKEN_OFF.scenes, changes=[])
MIXED = Plan(
    cameras=([(_OFF, 1), (_ASKEW, 3), (_OFF, 4)], [(_ON, 9), (_LOST, 13)]),
    scenes=(Scene(0, 20, ("A",), Stage.CONCLUDED), Scene(0, 10, ("X",), Stage.TRANSFERRED)),
    changes=[],
)
"""Days that raise every rule, some of which come too rarely to wait for."""
