"""What is wrong with a configuration: all of it at once, each with its place and how to mend it."""

from collections.abc import Iterable
from difflib import get_close_matches

from msgspec import Struct


class Problem(Struct, frozen=True):
    """One thing that must be mended before anything starts."""

    file: str
    line: int | None
    """Counted from 1; None where no line can be named (a missing file, an environment variable)."""
    field: str
    """Which setting, as a path: ``recording_never_started.numbers.grace_s``."""
    what: str
    mend: str

    def __str__(self) -> str:
        """Return the problem as one line, which editors can jump to."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        field = f" {self.field}:" if self.field else ""
        return f"{place}:{field} {self.what}; {self.mend}"


class ConfigError(Exception):
    """The configuration cannot be used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of their places."""
        self.problems = tuple(sorted(problems, key=_place))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.line or 0, problem.field


def suggest(wrong: str, known: Iterable[str], likely: Iterable[str] = ()) -> str:
    """Return how to mend a wrong name: the nearest one, of the likely ones first, or else all known."""
    names = list(known)
    near = get_close_matches(wrong, list(likely), n=1) or get_close_matches(wrong, names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"known: {', '.join(names)}"
