"""The console's own database."""

from pathlib import Path

from streams.store.connect import Migrations

PEOPLE = Migrations(
    Path(__file__).parent / "migrations",
    "console_alembic_version",
    "restore people and audit trail from a backup",
)
