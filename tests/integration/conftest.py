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


@pytest.fixture
def databases(own: dict[str, object], tmp_path: Path) -> dict[str, dict[str, object]]:
    """Return the settings of both databases of a console; on PostgreSQL one may be both."""
    if "sqlite" in str(own["url"]):
        return {"people": own, "store": {"url": f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"}}
    return {"people": own, "store": own}
