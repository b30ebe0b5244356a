"""Uniform 警容: several looks of a few at one camera's picture show the same fault. A candidate, no verdict.

A look counts only while it is known whose it is: the roster, at the moment when it was logged and at the
moment when it was taken, must name the same wearer as for the newest look. So a camera that changes hands
starts afresh, and a camera whose wearer is unclear is reported without a badge.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct, field, structs

from agents.supervisor import StationState, Supervisor
from agents.wearers import Roster
from models.findings import Change, Evidence, Fact, Finding, Measure, Reason
from models.ids import Badge, CameraId, PictureRef
from models.log import Clock
from models.observations import UNIFORM_LOOKS, Look, Observation, Seen, each_look
from models.roster import RosterEntry
from models.rules import Rule, RuleBook
from models.times import after, seconds_between

_KEEP_SHIFTS_S = 24 * 3600
"""E: longer than any look may be late, so that its wearer is still known."""


class Kept(Struct, frozen=True):
    """A look that said something."""

    taken_at: datetime
    logged_at: datetime
    fault: bool
    picture: PictureRef | None = None


class Episode(Struct, frozen=True):
    """A fault that was raised and not cleared."""

    since: datetime
    badge: Badge | None


class Track(Struct):
    """What was lately seen of one thing on one camera."""

    camera: CameraId
    kind: Look
    looks: list[Kept] = field(default_factory=list)
    """In the order in which they were taken, no more than the rule asks for."""
    episode: Episode | None = None


class UniformState(StationState):
    """A station's roster and the tracks of its cameras, by subject."""

    roster: Roster = field(default_factory=Roster)
    tracks: dict[str, Track] = field(default_factory=dict)


def step(
    state: UniformState, event: Observation | RosterEntry | Clock, now: datetime, rules: RuleBook
) -> Sequence[Finding]:
    """Fold a look, a roster entry or a deadline."""
    if isinstance(event, Observation):
        return [finding for seen in each_look(event) for finding in _look(state, seen, now, rules)]
    if isinstance(event, RosterEntry):
        state.roster.learn(event)
        state.roster.forget_ended(after(now, -_KEEP_SHIFTS_S))
        tracks = [track for track in state.tracks.values() if track.episode is not None]
        return [finding for track in tracks for finding in _check_wearer(state, track, now)]
    return _forget(state, now, rules)


def _look(state: UniformState, event: Observation, now: datetime, rules: RuleBook) -> list[Finding]:
    if event.kind not in UNIFORM_LOOKS or not rules.enabled(Rule.UNIFORM):
        return []
    unsure = event.seen is Seen.UNKNOWN or event.score < _number(rules, "score")
    forget_s = _number(rules, "forget_s")
    # A picture that comes so late, or has so wrong a clock, says nothing of how its wearer looks now.
    untimely = abs(seconds_between(event.occurred_at, now)) > forget_s
    if unsure or untimely:
        return []
    fault = event.seen is Seen.FAULT
    track = state.tracks.setdefault(f"{event.camera}/{event.kind}", Track(event.camera, event.kind))
    if not _keep(track, Kept(event.occurred_at, now, fault, event.picture), rules):
        return []
    if state.due is None:
        # A track heard since cannot be forgotten before this moment: no need to seek the earliest.
        state.due = after(now, forget_s)
    found = _check_wearer(state, track, now)
    if track.episode is None:
        return found + (_raise(state, track, now, rules) if fault else [])
    return found + _put_right(state, track, now, rules)


def _keep(track: Track, look: Kept, rules: RuleBook) -> bool:
    """Add a look; say no to one that is there already, or too old to be among the last."""
    if any(kept.taken_at == look.taken_at for kept in track.looks):
        return False
    most = int(max(_number(rules, "of_looks"), _number(rules, "clear_well")))
    track.looks = sorted([*track.looks, look], key=lambda kept: kept.taken_at)[-most:]
    return look in track.looks


def _raise(state: UniformState, track: Track, now: datetime, rules: RuleBook) -> list[Finding]:
    """Raise when enough of the last looks within the window show the fault, on one wearer."""
    newest, window_s, least = track.looks[-1], _number(rules, "window_s"), int(_number(rules, "least_faults"))
    looks = [
        look
        for look in track.looks
        if seconds_between(look.logged_at, now) <= window_s
        and seconds_between(look.taken_at, newest.taken_at) <= window_s
    ][-int(_number(rules, "of_looks")) :]
    if sum(look.fault for look in looks) < least:
        return []
    badge = _wearer(state.roster, track.camera, newest)
    looks = [look for look in looks if _wearer(state.roster, track.camera, look) == badge]
    faults = [look for look in looks if look.fault]
    if len(faults) < least:
        return []
    track.episode = Episode(min(look.logged_at for look in faults), badge)
    number = rules.number(Rule.UNIFORM, "least_faults")
    detail = f"{track.kind} {len(faults)}/{len(looks)}"
    finding = _finding(state, track, track.episode, Change.RAISE, Reason.HELD, now)
    return [
        structs.replace(
            finding,
            measure=Measure("least_faults", number.value, number.source),
            evidence=(Evidence(now, Fact.LOOK, detail),),
            pictures=tuple(look.picture for look in faults[-least:] if look.picture is not None),
        )
    ]


def _put_right(state: UniformState, track: Track, now: datetime, rules: RuleBook) -> list[Finding]:
    """Clear when the last looks in a row, as many as the rule asks for, were well."""
    if any(look.fault for look in track.looks[-int(_number(rules, "clear_well")) :]):
        return []
    return _clear(state, track, Reason.PUT_RIGHT, now)


def _check_wearer(state: UniformState, track: Track, now: datetime) -> list[Finding]:
    """Clear what was said of somebody who, by what is known now, does not wear the camera."""
    episode = track.episode
    if episode is None or _wearer(state.roster, track.camera, track.looks[-1]) == episode.badge:
        return []
    return _clear(state, track, Reason.UNKNOWN, now)


def _forget(state: UniformState, now: datetime, rules: RuleBook) -> list[Finding]:
    """Drop the tracks of which nothing was heard for long, and find the next to be dropped."""
    forget_s = _number(rules, "forget_s")
    found: list[Finding] = []
    state.due = None
    for subject, track in list(state.tracks.items()):
        due = after(max(look.logged_at for look in track.looks), forget_s)
        if due <= now:
            found += _clear(state, track, Reason.UNKNOWN, now)
            del state.tracks[subject]
        elif state.due is None or due < state.due:
            state.due = due
    return found


def _clear(state: UniformState, track: Track, reason: Reason, now: datetime) -> list[Finding]:
    episode, track.episode = track.episode, None
    if episode is None:
        return []
    return [_finding(state, track, episode, Change.CLEAR, reason, now)]


def _wearer(roster: Roster, camera: CameraId, look: Kept) -> Badge | None:
    """Return whose picture a look is, None where the roster does not say so without doubt."""
    logged = roster.wearers(look.logged_at).get(camera)
    taken = roster.wearers(look.taken_at).get(camera)
    if logged is None or taken is None or logged.badge != taken.badge:
        return None
    return logged.badge


def _finding(
    state: UniformState,
    track: Track,
    episode: Episode,
    change: Change,
    reason: Reason,
    now: datetime,
) -> Finding:
    return Finding(
        rule=Rule.UNIFORM,
        change=change,
        reason=reason,
        station=state.station,
        subject=f"{track.camera}/{track.kind}",
        since=episode.since,
        at=now,
        badge=episode.badge,
        camera=track.camera,
        kind=track.kind,
    )


def _number(rules: RuleBook, name: str) -> float:
    return rules.number(Rule.UNIFORM, name).value


UNIFORM = Supervisor(
    name="uniform",
    takes=frozenset({Observation, RosterEntry}),
    state_type=UniformState,
    step=step,
)
