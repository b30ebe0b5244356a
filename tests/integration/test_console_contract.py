"""The console's API keeps to its description, and lets in nobody who has no business there."""

import asyncio
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bench.console.standing import LI
from config.oidc import CALLBACK
from console.asking import COOKIE
from console.people import ALL_UNITS, Person, Role
from models.alerts import Step
from streams.broker.process import free_ports
from tests.integration.rooms import Room, heard, room
from tests.integration.scenes import STATION
from tests.integration.test_console import raised, until_step

EVERY_ROLE = Person("zhou", "周警官", tuple(Role), (ALL_UNITS,))
ANOTHER = Person("qian", "钱警官", tuple(Role), (ALL_UNITS,))
ELSEWHERE = Person("zhao", "赵警官", tuple(Role), ("another",))
OF_GUCHENG = Person("li", "李警官", (Role.OPERATOR,), (STATION,))
OPEN = {
    ("post", "/api/session"): 422,
    ("post", "/api/media"): 422,
    ("get", "/api/session/ways"): 200,
    ("get", "/api/session/oidc"): 404,
    ("get", "/api/session/oidc/callback"): 404,
}
"""What needs no session, and what it answers where nothing is given and no single sign-on is set. The media server
shows a pass."""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)
EXAMPLES = 40
"""E: for each operation; the whole in half a minute."""
WITHIN_S = 240
"""E: eight times that, for a busy machine; two runs and the room's beginning fit into the test's ten minutes."""
ENDS_SESSIONS = r"^/api/(session|people/\{name\})"


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
    """Whatever is asked, by somebody who may do everything; what may end a session by another one's."""
    async with (
        room(
            apache_kafka, prefix, tmp_path, LI, EVERY_ROLE, ANOTHER, console=with_single_sign_on(tmp_path)
        ) as the,
        the.person("zhou") as zhou,
        the.person("qian") as qian,
    ):
        await until_step(zhou, (await raised(the, zhou))["alert"], Step.RAISED)
        await try_everything(the, qian, tmp_path, "--include-path-regex", ENDS_SESSIONS)
        await try_everything(the, zhou, tmp_path, "--exclude-path-regex", ENDS_SESSIONS)
        async with zhou.get("/api/session") as answer:
            assert answer.status == 200, "what came last was tried without a session"
        assert "Traceback" not in the.console.said()
        verified = await the.trail()
        assert verified.broken_at is None
        assert verified.lines > 100


def with_single_sign_on(folder: Path) -> dict[str, object]:
    """Return settings of a console whose single sign-on is away."""
    port, nobody = free_ports(2)
    secret = folder / "client-secret"
    secret.write_text("a secret", encoding="utf-8")
    oidc = {
        "issuer": f"http://127.0.0.1:{nobody}",
        "client_id": "jingjian",
        "client_secret_file": secret,
        "redirect_uri": f"http://127.0.0.1:{port}{CALLBACK}",
    }
    return {"port": port, "oidc": oidc}


async def try_everything(the: Room, client: aiohttp.ClientSession, folder: Path, *which: str) -> None:
    """Run Schemathesis as somebody over some of the API."""
    [cookie] = [each for each in client.cookie_jar if each.key == COOKIE]
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{the.url}/api/openapi.json", *which),
        *("--header", f"Cookie: {COOKIE}={cookie.value}", "--max-examples", str(EXAMPLES)),
        # The stream has no end, and has tests of its own.
        *("--exclude-operation-id", "follow_api_events_get"),
        *("--exclude-operation-id", "log_out_api_session_delete"),
        *("--checks", ",".join(CHECKS), "--phases", "fuzzing,coverage", "--seed", "1"),
        *("--request-timeout", "30"),
    ]
    # It leaves a cache where it runs.
    ran = await asyncio.to_thread(
        subprocess.run, command, cwd=folder, capture_output=True, text=True, timeout=WITHIN_S
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]


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
                assert answer.status == OPEN[method, path], said
            else:
                assert (answer.status, json.loads(said)["code"]) == (401, "not_logged_in"), f"{method} {path}"


def changes(alert: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any] | None]:
    """Return what changes something, by operation, as somebody would ask for it who knows another unit's names."""
    now = datetime.now(UTC).isoformat()
    station, camera = alert["station"], alert["camera"]
    which = {"topic": "telemetry", "partition": 0, "offset": 0}
    person = {"shown": "李", "roles": ["operator"], "units": ["*"]}
    return {
        ("post", "/api/acts"): {
            "key": "a-key-of-mine",
            "act": "close",
            "alerts": [alert["alert"]],
            "occurred_at": now,
        },
        ("post", "/api/maintenance"): {"key": "a-key-of-mine", "station": station, "reason": "换电池"},
        ("post", "/api/patrol"): {"station": station, "camera": camera, "occurred_at": now},
        ("post", "/api/stations/{station}/cameras/{camera}/live"): None,
        ("post", "/api/people"): {**person, "name": "mine"},
        ("patch", "/api/people/{name}"): {**person, "disabled": True},
        ("post", "/api/people/{name}/password"): None,
        ("delete", "/api/people/{name}/sessions"): None,
        ("post", "/api/dead-letters/send-again"): which,
        ("post", "/api/notices/{notice}/again"): None,
        ("post", "/api/notices/{notice}/put-away"): {"reason": "已电话告知"},
    }


async def heard_within(client: aiohttp.ClientSession, seconds: float) -> list[str]:
    """Return the first event that the live stream has from its beginning, if one comes in time."""
    async with client.get("/api/events", params={"place": ".".join("0000")}) as answer:
        assert answer.status == 200
        try:
            async with asyncio.timeout(seconds):
                async for event in heard(answer):
                    return [event["event"]]
        except TimeoutError:
            pass
    return []


ONES_OWN = {
    *(("post", "/api/session"), ("delete", "/api/session"), ("post", "/api/session/password")),
    ("post", "/api/media"),
}
"""What is about one's own login, or one's own pass: that of another unit's camera is not to be had."""


async def test_another_units_data_is_as_if_it_were_not_there(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """No list has it, what is asked for by name is not found, and nothing of it is changed: every operation there is."""
    async with (
        room(apache_kafka, prefix, tmp_path, OF_GUCHENG, ELSEWHERE) as the,
        the.person("li") as li,
        the.person("zhao") as zhao,
    ):
        alert = await raised(the, li)
        await until_step(li, alert["alert"], Step.RAISED)
        before = await the.trail()
        names = [
            alert["alert"],
            alert["camera"],
            alert["incident"],
            alert["badge"],
            alert["station"],
            "李警官",
        ]
        fields = {name: alert[name] for name in ("alert", "incident", "camera", "station")}
        fields |= {"number": "0", "name": "li", "notice": "1"}
        bodies = changes(alert)
        for method, path in operations(await described(the)):
            if (method, path) in ONES_OWN or path == "/api/events":
                continue
            body = None if method == "get" else bodies[method, path]
            async with zhao.request(method, path.format_map(fields), json=body) as answer:
                said = await answer.text()
            if method != "get" or "{" in path:
                assert answer.status in {403, 404}, f"{method} {path}: {said}"
            assert not [name for name in names if name in said], f"{method} {path} tells of it: {said}"
        assert await heard_within(li, WITHIN_S) == ["alert"]
        assert await heard_within(zhao, 2.0) == []
        assert await the.trail() == before
        story = await until_step(li, alert["alert"], Step.RAISED)
        assert (story["alert"]["state"], story["actions"]) == ("unacknowledged", [])
