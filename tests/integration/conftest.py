"""Databases of the console's own."""

from pathlib import Path

import pytest

from tests.integration.rooms import of_postgres


@pytest.fixture(params=["sqlite", "postgresql"])
async def own(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, object]:
    """Return the settings of an empty database for people, trail and notices: once of each kind."""
    if request.param == "sqlite":
        return {"url": f"sqlite+aiosqlite:///{tmp_path / 'console.db'}"}
    return await of_postgres(request.getfixturevalue("postgres"))
