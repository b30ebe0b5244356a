"""Picture: most of the looks at a camera's picture in one window show the same fault. A candidate, no verdict."""

from datetime import datetime, timedelta

from msgspec import structs

from agents.angle.about import about_view
from agents.angle.state import AngleState, Kept, Watched
from agents.angle.window import came_in_time, tells
from agents.angle.window import keep as window_of
from agents.recording.state import NEVER
from agents.recording.turn import Turn
from agents.shown import last_stills
from models.findings import Evidence, Fact, Reason
from models.observations import Look, Observation, Seen
from models.rules import Rule
from models.times import after, seconds_between

_RULE = Rule.ANGLE_PICTURE
_PICTURES_SHOWN = 3
"""E: enough for a person to decide by."""


def look(state: AngleState, watched: Watched, seen: Observation, turn: Turn) -> None:
    """Add one look, and raise or withdraw what the window now shows."""
    unsure = not tells(seen, turn.number(_RULE, "score"))
    if unsure or (seen.kind is Look.TILTED and _sensor_tells(watched, turn)):
        return
    looks = _keep(watched, seen, turn)
    if looks is None or len(looks) < turn.number(_RULE, "least_looks"):
        return
    faults = [kept for kept in looks if kept.fault]
    share = len(faults) / len(looks)
    subject = f"{watched.camera}/{seen.kind}"
    line = Evidence(turn.now, Fact.LOOK, f"{seen.kind} {len(faults)}/{len(looks)}")
    if state.episodes.has(_RULE, subject):
        if share < turn.number(_RULE, "off_share"):
            state.episodes.end(turn, _RULE, subject, Reason.PUT_RIGHT, (line,))
    elif seen.seen is Seen.FAULT and share >= turn.number(_RULE, "on_share") and came_in_time(looks):
        since = min(kept.logged_at for kept in faults)
        finding = about_view(state, watched, turn, _RULE, "on_share", since, (line,))
        pictures = last_stills((kept.picture for kept in faults), _PICTURES_SHOWN)
        state.episodes.begin(
            turn, structs.replace(finding, subject=subject, kind=seen.kind.value, pictures=pictures)
        )
        state.unknown_at = min(state.unknown_at, after(turn.now, _fresh_s(turn)))


def settle(state: AngleState, watched: Watched, turn: Turn) -> datetime:
    """Withdraw what no look has confirmed for long; return when to look again."""
    earliest = NEVER
    for kind, looks in list(watched.looks.items()):
        unknown_at = after(max(kept.logged_at for kept in looks), _fresh_s(turn))
        if unknown_at <= turn.now:
            state.episodes.end(turn, _RULE, f"{watched.camera}/{kind}", Reason.UNKNOWN)
            del watched.looks[kind]
        elif state.episodes.has(_RULE, f"{watched.camera}/{kind}"):
            earliest = min(earliest, unknown_at)
    return earliest


def _keep(watched: Watched, seen: Observation, turn: Turn) -> list[Kept] | None:
    """Add a look to its window; None for one that was known already, or is too old for it."""
    window = timedelta(seconds=turn.number(_RULE, "window_s"))
    looks = window_of(watched.looks.get(seen.kind, []), seen, turn.now, window)
    if looks is None:
        return None
    watched.looks[seen.kind] = looks
    return looks if any(kept.taken_at == seen.occurred_at for kept in looks) else None


def _sensor_tells(watched: Watched, turn: Turn) -> bool:
    return seconds_between(watched.told_both_at, turn.now) <= _fresh_s(turn)


def _fresh_s(turn: Turn) -> float:
    """Return how long a picture, like a camera's own sensor, speaks for now."""
    return turn.number(Rule.ANGLE_TILTED, "fresh_s")
