"""The command that prints the rights which each role's user needs."""

from collections.abc import Sequence

from rich.console import Console

from config.problems import suggest
from config.settings import Settings
from streams.acls import Principal, commands


class BadUser(Exception):
    """What was written is no ROLE=USER; says what to write."""


def print_acls(settings: Settings, given: Sequence[str], console: Console) -> None:
    """Print the commands for the users that are named, or for one of each role's own name."""
    default = {each: f"{settings.topics.prefix}-{each}" for each in Principal}
    named = [_parse(word) for word in given] or list(default.items())
    for principal, user in named:
        for line in commands(settings, {principal: user}):
            console.print(line, markup=False, highlight=False)


def _parse(word: str) -> tuple[Principal, str]:
    name, equals, user = word.partition("=")
    if not equals or not user:
        raise BadUser(f"{word!r} names no user; write ROLE=USER, as in worker=jingjian-worker")
    if name not in list(Principal):
        raise BadUser(f"{name!r} is no role; {suggest(name, list(Principal))}")
    return Principal(name), user
