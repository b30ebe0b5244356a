"""The console's pages over PostgreSQL, where one statement takes fewer values than SQLite does."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from bench.console.standing import LI
from models.rules import Rule
from streams.store import tables
from tests.consoles import pages
from tests.consoles import row_of as alert_row
from tests.factories import STATION, alert
from tests.integration.rooms import of_postgres
from tests.postgres import Postgres


async def test_late_incidents_are_found_however_many_there_are(tmp_path: Path, postgres: Postgres) -> None:
    """More than a database takes as values of one statement; those of a page are told with their open alerts."""
    async with pages(tmp_path, store=await of_postgres(postgres)) as the:
        many = 35_000
        now = datetime.now(UTC)
        overdue = alert_row(alert(0, rule=Rule.FEEDBACK_OVERDUE))
        incident = {
            "station": STATION,
            "stage": "arrived",
            "officers": [],
            "stages": {},
            "first_at": now,
            "changed_at": now,
        }
        async with the.parts.store.begin() as connection:
            numbers = [f"I{number}" for number in range(many)]
            await connection.execute(insert(tables.incidents), [{**incident, "incident": n} for n in numbers])
            alerts = [{**overdue, "alert": f"a-{n}", "incident": n} for n in numbers[1:]]
            await connection.execute(insert(tables.alerts), alerts)
        async with await the.somebody(LI) as li:
            told = {
                late: (await li.get("/api/incidents", params={"late": late})).json() for late in (True, False)
            }
        assert [each["incident"] for each in told[False]["incidents"]] == ["I0"]
        assert len(told[True]["incidents"]) == 200
        assert told[True]["left_out"] == many - 1 - 200
        assert all(each["late"] and len(each["alerts"]) == 1 for each in told[True]["incidents"])
