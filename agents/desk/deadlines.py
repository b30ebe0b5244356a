"""Deadlines: what ends by itself, and when the desk must look again."""

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from agents.desk.sentences import Speaker, speaks_a_time
from agents.desk.state import INSTANT_OVER, DeskState, Episode, desk_seconds
from models.alerts import Step
from models.rules import RuleBook
from models.times import after


def expire(state: DeskState, now: datetime, rules: RuleBook) -> None:
    """End shelves, stale alerts and maintenance that have run out; forget what is old."""
    keep_s = desk_seconds(rules, "keep_closed_s")
    lapse_s = desk_seconds(rules, "lapse_s")
    if any(window.until <= now for window in state.windows.values()):
        state.unsettled = now
    for name, episode in list(state.episodes.items()):
        if episode.closed_at is None:
            _end_what_ran_out(episode, lapse_s, now)
        elif _forget_at(episode.closed_at, episode, keep_s) <= now:
            del state.episodes[name]
    for name in [name for name, taken in state.actions.items() if after(taken, keep_s) <= now]:
        del state.actions[name]


def _end_what_ran_out(episode: Episode, lapse_s: float, now: datetime) -> None:
    shelved_until = episode.alert.shelved_until
    if shelved_until is not None and shelved_until <= now:
        episode.alert = replace(episode.alert, shelved_until=None)
        episode.add(now, Step.UNSHELVED)
    if episode.returned_at is not None and after(episode.returned_at, lapse_s) <= now:
        episode.add(now, Step.LAPSED)
        episode.close(now)


def reword(state: DeskState, now: datetime, speaker: Speaker) -> Iterator[Episode]:
    """Say today, yesterday or the date anew; return the episodes whose sentence changed."""
    for episode in state.episodes.values():
        if episode.closed_at is None and speaks_a_time(episode.spoken.rule):
            sentence = speaker.sentence(episode.spoken, now)
            if sentence != episode.alert.sentence:
                episode.alert = replace(episode.alert, sentence=sentence)
                yield episode


def next_due(state: DeskState, now: datetime, rules: RuleBook, speaker: Speaker) -> datetime | None:
    """Return when something ends next."""
    return min(_moments(state, now, rules, speaker), default=None)


def _moments(state: DeskState, now: datetime, rules: RuleBook, speaker: Speaker) -> Iterator[datetime]:
    keep_s = desk_seconds(rules, "keep_closed_s")
    lapse_s = desk_seconds(rules, "lapse_s")
    if state.unsettled is not None:
        yield state.unsettled + INSTANT_OVER
    yield from (window.until for window in state.windows.values() if window.until > now)
    yield from (after(taken, keep_s) for taken in state.actions.values())
    speaks = False
    for episode in state.episodes.values():
        if episode.closed_at is not None:
            yield _forget_at(episode.closed_at, episode, keep_s)
            continue
        if episode.alert.shelved_until is not None:
            yield episode.alert.shelved_until
        if episode.returned_at is not None:
            yield after(episode.returned_at, lapse_s)
        speaks = speaks or speaks_a_time(episode.spoken.rule)
    if speaks:
        yield speaker.next_day(now)


def _forget_at(closed_at: datetime, episode: Episode, keep_s: float) -> datetime:
    """Return when a closed alert may be forgotten."""
    return after(max(closed_at, episode.found_at), keep_s)
