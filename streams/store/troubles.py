"""What a database's errors mean: it is not there for now, or it does not let us in."""

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

TROUBLES = (DBAPIError, asyncpg.PostgresError, OSError)
"""What a database raises; ask the functions below what it means."""

_AWAY_STATES = ("08", "53", "57P")
"""How PostgreSQL's codes (appendix A of its manual) begin for: no connection; no room, memory or connection left;
shutting down or starting."""

_REFUSED_STATES = ("28", "3D", "42501")
"""The same for: wrong user or password; no such database; no right to do that."""


def is_away(error: BaseException) -> bool:
    """Say whether the database does not answer or cannot for now, so that the same may be tried again."""
    if isinstance(error, OperationalError | InterfaceError | OSError):
        return True
    return _state(error).startswith(_AWAY_STATES)


def is_refused(error: BaseException) -> bool:
    """Say whether the database does not let us in, which trying again will not mend."""
    return _state(error).startswith(_REFUSED_STATES)


def first_line(error: BaseException) -> str:
    """Return what is wrong; a statement with its values would follow, and names do not belong in a log."""
    return (str(error) or type(error).__name__).splitlines()[0]


def _state(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) or ""
