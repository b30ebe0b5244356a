"""The demo as somebody sees it who starts it for the first time."""

import asyncio
import re
import signal
import sys
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import cv2
import numpy as np

from bench.processes import WITHIN_S, process
from console.time import LOOK_EVERY_S
from models.alerts import Step
from models.observations import Look
from tests.integration.live_system import make_day
from tests.integration.test_console import act, until_got, until_step
from vision.stills import Stills
from vision.watch import BESIDE_PX

STILL, MARKED = re.compile(r"静帧 still (\S+)"), re.compile(r"标注图 marked (\S+)")
SPEED = 300
"""The first film is 46 minutes into the day, 9 s into the demo."""
OF_THE_WALL = 100
"""The first camera is on an incident from the 19th to the 29th minute, for six seconds of the demo."""
CONSOLE = re.compile(r"console: (http\S+)\s+duty\s+(\S+)")
SECONDS_LATE = 10
"""Of ours, until the still lies there and the console's clock tells its time; what asking takes comes on top of that."""


async def test_an_alert_about_a_covered_lens_shows_where_its_picture_lies(tmp_path: Path) -> None:
    """A still that can be opened as it is written there, its marked copy, its note, and whose clip it was made from."""
    command = [sys.executable, "-m", "jingjian", "demo", "--speed", str(SPEED)]
    log = tmp_path / "demo.log"
    with process(command, {"COLUMNS": "200"}, log, tmp_path) as demo:
        await demo.says("console: http")
        await demo.says("标注图 marked")
        await demo.says("视频素材 clip room.mp4（Intel")
        status = await demo.ends(signal.SIGTERM)
    said = demo.said()
    assert (status, "stopped" in said) == (0, True)
    (still,) = tmp_path.glob(STILL.findall(said)[0])
    (marked,) = tmp_path.glob(MARKED.findall(said)[0])
    note = Stills(tmp_path / ".jingjian" / "demo" / "stills").noted(still.stem, Look.COVERED)
    assert (note.kind, note.marked) == (Look.COVERED, marked.stem)
    assert note.camera in said
    for file in (still, marked):
        assert file.read_bytes().startswith(b"\xff\xd8\xff")
        assert cv2.imread(str(file)) is not None
    assert "镜头被遮挡" in said[: said.index(STILL.findall(said)[0])]


async def test_the_wall_has_stills_whose_age_is_true_by_the_days_clock(tmp_path: Path) -> None:
    """From before the camera arrives: taken a moment ago in the day that goes by, never later than it is there."""
    command = [sys.executable, "-m", "jingjian", "demo", "--speed", str(OF_THE_WALL)]
    with process(command, {"COLUMNS": "200"}, tmp_path / "demo.log", tmp_path) as demo:
        await demo.says("console: http")
        await demo.until(lambda: CONSOLE.search(demo.said()), "the password")
        (url, password), *_ = CONSOLE.findall(demo.said())
        async with (
            aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as duty,
            asyncio.timeout(WITHIN_S),
        ):
            await _log_in(duty, password)
            tile, taken_at, jpeg, asked_s = await _first_still(duty)
            later = await _now(duty)
            late = timedelta(seconds=SECONDS_LATE + time.monotonic() - asked_s) * OF_THE_WALL
        assert await demo.ends(signal.SIGTERM) == 0
    told_at = datetime.fromisoformat(tile["looked_at"])
    assert told_at - late <= taken_at <= later
    assert later - taken_at < late
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape[1] == BESIDE_PX


async def test_when_the_day_is_over_people_go_on_at_the_console(tmp_path: Path) -> None:
    """What they do there is still taken."""
    day = make_day(tmp_path, 0.25)
    command = [sys.executable, "-m", "jingjian", "demo", "--speed", "1000", "--events", str(day.events)]
    with process(command, {"COLUMNS": "200"}, tmp_path / "demo.log", tmp_path) as demo:
        await demo.says("the console stays open")
        (url, password), *_ = CONSOLE.findall(demo.said())
        async with (
            aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as duty,
            asyncio.timeout(WITHIN_S),
        ):
            await _log_in(duty, password)
            page = await until_got(duty, "/api/alerts", lambda page: page["alerts"])
            first = page["alerts"][0]["alert"]
            assert await act(duty, "note", first, reason="收到") == 202
            await until_step(duty, first, Step.NOTED)
        assert await demo.ends(signal.SIGTERM) == 0


async def _log_in(duty: aiohttp.ClientSession, password: str) -> None:
    """Log in as soon as the console is there."""
    while True:
        try:
            async with duty.post("/api/session", json={"name": "duty", "password": password}) as answer:
                assert answer.ok
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.1)


async def _first_still(duty: aiohttp.ClientSession) -> tuple[Mapping[str, Any], datetime, bytes, float]:
    """Return the first tile that has a still, when that was taken, the JPEG, and when it was asked for, by our clock."""
    while True:
        asked_s = time.monotonic()
        async with duty.get("/api/wall") as answer:
            tiles = (await answer.json())["tiles"]
        for tile in tiles:
            if tile["looked_at"] is None:
                continue
            path = f"/api/stations/{tile['station']}/cameras/{tile['camera']}/latest"
            async with duty.get(path) as answer:
                if answer.ok:
                    taken_at = datetime.fromisoformat(answer.headers["X-Taken-At"])
                    return tile, taken_at, await answer.read(), asked_s
        await asyncio.sleep(0.1)


async def _now(duty: aiohttp.ClientSession) -> datetime:
    """Return what time it is at the console, once its clock has been looked at again."""
    await asyncio.sleep(2 * LOOK_EVERY_S)
    async with duty.get("/api/room") as answer:
        return datetime.fromisoformat((await answer.json())["now"])
