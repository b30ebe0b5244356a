"""The console over real roles: what people see comes from Kafka, and what they do goes there."""

import asyncio
import json
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bench.console.standing import LI
from bench.processes import WITHIN_S, role
from console.people import ALL_UNITS, Person, Role
from models.alerts import Step
from tests.integration.live_system import send
from tests.integration.rooms import Room, heard, room, until_ready
from tests.integration.scenes import Scene

ELSEWHERE = Person("zhao", "赵警官", (Role.OPERATOR,), ("another",))
REVIEWER = Person("sun", "孙警官", (Role.REVIEWER,), (ALL_UNITS,))


async def raised(the: Room, client: aiohttp.ClientSession) -> dict[str, Any]:
    """Make an alert; return it as the live stream has it."""
    place = (await listed(client))["place"]
    scene = Scene()
    await scene.begin(the.settings)
    await send(the.settings, scene.telemetry())
    async with asyncio.timeout(WITHIN_S), client.get("/api/events", params={"place": place}) as answer:
        async for event in heard(answer):
            alert: dict[str, Any] = json.loads(event["data"])
            if alert["subject"] == scene.subject:
                return {**alert, "id": event["id"]}
    raise AssertionError("the stream ended")


async def got(client: aiohttp.ClientSession, path: str, **params: str) -> dict[str, Any]:
    """Return a page."""
    async with client.get(path, params=params) as answer:
        assert answer.status == 200, await answer.text()
        return dict(await answer.json())


async def until_got(
    client: aiohttp.ClientSession, path: str, wanted: Callable[[dict[str, Any]], object], **params: str
) -> dict[str, Any]:
    """Wait for what a page is to show; return the page."""
    async with asyncio.timeout(WITHIN_S):
        while not wanted(page := await got(client, path, **params)):
            await asyncio.sleep(0.1)
    return page


async def listed(client: aiohttp.ClientSession) -> dict[str, Any]:
    """Return the list of alerts."""
    return await got(client, "/api/alerts")


async def act(client: aiohttp.ClientSession, name: str, alert: str, **more: str) -> int:
    """Do something about an alert; return the status."""
    wanted = {"key": f"{name}-{alert}", "act": name, "alerts": [alert], "occurred_at": now(), **more}
    async with client.post("/api/acts", json=wanted) as answer:
        return answer.status


def now() -> str:
    """Return this moment as JSON has it."""
    return datetime.now(UTC).isoformat()


async def until_step(client: aiohttp.ClientSession, alert: str, step: Step) -> dict[str, Any]:
    """Wait until the store has a step of an alert; return its story."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            async with client.get(f"/api/alerts/{alert}") as answer:
                story: dict[str, Any] = await answer.json()
            if answer.status == 200 and step in [each["step"] for each in story["alert"]["history"]]:
                return story
            await asyncio.sleep(0.1)


async def test_an_alert_is_seen_called_and_put_right(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """From a real event to the stream, from a key to the alert's history, and on to the other operator."""
    async with (
        room(apache_kafka, prefix, tmp_path) as the,
        the.person("li") as li,
        the.person("wang") as wang,
    ):
        alert = await raised(the, li)
        assert await act(li, "directive_called", alert["alert"]) == 202
        story = await until_step(wang, alert["alert"], Step.DIRECTIVE_CALLED)
        assert story["alert"]["owner"] == "li"
        # What came by the log may be in the store later than what came of it.
        path = f"/api/alerts/{alert['alert']}"
        story = await until_got(wang, path, lambda page: page["actions"] and page["events"])
        assert [each["operator"] for each in story["actions"]] == ["li"]
        assert [each["stage"] for each in story["events"]] == ["arrived"]
        assert await act(wang, "corrected", alert["alert"]) == 202
        story = await until_step(li, alert["alert"], Step.CORRECTED)
        assert story["alert"]["state"] == "closed"
        assert [each["version"] for each in story["versions"]] == list(range(1, len(story["versions"]) + 1))
        assert alert["alert"] not in [each["alert"] for each in (await listed(li))["alerts"]]


async def test_the_stream_goes_on_where_it_was_though_the_console_was_killed(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """By the last event's id nothing is missing and nothing comes twice, in another process too."""
    async with room(apache_kafka, prefix, tmp_path) as the, the.person() as li:
        first = await raised(the, li)
        await the.console.ends(signal.SIGKILL)
        await put_right(the, first)
        with role(the.settings, "console", tmp_path) as again:
            await until_ready(again, the.settings)
            headers = {"Last-Event-ID": first["id"]}
            async with asyncio.timeout(WITHIN_S), li.get("/api/events", headers=headers) as answer:
                events = heard(answer)
                event = await anext(events)
            told = json.loads(event["data"])
            assert (told["alert"], told["version"]) == (first["alert"], first["version"] + 1)


async def put_right(the: Room, alert: dict[str, Any]) -> None:
    """Let the alert go on while no console runs."""
    scene = Scene()
    scene.camera = alert["camera"]
    await send(the.settings, scene.telemetry(recording=True))


async def test_nobody_sees_or_acts_without_leave(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """Without a session, of another unit, or with other rights: the same answer as if there were nothing."""
    async with (
        room(apache_kafka, prefix, tmp_path, LI, ELSEWHERE, REVIEWER) as the,
        the.person("li") as li,
        the.person("zhao") as zhao,
        the.person("sun") as sun,
    ):
        alert = await raised(the, li)
        await until_step(li, alert["alert"], Step.RAISED)
        assert (await listed(zhao))["alerts"] == []
        async with zhao.get(f"/api/alerts/{alert['alert']}") as answer:
            assert (answer.status, await answer.json()) == (404, {"code": "not_found", "fields": []})
        assert await act(zhao, "acknowledge", alert["alert"]) == 404
        # Nor is it given to somebody who could not work at it.
        assert [await act(li, "assign", alert["alert"], to=name) for name in ("zhao", "sun")] == [404, 404]
        assert len((await listed(sun))["alerts"]) == 1
        assert await act(sun, "acknowledge", alert["alert"]) == 403
        async with aiohttp.ClientSession(the.url) as nobody:
            for path in ("/api/alerts", f"/api/alerts/{alert['alert']}", "/api/events", "/api/session"):
                async with nobody.get(path) as answer:
                    assert (answer.status, (await answer.json())["code"]) == (401, "not_logged_in")
