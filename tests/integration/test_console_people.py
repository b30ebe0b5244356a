"""Who comes in, who goes, and what is put on record of it: over a console of its own, on SQLite and PostgreSQL."""

import asyncio
import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from bench.console.standing import LI, PASSWORD, login_of
from bench.processes import WITHIN_S, role
from console.audit import Deed
from console.people import ALL_UNITS, Person, Role
from streams.broker.process import free_ports
from tests.integration.rooms import WANG, Room, beside, heard, of_postgres, room, until_ready
from tests.integration.scenes import STATION
from tests.postgres import Postgres

ADMIN = Person("gao", "系统管理员", (Role.ADMINISTRATOR,), (ALL_UNITS,))
CHIEF = Person("ma", "值班领导", (Role.COMMANDER,), (ALL_UNITS,))
ALONE = ("projection",)
"""Without anything that makes alerts."""


async def said(answer: aiohttp.ClientResponse) -> tuple[int, Any]:
    """Return an answer's status and its code, or what else it says."""
    text = await answer.text()
    told = json.loads(text) if text else None
    return answer.status, told["code"] if isinstance(told, dict) and "code" in told else told


async def login(the: Room, name: str, password: str) -> tuple[int, Any]:
    """Try to log in; return what is said."""
    async with aiohttp.ClientSession(the.url) as client:
        return await log_in(client, name, password)


async def log_in(client: aiohttp.ClientSession, name: str, password: str) -> tuple[int, Any]:
    """Try to log in as somebody who goes on; return what is said."""
    return await status(client, "POST", "/api/session", json={"name": name, "password": password})


async def status(client: aiohttp.ClientSession, method: str, path: str, **more: Any) -> tuple[int, Any]:
    """Ask for something; return the status and the code."""
    async with client.request(method, path, **more) as answer:
        return await said(answer)


async def test_a_new_person_sets_a_password_and_is_gone_when_told(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """The one-time password opens nothing else, is good once, and what an administrator ends is over at once."""
    async with (
        room(apache_kafka, prefix, tmp_path, ADMIN, behind=ALONE) as the,
        the.person("gao") as gao,
        aiohttp.ClientSession(the.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as chen,
    ):
        new = {"name": "chen", "shown": "陈警官", "roles": ["operator"], "units": [STATION]}
        made = await status(gao, "POST", "/api/people", json=new)
        assert made[0] == HTTPStatus.CREATED
        once = made[1]["password"]
        assert await status(gao, "POST", "/api/people", json=new) == (409, "name_taken")
        strange = {**new, "name": "x", "units": ["nowhere"]}
        assert await status(gao, "POST", "/api/people", json=strange) == (422, "no_such_station")

        code, told = await log_in(chen, "chen", once)
        assert (code, told["must_change"]) == (200, True)
        assert await status(chen, "GET", "/api/alerts") == (403, "password_must_change")
        same = {"old": once, "new": once}
        assert await status(chen, "POST", "/api/session/password", json=same) == (422, "same_password")
        short = {"old": once, "new": "short"}
        assert await status(chen, "POST", "/api/session/password", json=short) == (422, "password_length")
        wrong = {"old": "something else", "new": PASSWORD}
        assert await status(chen, "POST", "/api/session/password", json=wrong) == (403, "wrong_password")
        good = {"old": once, "new": PASSWORD}
        assert await status(chen, "POST", "/api/session/password", json=good) == (204, None)
        assert await status(chen, "GET", "/api/session") == (401, "not_logged_in")

        assert await login(the, "chen", once) == (401, "wrong_login")
        async with the.person("chen") as here, the.person("chen") as there:
            assert (await status(here, "DELETE", "/api/session"))[0] == 204
            assert (await status(here, "GET", "/api/session"))[0] == 401
            assert (await status(there, "GET", "/api/session"))[0] == 200
            assert (await status(gao, "DELETE", "/api/people/chen/sessions"))[0] == 204
            assert (await status(there, "GET", "/api/session"))[0] == 401
        off = {**{key: new[key] for key in ("shown", "roles", "units")}, "disabled": True}
        assert (await status(gao, "PATCH", "/api/people/chen", json=off))[0] == 204
        assert await login(the, "chen", PASSWORD) == (401, "wrong_login")


async def test_nobody_takes_away_their_own_rights(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """Nobody would be left to undo it; without all units there is nothing that they could administer."""
    async with (
        room(apache_kafka, prefix, tmp_path, ADMIN, behind=ALONE) as the,
        the.person("gao") as gao,
    ):
        is_now = {"shown": "高", "roles": ["administrator"], "units": [ALL_UNITS], "disabled": False}
        less: list[dict[str, Any]] = [{"disabled": True}, {"roles": ["operator"]}, {"units": [STATION]}]
        for wanted in less:
            refused = await status(gao, "PATCH", "/api/people/gao", json={**is_now, **wanted})
            assert refused == (409, "own_rights")
        assert (await status(gao, "GET", "/api/people"))[0] == 200


async def test_tries_are_counted_though_they_come_at_once(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """Of twenty wrong passwords in the same moment no more than the setting says are looked at."""
    async with room(apache_kafka, prefix, tmp_path, behind=ALONE) as the:
        tries = await asyncio.gather(*(login(the, "li", f"wrong {number}") for number in range(20)))
        codes = sorted(code for _, code in tries)
        most = the.settings.console.logins_per_minute
        assert codes == ["too_many_logins"] * (20 - most) + ["wrong_login"] * most
        assert await login(the, "li", PASSWORD) == (429, "too_many_logins")


async def test_the_cookie_is_for_the_server_alone(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """No script reads it, no other site sends it, and over TLS alone where the settings say so."""
    only = {"port": free_ports(1)[0], "secure_cookie": True}
    async with (
        room(apache_kafka, prefix, tmp_path, behind=ALONE, console=only) as the,
        aiohttp.ClientSession(the.url) as client,
        client.post("/api/session", json=login_of("li")) as answer,
    ):
        [cookie] = answer.headers.getall("Set-Cookie")
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "secure"} <= flags


async def test_a_stream_ends_with_its_session(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """Whoever was logged out elsewhere sees nothing more."""
    async with (
        room(apache_kafka, prefix, tmp_path, LI, ADMIN, behind=ALONE) as the,
        the.person("li") as li,
        the.person("gao") as gao,
    ):
        async with li.get("/api/alerts") as answer:
            place = (await answer.json())["place"]
        async with li.get("/api/events", params={"place": place}) as stream:
            assert (await status(gao, "DELETE", "/api/people/li/sessions"))[0] == 204
            async with asyncio.timeout(WITHIN_S):
                assert [event async for event in heard(stream)] == []


async def test_the_trail_has_pages_and_is_whole_though_two_consoles_write_it(
    apache_kafka: str, prefix: str, tmp_path: Path, postgres: Postgres
) -> None:
    """On PostgreSQL, at the same time; each line once, and that somebody read it is a line itself."""
    sections = {"store": await of_postgres(postgres), "people": await of_postgres(postgres)}
    async with room(apache_kafka, prefix, tmp_path, LI, CHIEF, behind=ALONE, **sections) as the:
        other = beside(the.settings)
        (tmp_path / "other").mkdir()
        with role(other, "console", tmp_path / "other") as console:
            await until_ready(console, other)
            both = [the, Room(other, console)]
            before = await the.trail()
            logins = [login(both[number % 2], "li", PASSWORD) for number in range(30)]
            assert {code for code, _ in await asyncio.gather(*logins)} == {200}
            verified = await the.trail()
            assert (verified.broken_at, verified.lines - before.lines) == (None, 30)
            async with both[1].person("ma") as ma:
                pages, last = [], None
                while lines := await _page(ma, last):
                    pages.append(lines)
                    last = lines[-1]["number"]
            numbers = [line["number"] for page in pages for line in page]
            assert len(pages) > 3
            assert sorted(numbers, reverse=True) == numbers
            assert len(set(numbers)) == len(numbers) >= 30
            # Those that were written while the pages were read are not on them.
            assert await the.trail() != verified
            assert (await the.trail()).broken_at is None


async def _page(client: aiohttp.ClientSession, before: int | None) -> list[dict[str, Any]]:
    wanted = {"limit": "7", **({} if before is None else {"before": str(before)})}
    async with client.get("/api/audit", params=wanted) as answer:
        return list((await answer.json())["lines"])


async def test_what_was_asked_of_the_trail_stands_in_it(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """By name, and about what; failed logins too."""
    async with (
        room(apache_kafka, prefix, tmp_path, WANG, CHIEF, behind=ALONE) as the,
        the.person("ma") as ma,
    ):
        await login(the, "wang", "wrong")
        assert (await status(ma, "GET", "/api/audit", params={"name": "wang"}))[0] == 200
        async with ma.get("/api/audit") as answer:
            lines = (await answer.json())["lines"]
        assert [(line["name"], line["deed"], line["detail"]) for line in lines[:2]] == [
            ("ma", Deed.AUDITED, "name=wang"),
            ("wang", Deed.LOGIN_FAILED, "127.0.0.1"),
        ]
