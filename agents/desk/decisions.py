"""Decisions: what people do to an alert, and in which state each act means something."""

from datetime import datetime

from msgspec.structs import replace

from agents.desk.state import DeskState, Episode, Window, desk_seconds
from models.actions import Act, Action
from models.alerts import AlertState, Decision, Step
from models.rules import RuleBook
from models.times import after

_ALWAYS_WHILE_OPEN = frozenset(
    {Act.CONFIRM, Act.DISMISS, Act.DIRECTIVE_CALLED, Act.CORRECTED, Act.CLOSE, Act.ASSIGN, Act.NOTE}
)

ALLOWED: dict[AlertState, frozenset[Act]] = {
    AlertState.UNACKNOWLEDGED: _ALWAYS_WHILE_OPEN | {Act.ACKNOWLEDGE, Act.SHELVE},
    AlertState.ACKNOWLEDGED: _ALWAYS_WHILE_OPEN | {Act.SHELVE},
    AlertState.RETURNED_UNACKNOWLEDGED: _ALWAYS_WHILE_OPEN | {Act.ACKNOWLEDGE},
    AlertState.SHELVED: _ALWAYS_WHILE_OPEN | {Act.ACKNOWLEDGE, Act.SHELVE, Act.UNSHELVE},
    AlertState.SUPPRESSED: _ALWAYS_WHILE_OPEN | {Act.ACKNOWLEDGE},
    # Late: the alert closed by itself, or a decision was wrong. It is put on record; nothing reopens.
    AlertState.CLOSED: frozenset({Act.CONFIRM, Act.DISMISS, Act.DIRECTIVE_CALLED, Act.NOTE}),
}
"""What can be done to an alert in each state; anything else changes nothing."""

_STEPS = {
    Act.ACKNOWLEDGE: Step.ACKNOWLEDGED,
    Act.CONFIRM: Step.CONFIRMED,
    Act.DISMISS: Step.DISMISSED,
    Act.SHELVE: Step.SHELVED,
    Act.UNSHELVE: Step.UNSHELVED,
    Act.DIRECTIVE_CALLED: Step.DIRECTIVE_CALLED,
    Act.CORRECTED: Step.CORRECTED,
    Act.CLOSE: Step.CLOSED,
    Act.ASSIGN: Step.ASSIGNED,
    Act.NOTE: Step.NOTED,
}
_KNOWS_OF_IT = frozenset({Act.ACKNOWLEDGE, Act.CONFIRM, Act.DISMISS, Act.DIRECTIVE_CALLED, Act.CORRECTED})
"""Acts that show that a person has seen the alert."""
_ENDS_IT = frozenset({Act.DISMISS, Act.CORRECTED, Act.CLOSE})
_NEEDS_REASON = frozenset({Act.DISMISS, Act.SHELVE, Act.NOTE})


def take_action(state: DeskState, action: Action, now: datetime, rules: RuleBook) -> None:
    """Do what an operator asks, once; what makes no sense changes nothing."""
    if action.action in state.actions:
        return
    state.actions[action.action] = now
    if action.act is Act.MAINTENANCE:
        _begin_maintenance(state, action, now)
    elif action.act is Act.MAINTENANCE_OVER:
        _end_maintenance(state, now)
    else:
        episode = state.episodes.get(action.alert or "")
        if episode is not None and _makes_sense(episode, action, now):
            _act(episode, action, now, rules)


def _makes_sense(episode: Episode, action: Action, now: datetime) -> bool:
    allowed = action.act in ALLOWED[episode.state()]
    return allowed and _is_complete(action, now) and _says_something_new(episode, action)


def _is_complete(action: Action, now: datetime) -> bool:
    if action.act in _NEEDS_REASON and not (action.reason or "").strip():
        return False
    if action.act is Act.SHELVE:
        return action.until is not None and action.until > now
    return action.act is not Act.ASSIGN or bool((action.to or "").strip())


def _says_something_new(episode: Episode, action: Action) -> bool:
    act, decision = action.act, episode.alert.decision
    if act is Act.ASSIGN:
        return action.to != episode.alert.owner
    if act is Act.ACKNOWLEDGE:
        return not episode.acknowledged
    if act is Act.CONFIRM:
        decided_again = episode.closed_at is None and not episode.acknowledged
        return decided_again or decision is not Decision.CONFIRMED
    return act is not Act.DISMISS or decision is not Decision.DISMISSED


def _act(episode: Episode, action: Action, now: datetime, rules: RuleBook) -> None:
    act = action.act
    episode.add(now, _STEPS[act], action.operator, action.reason, action.to if act is Act.ASSIGN else None)
    if act is Act.SHELVE and action.until is not None:
        longest = after(now, desk_seconds(rules, "longest_shelve_s"))
        episode.alert = replace(episode.alert, shelved_until=min(action.until, longest))
    elif act is Act.UNSHELVE:
        episode.alert = replace(episode.alert, shelved_until=None)
    elif act is Act.CONFIRM:
        episode.alert = replace(episode.alert, decision=Decision.CONFIRMED)
    elif act is Act.DISMISS:
        episode.alert = replace(episode.alert, decision=Decision.DISMISSED)
    elif act is Act.CORRECTED:
        episode.alert = replace(episode.alert, active=False)
        episode.returned_at = episode.returned_at or now
    elif act is Act.ASSIGN:
        episode.alert = replace(episode.alert, owner=action.to)
    if act in _KNOWS_OF_IT:
        episode.acknowledged = True
        episode.alert = replace(episode.alert, owner=episode.alert.owner or action.operator)
    if act in _ENDS_IT and episode.closed_at is None:
        episode.close(now)
    episode.close_if_over(now)


def _begin_maintenance(state: DeskState, action: Action, now: datetime) -> None:
    if action.until is not None and action.until > now:
        state.windows[action.action] = Window(now, action.until)
        state.unsettled = now


def _end_maintenance(state: DeskState, now: datetime) -> None:
    """End the windows that began before now: one announced in this instant is not meant."""
    for name, window in state.windows.items():
        if window.begins < now:
            state.windows[name] = replace(window, until=now)
            state.unsettled = now
