"""Episodes: a finding begins, renews or ends an alert; one alert an episode."""

from datetime import UTC, datetime

from msgspec.structs import replace

from agents.desk.inhibition import INHIBITED, MAINTENANCE, in_maintenance
from agents.desk.sentences import Speaker
from agents.desk.state import DeskState, Episode, Spoken, desk_seconds
from models.alerts import Alert, AlertState, Decision, Step
from models.findings import Change, Finding, Reason
from models.ids import AlertId, content_id
from models.rules import Rule, RuleBook
from models.times import seconds_between

CANDIDATES = frozenset({Rule.ANGLE_PICTURE, Rule.UNIFORM})
"""Rules that rest on a picture."""


def alert_id(finding: Finding) -> AlertId:
    """Return the id of the alert that a finding begins."""
    since = finding.since.astimezone(UTC).isoformat()
    return content_id(finding.rule, finding.station, finding.subject, since)


def take_finding(
    state: DeskState, finding: Finding, now: datetime, rules: RuleBook, speaker: Speaker
) -> None:
    """Fold a finding into its episode."""
    episodes = state.on(finding.rule, finding.subject)
    active = next((episode for episode in episodes if episode.alert.active), None)
    if finding.change is Change.CLEAR:
        if active is not None:
            _return(active, finding, now, speaker)
    elif active is not None:
        active.found_at = now
    else:
        _raise(state, episodes, finding, now, rules, speaker)


def _raise(
    state: DeskState,
    episodes: list[Episode],
    finding: Finding,
    now: datetime,
    rules: RuleBook,
    speaker: Speaker,
) -> None:
    name = alert_id(finding)
    same = next((one for one in episodes if name == one.alert.alert or one.began_at == finding.since), None)
    if same is not None and _settled_for_good(same, finding):
        same.found_at = now
        return
    episode = same or _returned_lately(episodes, now, rules)
    if episode is None:
        episode = state.episodes[name] = _new(name, finding, now, rules, speaker)
        episode.add(now, Step.RAISED)
    else:
        _renew(episode, finding, now, rules, speaker)
        episode.add(now, Step.RERAISED)
    episode.held = finding.rule in INHIBITED
    if not episode.held and episode.alert.suppressed_by is None and in_maintenance(state, now):
        episode.alert = replace(episode.alert, suppressed_by=MAINTENANCE)
        episode.add(now, Step.SUPPRESSED, reason=MAINTENANCE)


def _returned_lately(episodes: list[Episode], now: datetime, rules: RuleBook) -> Episode | None:
    """Return the alert that comes back, so that a condition on the edge makes one alert, not many."""
    lately = [
        episode
        for episode in episodes
        if episode.returned_at is not None
        and seconds_between(episode.returned_at, now) < desk_seconds(rules, "reraise_s")
        and episode.alert.decision is not Decision.DISMISSED
    ]
    return lately[-1] if lately else None


def _settled_for_good(episode: Episode, finding: Finding) -> bool:
    """Say whether this very episode, found again, must not come up again."""
    return episode.alert.decision is Decision.DISMISSED or finding.reason is Reason.SEEN


def _new(name: AlertId, finding: Finding, now: datetime, rules: RuleBook, speaker: Speaker) -> Episode:
    spoken = _spoken(finding)
    once = finding.reason is Reason.SEEN
    alert = Alert(
        alert=name,
        version=0,
        rule=finding.rule,
        priority=rules.rules[finding.rule].priority,
        state=AlertState.UNACKNOWLEDGED,
        candidate=finding.rule in CANDIDATES,
        station=finding.station,
        subject=finding.subject,
        incident=finding.incident,
        badge=finding.badge,
        camera=finding.camera,
        kind=finding.kind,
        group=finding.incident or finding.camera or finding.subject,
        since=finding.since,
        raised_at=now,
        changed_at=now,
        active=not once,
        measure=finding.measure,
        evidence=speaker.evidence(finding.evidence, now),
        pictures=finding.pictures,
        sentence=speaker.sentence(spoken, now),
        history=(),
    )
    return Episode(
        alert=alert,
        spoken=spoken,
        began_at=finding.since,
        found_at=now,
        returned_at=now if once else None,
    )


def _renew(episode: Episode, finding: Finding, now: datetime, rules: RuleBook, speaker: Speaker) -> None:
    """Bring an alert back with what is known now; it keeps its id, its beginning and what was decided."""
    fresh = _new(episode.alert.alert, finding, now, rules, speaker)
    known = episode.alert
    episode.alert = replace(
        fresh.alert,
        version=known.version,
        decision=known.decision,
        since=known.since,
        raised_at=known.raised_at,
        times_raised=known.times_raised + 1,
        shelved_until=known.shelved_until,
        suppressed_by=known.suppressed_by,
        history=known.history,
    )
    episode.spoken, episode.began_at, episode.found_at = fresh.spoken, fresh.began_at, now
    episode.returned_at = fresh.returned_at
    episode.acknowledged, episode.closed_at = False, None


def _return(episode: Episode, finding: Finding, now: datetime, speaker: Speaker) -> None:
    """End the condition; the alert stays until a person knows of it."""
    shown = speaker.evidence(finding.evidence, now)
    episode.alert = replace(episode.alert, active=False, evidence=episode.alert.evidence + shown)
    episode.returned_at = now
    if finding.reason is Reason.NEXT_STEP and episode.closed_at is None:
        episode.add(now, Step.CLOSED, reason=finding.reason)
        episode.close(now)
        return
    episode.add(now, Step.RETURNED, reason=finding.reason)
    episode.close_if_over(now)


def _spoken(finding: Finding) -> Spoken:
    return Spoken(
        finding.rule,
        finding.station,
        finding.badge,
        finding.camera,
        finding.kind,
        finding.incident_at or finding.since,
    )
