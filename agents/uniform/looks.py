"""What looks come to: a program's decide several together, a person's and a whole check's each alone."""

from datetime import datetime

from msgspec import structs

from agents.shown import last_stills
from agents.uniform.state import Episode, Kept, Track, UniformState
from models.findings import Change, Evidence, Fact, Finding, Measure, Reason
from models.observations import look_subject
from models.rules import Rule, RuleBook
from models.times import seconds_between


def take(state: UniformState, track: Track, look: Kept, now: datetime, rules: RuleBook) -> list[Finding]:
    """Fold a program's look: it never clears what a person saw, or a whole check found."""
    if not _keep(track, look, rules) or (track.episode is not None and track.episode.firm):
        return []
    if track.episode is None:
        return _raise_together(state, track, now, rules) if look.fault else []
    if any(kept.fault for kept in track.looks[-int(rules.value(Rule.UNIFORM, "clear_well")) :]):
        return []
    return _clear(state, track, Reason.PUT_RIGHT, now)


def take_firm(state: UniformState, track: Track, look: Kept, now: datetime, rules: RuleBook) -> list[Finding]:
    """Fold what a person saw or a whole check found: it decides at once; what is older changes nothing."""
    known, episode = track.firm, track.episode
    if known is not None and look.taken_at <= known.taken_at:
        return []
    if known is not None and known.fault and known.by is not None and look.by is None:
        return []  # a person saw it, and only a person says that it is put right
    track.firm = look
    if not look.fault:
        right = episode is not None and (episode.firm or look.taken_at >= episode.since)
        return _clear(state, track, Reason.PUT_RIGHT, now) if right else []
    if episode is not None and episode.firm:
        return []
    return [*_clear(state, track, Reason.NEXT_STEP, now), _raise_firm(state, track, look, now, rules)]


def forget(state: UniformState, now: datetime, rules: RuleBook) -> list[Finding]:
    """Drop what lapsed, clear what rested on it, and ask for the next to lapse."""
    found: list[Finding] = []
    for subject, track in list(state.tracks.items()):
        lapses = _lapses(track, rules)
        if lapses.get(False, now) <= now:
            track.looks = []
        if lapses.get(True, now) <= now:
            track.firm = None
        if track.episode is not None and lapses.get(track.episode.firm, now) <= now:
            found += _clear(state, track, Reason.UNKNOWN, now)
        left = [lapse for lapse in lapses.values() if lapse > now]
        if left:
            state.wake(min(left))
        else:
            del state.tracks[subject]
    return found


def _lapses(track: Track, rules: RuleBook) -> dict[bool, datetime]:
    """Return when a track's looks lapse: under False the programs', under True the firm one."""
    lapses: dict[bool, datetime] = {}
    if track.looks:
        lapses[False] = max(look.lapses_at(rules.value(Rule.UNIFORM, "forget_s")) for look in track.looks)
    if track.firm is not None:
        lapses[True] = track.firm.lapses_at(rules.value(Rule.UNIFORM, "firm_forget_s"))
    return lapses


def _keep(track: Track, look: Kept, rules: RuleBook) -> bool:
    """Add a look; say no to one that is there already, or too old to be among the last."""
    if any(kept.taken_at == look.taken_at for kept in track.looks):
        return False
    most = int(max(rules.value(Rule.UNIFORM, "of_looks"), rules.value(Rule.UNIFORM, "clear_well")))
    track.looks = sorted([*track.looks, look], key=lambda kept: kept.taken_at)[-most:]
    return look in track.looks


def _raise_together(state: UniformState, track: Track, now: datetime, rules: RuleBook) -> list[Finding]:
    """Raise when enough of the last looks within the window show the fault, since it was firmly seen well."""
    newest, window_s, least = (
        track.looks[-1],
        rules.value(Rule.UNIFORM, "window_s"),
        int(rules.value(Rule.UNIFORM, "least_faults")),
    )
    looks = [
        look
        for look in track.looks
        if seconds_between(look.logged_at, now) <= window_s
        and seconds_between(look.taken_at, newest.taken_at) <= window_s
        and (track.firm is None or look.taken_at > track.firm.taken_at)
    ][-int(rules.value(Rule.UNIFORM, "of_looks")) :]
    faults = [look for look in looks if look.fault]
    if len(faults) < least:
        return []
    badge = _named(state, track, newest, rules)
    track.episode = Episode(min(look.logged_at for look in faults), badge, firm=False)
    decided = rules.number(Rule.UNIFORM, "least_faults")
    line = Evidence(now, Fact.LOOK, f"{track.kind} {len(faults)}/{len(looks)}")
    raised = _finding(state, track, track.episode, Change.RAISE, Reason.HELD, now)
    return [
        structs.replace(
            raised,
            measure=Measure.of("least_faults", decided),
            evidence=(line, *_unnamed(track, badge, now)),
            pictures=last_stills((look.picture for look in faults), least),
        )
    ]


def _raise_firm(state: UniformState, track: Track, look: Kept, now: datetime, rules: RuleBook) -> Finding:
    badge = _named(state, track, look, rules)
    track.episode = Episode(now, badge, firm=True)
    if look.by is not None:
        line = Evidence(look.taken_at, Fact.SEEN_BY, f"{track.kind} {look.by}")
    else:
        line = Evidence(look.taken_at, Fact.NOT_PASSED)
    return structs.replace(
        _finding(state, track, track.episode, Change.RAISE, Reason.HELD, now),
        evidence=(line, *_unnamed(track, badge, now)),
        pictures=() if look.picture is None else (look.picture,),
    )


def _named(state: UniformState, track: Track, look: Kept, rules: RuleBook) -> str | None:
    """Return the badge to be named: that which was told, if the roster has it around that moment."""
    if track.badge is None:
        return None
    known = state.roster.has(track.badge, look.taken_at, rules.value(Rule.UNIFORM, "around_shift_s"))
    return track.badge if known else None


def _unnamed(track: Track, badge: str | None, now: datetime) -> tuple[Evidence, ...]:
    """Return the line that says why nobody is named although a badge was told."""
    if track.badge is None or badge is not None:
        return ()
    return (Evidence(now, Fact.NOT_ON_ROSTER, track.badge),)


def _clear(state: UniformState, track: Track, reason: Reason, now: datetime) -> list[Finding]:
    episode, track.episode = track.episode, None
    if episode is None:
        return []
    return [_finding(state, track, episode, Change.CLEAR, reason, now)]


def _finding(
    state: UniformState, track: Track, episode: Episode, change: Change, reason: Reason, now: datetime
) -> Finding:
    return Finding(
        rule=Rule.UNIFORM,
        change=change,
        reason=reason,
        station=state.station,
        subject=look_subject(track.camera, track.kind, track.badge),
        since=episode.since,
        at=now,
        badge=episode.badge,
        camera=track.camera,
        kind=track.kind,
    )
