"""Inhibition: an alert that follows from another is held down while the other lasts.

Who suppresses whom is looked at when an instant is over, from all that is known by then. So it does not
matter which of two findings with the same time came first.
"""

from datetime import datetime

from msgspec.structs import replace

from agents.desk.state import DeskState, Episode
from models.alerts import Alert, Step
from models.ids import AlertId
from models.rules import Rule

MAINTENANCE = "maintenance"
"""Stands in ``suppressed_by`` while a maintenance window does it."""
OVER_MEANWHILE = "over_meanwhile"
"""The reason in the history of an alert that was over before its suppression ended."""

_DEVICE = frozenset(
    {Rule.CAMERA_OFFLINE_ON_INCIDENT, Rule.CAMERA_OFFLINE, Rule.BATTERY_LOW, Rule.STORAGE_LOW}
)
_PICTURE = frozenset({Rule.ANGLE_TILTED, Rule.ANGLE_PICTURE, Rule.UNIFORM})

INHIBITS: dict[Rule, frozenset[Rule]] = {
    Rule.STATION_SILENT: _DEVICE,
    Rule.CAMERA_OFFLINE_ON_INCIDENT: _PICTURE | {Rule.CAMERA_OFFLINE},
    Rule.CAMERA_OFFLINE: _PICTURE,
}
"""What each rule explains: of the whole station for a silent station, else of the same camera.

No rule explains itself, and there is no ring. Of two suppressors the one named first is told.
"""
INHIBITED = frozenset().union(*INHIBITS.values())
"""Rules whose alerts can be suppressed by another alert."""


def in_maintenance(state: DeskState, at: datetime) -> bool:
    """Say whether the station was in maintenance before this instant, and it has not run out.

    A window that begins in the instant itself is left to :func:`settle`, as is one ended in it.
    """
    return any(window.begins < at <= window.until for window in state.windows.values())


def settle(state: DeskState, at: datetime) -> None:
    """Look at what suppresses what, now that the instant ``at`` is over."""
    maintained = any(window.begins <= at < window.until for window in state.windows.values())
    suppressors = _suppressors(state)
    for episode in state.episodes.values():
        episode.held = False
        if episode.closed_at is None:
            by = MAINTENANCE if maintained else _suppressor_of(episode, suppressors)
            _suppress(episode, by, at)
    for name in [name for name, window in state.windows.items() if window.until <= at]:
        del state.windows[name]


def _suppressors(state: DeskState) -> dict[tuple[Rule, str], AlertId]:
    """Return the open alerts that explain others, by rule and what they explain it of."""
    found: dict[tuple[Rule, str], AlertId] = {}
    for episode in state.episodes.values():
        alert = episode.alert
        if alert.rule in INHIBITS and alert.active and episode.closed_at is None:
            found[alert.rule, _reach(alert.rule, alert)] = alert.alert
    return found


def _suppressor_of(episode: Episode, suppressors: dict[tuple[Rule, str], AlertId]) -> AlertId | None:
    alert = episode.alert
    if alert.rule not in INHIBITED or not suppressors:
        return None
    if not alert.active and alert.suppressed_by is None:
        # Over before the suppressor came, so not explained by it: it goes on waiting for its person.
        return None
    for rule, explained in INHIBITS.items():
        if alert.rule in explained and (by := suppressors.get((rule, _reach(rule, alert)))) is not None:
            return by
    return None


def _reach(rule: Rule, alert: Alert) -> str:
    """Return of what a suppressor explains an alert: all of its station, or its camera.

    The subject of all these alerts begins with the camera.
    """
    if rule is Rule.STATION_SILENT:
        return ""
    return alert.camera or alert.subject.partition("/")[0]


def _suppress(episode: Episode, by: str | None, at: datetime) -> None:
    alert = episode.alert
    if by == alert.suppressed_by:
        return
    episode.alert = replace(alert, suppressed_by=by)
    if by is not None:
        episode.add(at, Step.SUPPRESSED, reason=by)
    elif alert.active:
        episode.add(at, Step.UNSUPPRESSED)
    else:
        episode.add(at, Step.CLOSED, reason=OVER_MEANWHILE)
        episode.close(at)
