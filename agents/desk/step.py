"""The desk as a fold: findings and operators' actions in, alerts out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from agents.desk.deadlines import expire, next_due, reword
from agents.desk.decisions import take_action
from agents.desk.episodes import take_finding
from agents.desk.inhibition import settle
from agents.desk.sentences import Speaker
from agents.desk.state import DeskState, Episode
from agents.supervisor import Supervisor
from models.actions import Action
from models.alerts import Alert
from models.findings import Finding
from models.log import Clock
from models.rules import RuleBook
from models.stations import Station


def desk(directory: Mapping[str, Station], time_zone: str) -> Supervisor[Alert]:
    """Return the desk of a bureau: its stations' names, and the time zone that its people live in."""
    speaker = Speaker(directory, ZoneInfo(time_zone))

    def step(
        state: DeskState, event: Finding | Action | Clock, now: datetime, rules: RuleBook
    ) -> Sequence[Alert]:
        return _step(state, event, now, rules, speaker)

    return Supervisor(name="desk", takes=frozenset({Finding, Action}), state_type=DeskState, step=step)


def _step(
    state: DeskState, event: Finding | Action | Clock, now: datetime, rules: RuleBook, speaker: Speaker
) -> list[Alert]:
    """Fold one event; return the alerts that changed, each as its next version."""
    history_most = int(rules.desk["history_most"].value)
    told: list[Alert] = []
    instant = state.unsettled
    if instant is not None and instant < now:
        state.unsettled = None
        settle(state, instant)
        told += [episode.tell(instant, history_most) for episode in _changed(state)]
    expire(state, now, rules)
    reworded: list[Episode] = []
    if isinstance(event, Finding):
        take_finding(state, event, now, rules, speaker)
    elif isinstance(event, Action):
        take_action(state, event, now, rules)
    else:
        reworded = list(reword(state, now, speaker))
    changed = _changed(state)
    if changed:
        state.unsettled = now
    changed += [episode for episode in reworded if not episode.news]
    told += [episode.tell(now, history_most) for episode in changed if not episode.held]
    state.due = next_due(state, now, rules, speaker)
    return told


def _changed(state: DeskState) -> list[Episode]:
    return [episode for episode in state.episodes.values() if episode.news]
