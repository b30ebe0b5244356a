"""Who may see live video now, and what is ended at the media server: on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import httpx2
import pytest
from aiohttp import web
from sqlalchemy import insert

from config.problems import ConfigError
from console.ending import ASK_EVERY, LOOKED_WITHIN, look_over
from console.people import Person, Role
from console.sessions import end_all
from console.tables import people
from console.vision_reader import password_of
from streams.broker.process import free_ports
from streams.store import tables
from tests.consoles import Pages, pages
from tests.factories import CAMERA, STATION
from tests.serving import serving

OF_THE_UNIT = Person("li", "李警官", (Role.OPERATOR,), (STATION,))
LIVE_URL = "https://media.example/{camera}/whep"
PASSWORD = "R4nd0m-and-long-enough"  # noqa: S105  opens nothing
NOW = datetime.now(UTC)


async def told_by(the: Pages, station: str, at: datetime) -> None:
    """Let a camera's video be told of by a station."""
    row = {"station": station, "camera": CAMERA, "video": "live", "video_told_at": at, "looks": {}}
    async with the.parts.store.begin() as connection:
        await connection.execute(insert(tables.watched).values(row))


async def asks(the: Pages, **said: object) -> int:
    """Ask as the media server does; return the status."""
    asked = {"action": "read", "path": CAMERA, "user": "", "password": "", "token": "", "query": ""}
    asked |= {"ip": "10.0.0.9", "protocol": "webrtc", "id": None, **said}
    async with the.nobody() as server:
        return (await server.post("/api/media", json=asked)).status_code


async def a_pass(li: httpx2.AsyncClient) -> str:
    """Look at the camera's live video; return the pass for it."""
    answer = await li.post(f"/api/stations/{STATION}/cameras/{CAMERA}/live")
    assert answer.status_code == 200
    return str(answer.json()["bearer"])


@asynccontextmanager
async def watched(
    folder: Path, databases: Mapping[str, Mapping[str, object]], **console: object
) -> AsyncIterator[tuple[Pages, httpx2.AsyncClient]]:
    """Return a console with a camera, and somebody of its unit."""
    settings = {"live_url": LIVE_URL, **console}
    async with pages(folder, console=settings, **databases) as the:
        at(the, NOW)
        await told_by(the, STATION, NOW - timedelta(hours=1))
        async with await the.somebody(OF_THE_UNIT) as li:
            yield the, li


def at(the: Pages, moment: datetime) -> None:
    """Let the room's clock stand."""
    the.parts.wall = lambda: moment


async def test_a_pass_dies_when_its_camera_moves_to_another_unit(
    tmp_path: Path, databases: dict[str, Any]
) -> None:
    """At once, though it would have held for two minutes; it is asked for at each request that the media server lets in."""
    async with watched(tmp_path, databases) as (the, li):
        shown = await a_pass(li)
        assert await asks(the, token=shown) == 204
        await told_by(the, "S2", NOW)
        assert await asks(the, token=shown) == 401


VISION = {"user": "vision", "password": PASSWORD, "protocol": "rtsp"}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 204),
        ({"protocol": "rtsps"}, 204),
        ({"password": PASSWORD[:-1]}, 401),
        ({"password": ""}, 401),
        ({"user": "", "password": ""}, 401),
        ({"user": "li"}, 401),
        ({"action": "publish"}, 401),
        ({"action": "api"}, 401),
        ({"protocol": "webrtc"}, 401),
        ({"protocol": "hls"}, 401),
        ({"protocol": ""}, 401),
    ],
)
async def test_vision_reads_by_its_password_over_rtsp_and_does_nothing_else(
    tmp_path: Path, changes: dict[str, object], status: int
) -> None:
    """Whoever gets hold of it opens no page with it, and sends nothing."""
    async with pages(tmp_path, console={"live_url": LIVE_URL}) as the:
        assert await asks(the, **VISION) == 401
        the.parts.vision_password = PASSWORD
        assert await asks(the, **{**VISION, **changes}) == status


async def test_a_password_that_is_half_a_character_is_none(tmp_path: Path) -> None:
    """JSON may have one; it is refused like any other."""
    async with pages(tmp_path) as the, the.nobody() as server:
        the.parts.vision_password = PASSWORD
        body = b'{"action":"read","path":"c","user":"vision","protocol":"rtsp","password":"\\ud800"}'
        answer = await server.post("/api/media", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 401


@pytest.mark.parametrize(("text", "said"), [("short", "it has 5 characters"), (None, "cannot be read")])
async def test_a_password_for_vision_that_is_none_is_named_by_its_file(
    tmp_path: Path, text: str | None, said: str
) -> None:
    """And is not shown."""
    file = tmp_path / "vision"
    if text is not None:
        file.write_text(text)
    async with pages(tmp_path, console={"vision_password_file": file}) as the:
        with pytest.raises(ConfigError, match=f"{file}: console.vision_password_file: {said}") as refused:
            password_of(the.parts.settings.console)
    assert "short" not in str(refused.value)


class Api:
    """A media server's API with the paths of MediaMTX's: who looks is known by an id, and is ended by it."""

    def __init__(self) -> None:
        [self.port] = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        self.there: set[tuple[str, str]] = set()
        self.kicked: list[tuple[str, str]] = []
        self.asked = 0

    def begins(self, of: str = "webrtcsessions") -> str:
        """Let somebody begin to look; return the id."""
        name = str(uuid4())
        self.there.add((of, name))
        return name

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """Answer meanwhile."""
        application = web.Application()
        application.router.add_post("/v3/{of}/kick/{id}", self._kick)
        application.router.add_get("/v3/{of}/get/{id}", self._get)
        async with serving(application, self.port):
            yield

    async def _kick(self, request: web.Request) -> web.Response:
        who = request.match_info["of"], request.match_info["id"]
        if who not in self.there:
            return web.json_response({"status": "error", "error": "session not found"}, status=404)
        self.there.discard(who)
        self.kicked.append(who)
        return web.json_response({"status": "ok"})

    async def _get(self, request: web.Request) -> web.Response:
        self.asked += 1
        who = request.match_info["of"], request.match_info["id"]
        return web.json_response({"id": who[1]}, status=200 if who in self.there else 404)


async def disabled(the: Pages) -> None:
    """Disable the person, as an administrator does."""
    async with the.parts.writing() as connection:
        await connection.execute(people.update().values(disabled=True))


async def logged_out(the: Pages) -> None:
    """End the person's sessions."""
    async with the.parts.writing() as connection:
        await end_all(connection, "li")


async def of_another_unit(the: Pages) -> None:
    """Give the person another unit, without ending their sessions."""
    async with the.parts.writing() as connection:
        await connection.execute(people.update().values(units=["S2"]))


async def camera_moved(the: Pages) -> None:
    """Let the camera's video be told of by another unit."""
    await told_by(the, "S2", NOW)


async def looks_no_more(the: Pages) -> None:
    """Let time go by without another look on record."""
    at(the, NOW + LOOKED_WITHIN + timedelta(seconds=1))


@pytest.mark.parametrize(
    "over",
    [disabled, logged_out, of_another_unit, camera_moved, looks_no_more],
    ids=lambda each: each.__name__,
)
@pytest.mark.parametrize(("protocol", "of"), [("webrtc", "webrtcsessions"), ("hls", "hlssessions")])
async def test_what_may_not_be_seen_any_more_is_ended(
    tmp_path: Path, databases: dict[str, Any], over: Any, protocol: str, of: str
) -> None:
    """A connection that somebody keeps open by other means than our page; until then it goes on."""
    api = Api()
    async with (
        api.answering(),
        watched(tmp_path, databases, media_api_url=api.url) as (the, li),
        aiohttp.ClientSession() as client,
    ):
        name = api.begins(of)
        assert await asks(the, token=await a_pass(li), protocol=protocol, id=name) == 204
        await look_over(the.parts, client)
        assert api.kicked == []
        await over(the)
        await look_over(the.parts, client)
        assert api.kicked == [(of, name)]
        assert list(the.parts.viewings) == []


async def test_whoever_goes_on_looking_is_left_alone(tmp_path: Path, databases: dict[str, Any]) -> None:
    """For as long as the page puts its look on record every minute, though the first pass is long over."""
    api = Api()
    async with (
        api.answering(),
        watched(tmp_path, databases, media_api_url=api.url) as (the, li),
        aiohttp.ClientSession() as client,
    ):
        await asks(the, token=await a_pass(li), id=api.begins())
        for minute in range(1, 8):
            at(the, NOW + timedelta(minutes=minute))
            await a_pass(li)
            await look_over(the.parts, client)
        assert (api.kicked, len(api.there), len(list(the.parts.viewings))) == ([], 1, 1)
        assert api.asked == 1


async def test_what_a_page_closed_itself_is_forgotten(tmp_path: Path, databases: dict[str, Any]) -> None:
    """Though the same person goes on looking at the same camera: a display begins anew each time it turns."""
    api = Api()
    async with (
        api.answering(),
        watched(tmp_path, databases, media_api_url=api.url) as (the, li),
        aiohttp.ClientSession() as client,
    ):
        await asks(the, token=await a_pass(li), id=api.begins())
        api.there.clear()
        at(the, NOW + ASK_EVERY)
        await asks(the, token=await a_pass(li), id=api.begins())
        await look_over(the.parts, client)
        assert [each.id for each in the.parts.viewings] == [name for _, name in api.there]


async def test_an_api_that_is_away_is_asked_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What could not be ended is not forgotten; why is logged."""
    api = Api()
    own = {"people": {"url": f"sqlite+aiosqlite:///{tmp_path / 'console.db'}"}}
    async with (
        watched(tmp_path, own, media_api_url=api.url) as (the, li),
        aiohttp.ClientSession() as client,
    ):
        name = api.begins()
        await asks(the, token=await a_pass(li), id=name)
        await camera_moved(the)
        await look_over(the.parts, client)
        assert "the media server's API does not answer" in capsys.readouterr().out
        async with api.answering():
            await look_over(the.parts, client)
        assert api.kicked == [("webrtcsessions", name)]


async def test_what_asks_for_each_part_of_it_is_not_kept(tmp_path: Path, databases: dict[str, Any]) -> None:
    """It has no session at the media server that could be ended; its next part is refused."""
    api = Api()
    async with watched(tmp_path, databases, media_api_url=api.url) as (the, li):
        assert await asks(the, token=await a_pass(li), protocol="hls", id=None) == 204
        assert list(the.parts.viewings) == []
