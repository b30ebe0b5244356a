"""Notices: real receivers over HTTP, told of alerts on a real topic until they have them or it is hopeless."""

import asyncio
import base64
import signal
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy import update
from standardwebhooks import Webhook

from bench.processes import WITHIN_S, role
from console.notices import CLAIMED_FOR
from console.people import ALL_UNITS, Person, Role
from console.tables import notices
from models.alerts import AlertState, Step
from models.rules import Priority
from streams.broker.process import free_ports
from streams.store.connect import database
from streams.topics import Topic
from tests.factories import alert
from tests.integration.live_system import message, send
from tests.integration.rooms import Room, beside, room, room_settings, until_ready
from tests.serving import serving

ADMIN = Person("gao", "系统管理员", (Role.ADMINISTRATOR,), (ALL_UNITS,))
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


class Receiver:
    """Keeps what it is told, and answers what it is asked to."""

    def __init__(self) -> None:
        self.port = free_ports(1)[0]
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, list[int]] = {}
        """By alert: what it answers first; after that, that it has it."""
        self.slow_s = 0.0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Receive meanwhile."""
        application = web.Application()
        application.router.add_post("/hook", self._receive)
        async with serving(application, self.port):
            yield

    async def until(self, count: int) -> None:
        """Wait until it was told so many times."""
        async with asyncio.timeout(WITHIN_S):
            while len(self.told) < count:
                await asyncio.sleep(0.05)

    async def _receive(self, request: web.Request) -> web.Response:
        said = Webhook(SECRET).verify(await request.read(), dict(request.headers))
        await asyncio.sleep(self.slow_s)
        self.told.append((request.headers["webhook-id"], said))
        first = self.answers.get(said["data"]["alert"], [])
        return web.Response(status=first.pop(0) if first else 204)


def hooked(receiver: Receiver, folder: Path, **more: object) -> Mapping[str, object]:
    """Return settings that tell a receiver."""
    secret = folder / "secret"
    secret.write_text(SECRET)
    url = f"http://127.0.0.1:{receiver.port}/hook"
    return {"webhooks": [{"name": "shift", "url": url, "secret_file": str(secret), **more}]}


async def raise_alerts(the: Room, *names: str, priority: Priority = Priority.HIGH) -> None:
    """Put alerts on their topic as the desk would."""
    await send(
        the.settings, *(message(Topic.ALERTS, alert(0, name=name, priority=priority)) for name in names)
    )


async def listed(the: Room) -> dict[str, dict[str, Any]]:
    """Return what the administrator sees, by alert."""
    async with the.person("gao") as gao, gao.get("/api/notices") as answer:
        assert answer.status == 200
        return {each["alert"]: each for each in (await answer.json())["notices"]}


async def until_state(the: Room, name: str, state: str) -> dict[str, Any]:
    """Wait for how far a notice is."""
    async with asyncio.timeout(WITHIN_S):
        while (notice := (await listed(the)).get(name, {})).get("state") != state:
            await asyncio.sleep(0.2)
    return notice


async def test_a_receiver_is_told_what_it_wants_until_it_has_it(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """Signed; again after a failure; not after it said that it wants no more, but when the administrator says so."""
    receiver = Receiver()
    receiver.answers = {"fails": [500], "gone": [410]}
    wanted = hooked(receiver, tmp_path, priorities=["high"])
    async with (
        receiver.listening(),
        room(apache_kafka, prefix, tmp_path, ADMIN, behind=("projection",), notices=wanted) as the,
    ):
        await raise_alerts(the, "low", priority=Priority.LOW)
        await raise_alerts(the, "fails", "gone")
        over = alert(0, name="over", state=AlertState.CLOSED, steps=[(1, Step.CLOSED)])
        await send(the.settings, message(Topic.ALERTS, over))
        await receiver.until(2)
        assert (await until_state(the, "gone", "dead"))["reason"] == "HTTP 410"
        assert (await until_state(the, "fails", "delivered"))["tries"] == 2
        told = Counter(said["data"]["alert"] for _, said in receiver.told)
        assert told == {"fails": 2, "gone": 1}
        assert len({name for name, _ in receiver.told}) == 2
        gone = (await listed(the))["gone"]["notice"]
        async with the.person("gao") as gao:
            async with gao.post(f"/api/notices/{gone}/again") as answer:
                assert answer.status == 204
            async with gao.post(f"/api/notices/{gone}/again") as answer:
                assert answer.status == 404
        assert (await until_state(the, "gone", "delivered"))["tries"] == 1


async def test_two_consoles_tell_each_alert_once(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """Whoever claims a notice sends it."""
    receiver = Receiver()
    wanted = hooked(receiver, tmp_path)
    async with (
        receiver.listening(),
        room(apache_kafka, prefix, tmp_path, ADMIN, behind=("projection",), notices=wanted) as the,
    ):
        other = beside(the.settings)
        (tmp_path / "other").mkdir()
        with role(other, "console", tmp_path / "other") as console:
            await until_ready(console, other)
            receiver.slow_s = 0.3
            names = [f"a{number}" for number in range(60)]
            for name in names:
                await raise_alerts(the, name)
            await receiver.until(60)
            await asyncio.gather(*(until_state(the, name, "delivered") for name in names[-3:]))
            assert Counter(said["data"]["alert"] for _, said in receiver.told) == Counter(names)
            assert "Traceback" not in the.console.said() + console.said()


async def test_a_killed_console_loses_no_notice(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """The next one tells what was not told; what may have been told twice has the same id."""
    receiver = Receiver()
    wanted = hooked(receiver, tmp_path)
    async with (
        receiver.listening(),
        room(apache_kafka, prefix, tmp_path, ADMIN, behind=("projection",), notices=wanted) as the,
    ):
        receiver.slow_s = 0.2
        names = [f"a{number}" for number in range(50)]
        await raise_alerts(the, *names)
        await receiver.until(10)
        await the.console.ends(signal.SIGKILL)
        await raise_alerts(the, "meanwhile")
        await put_on(the)
        with role(the.settings, "console", tmp_path) as again:
            await until_ready(again, the.settings)
            async with asyncio.timeout(WITHIN_S):
                while {said["data"]["alert"] for _, said in receiver.told} < {*names, "meanwhile"}:
                    await asyncio.sleep(0.1)
        ids: dict[str, set[str]] = {}
        for name, said in receiver.told:
            ids.setdefault(said["data"]["alert"], set()).add(name)
        assert {len(each) for each in ids.values()} == {1}


async def put_on(the: Room) -> None:
    """Let the time go by for which a notice is claimed."""
    async with database(the.settings.people) as engine, engine.begin() as connection:
        pending = notices.c.state == "pending"
        await connection.execute(
            update(notices).where(pending).values(next_at=datetime.now(UTC) - CLAIMED_FOR)
        )


async def test_a_secret_that_is_none_stops_the_console_with_a_reason(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """In words, naming the file, and without showing what stands in it."""
    wanted = hooked(Receiver(), tmp_path)
    (tmp_path / "secret").write_text("whsec_c2hvcnQ=")
    settings = room_settings(apache_kafka, prefix, tmp_path, notices=wanted)
    with role(settings, "console", tmp_path) as console:
        assert await console.ends() == 2
        assert "it has 5 bytes" in console.said()
        assert "c2hvcnQ" not in console.said()
        assert "Traceback" not in console.said()
