"""When something was asked of cameras, told afterwards by what supervisors go by. Pure.

To record and to hang well is asked while the wearer has a phase of an incident, to be online while the camera is on
a shift. Phases begin and end as they did live, by when events were logged; the roster is taken as it stands now.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from agents.incidents import Incident, forget_old, learn
from agents.recording.phases import Phase, next_change, phases
from agents.recording.state import NEVER
from agents.wearers import Roster
from models.ids import CameraId
from models.incidents import IncidentEvent, Stage
from models.roster import RosterEntry
from models.rules import RuleBook
from models.times import Instant

Logged = tuple[datetime, IncidentEvent]
"""An event with the log's time."""
Moments = Iterable[tuple[datetime, set[CameraId]]]
"""From when on it is asked of which cameras."""


class Demand(Struct, frozen=True):
    """A stretch of time in which something was asked of a camera."""

    since: Instant
    until: Instant | None
    """None: it is asked still, or was when what is told ends."""


def asked_to_record(
    events: Iterable[Logged], entries: Iterable[RosterEntry], end: datetime, rules: RuleBook
) -> Mapping[CameraId, list[Demand]]:
    """Return when the wearers of a station's cameras had to record, by its incidents' events in the log's order."""
    return _stretches(_duties(deque(events), _roster(entries), end, rules))


def must_record_now(
    incidents: Iterable[Mapping[str, Any]], entries: Iterable[RosterEntry], now: datetime, rules: RuleBook
) -> set[CameraId]:
    """Return the cameras of a station whose wearers must record now, by its incidents as the store has them."""
    roster = _roster(entries)
    return _cameras(phases((_incident(each) for each in incidents), roster, now, rules), roster, now)


def asked_online(
    entries: Iterable[RosterEntry], begin: datetime, end: datetime
) -> Mapping[CameraId, list[Demand]]:
    """Return when a station's cameras were on a shift, whoever wore them."""
    return _stretches(_shifts(_roster(entries), begin, end))


def _duties(events: deque[Logged], roster: Roster, end: datetime, rules: RuleBook) -> Moments:
    book: dict[str, Incident] = {}
    now = events[0][0] if events else NEVER
    while now <= end:
        while events and events[0][0] <= now:
            logged_at, event = events.popleft()
            learn(book, event, logged_at)
        forget_old(book, now)
        held = phases(book.values(), roster, now, rules)
        yield now, _cameras(held, roster, now)
        now = min(next_change(held, roster, now), events[0][0] if events else NEVER)


def _cameras(held: Iterable[Phase], roster: Roster, now: datetime) -> set[CameraId]:
    """Return which cameras those surely wear who have phases; all at once, since walls ask every few seconds."""
    badges = {phase.badge for phase in held}
    worn = roster.wearers(now)
    return {camera for camera, entry in worn.items() if entry is not None and entry.badge in badges}


def _shifts(roster: Roster, begin: datetime, end: datetime) -> Moments:
    now: datetime | None = begin
    while now is not None and now <= end:
        yield now, set(roster.wearers(now))
        now = roster.next_change(now)


def _stretches(moments: Moments) -> Mapping[CameraId, list[Demand]]:
    found: dict[CameraId, list[Demand]] = {}
    since: dict[CameraId, datetime] = {}
    for now, cameras in moments:
        for camera in since.keys() - cameras:
            found.setdefault(camera, []).append(Demand(since.pop(camera), now))
        since = dict.fromkeys(cameras, now) | since
    for camera, begun in since.items():
        found.setdefault(camera, []).append(Demand(begun, None))
    return found


def _incident(row: Mapping[str, Any]) -> Incident:
    stages = {Stage(stage): datetime.fromisoformat(at) for stage, at in row["stages"].items()}
    return Incident(
        row["incident"], stages, heard=stages, officers=tuple(row["officers"]), category=row["category"]
    )


def _roster(entries: Iterable[RosterEntry]) -> Roster:
    return Roster({entry.entry: entry for entry in entries})
