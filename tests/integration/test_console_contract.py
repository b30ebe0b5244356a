"""The console's API keeps to its description, and lets in nobody who has no business there."""

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp

from console.asking import COOKIE
from console.people import ALL_UNITS, Person, Role
from models.alerts import Step
from tests.integration.live_system import ROOT
from tests.integration.rooms import LI, Room, room
from tests.integration.test_console import raised, until_step

EVERY_ROLE = Person("zhou", "周警官", tuple(Role), (ALL_UNITS,))
ELSEWHERE = Person("zhao", "赵警官", tuple(Role), ("another",))
OPEN = {("post", "/api/session")}
"""What needs no session."""
EXAMPLES = 12
"""E: for each operation; the whole in about a minute."""
WITHIN_S = 100


async def described(the: Room) -> dict[str, Any]:
    """Return the API's description."""
    async with aiohttp.ClientSession(the.url) as client, client.get("/api/openapi.json") as answer:
        return dict(await answer.json())


def operations(description: dict[str, Any]) -> list[tuple[str, str]]:
    """Return each operation's method and path."""
    return [(method, path) for path, methods in description["paths"].items() for method in methods]


async def test_no_answer_is_undescribed_and_none_is_a_failure(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """Whatever is asked, by somebody who may do everything."""
    async with room(apache_kafka, prefix, tmp_path, LI, EVERY_ROLE) as the, the.person("zhou") as zhou:
        await until_step(zhou, (await raised(the, zhou))["alert"], Step.RAISED)
        [cookie] = [each for each in zhou.cookie_jar if each.key == COOKIE]
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{the.url}/api/openapi.json"),
            *("--header", f"Cookie: {COOKIE}={cookie.value}", "--max-examples", str(EXAMPLES)),
            # The stream has no end; what ends the session would end the test.
            *("--exclude-path-regex", r"^/api/(events|session|people/\{name\})"),
            *("--checks", "not_a_server_error,status_code_conformance,content_type_conformance"),
            *("--checks", "response_schema_conformance", "--phases", "fuzzing,coverage", "--seed", "1"),
            *("--request-timeout", "10"),
        ]
        ran = await asyncio.to_thread(
            subprocess.run, command, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN_S
        )
        assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
        assert "Traceback" not in the.console.said()


async def test_nothing_is_answered_without_a_session(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """Every operation that there is, so that a new one cannot be forgotten."""
    async with room(apache_kafka, prefix, tmp_path) as the, aiohttp.ClientSession(the.url) as nobody:
        every = operations(await described(the))
        assert len(every) > 20
        for method, path in every:
            filled = re.sub(r"{[^}]*}", "1", path)
            async with nobody.request(method, filled, json={}) as answer:
                said = await answer.text()
            if (method, path) in OPEN:
                assert answer.status == 422, said
            else:
                assert (answer.status, json.loads(said)["code"]) == (401, "not_logged_in"), f"{method} {path}"


async def test_another_units_data_is_as_if_it_were_not_there(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """No list has it, and what is asked for by name is not found."""
    async with (
        room(apache_kafka, prefix, tmp_path, LI, ELSEWHERE) as the,
        the.person("li") as li,
        the.person("zhao") as zhao,
    ):
        alert = await raised(the, li)
        await until_step(li, alert["alert"], Step.RAISED)
        names = [alert["alert"], alert["camera"], alert["incident"], alert["badge"], alert["station"]]
        for method, path in operations(await described(the)):
            if method != "get" or path == "/api/events":
                continue
            fields = {"alert": alert["alert"], "incident": alert["incident"], "camera": alert["camera"]}
            filled = path.format_map({**fields, "station": alert["station"], "number": 0, "name": "li"})
            async with zhao.get(filled) as answer:
                said = await answer.text()
            if "{" in path:
                assert answer.status == 404, f"{path}: {said}"
            assert not [name for name in names if name in said], f"{path} tells of it: {said}"
