"""Passwords that others gave, and a console that takes none: on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2

from bench.console.standing import LI, PASSWORD
from console.people import ALL_UNITS
from console.tables import audit as lines
from tests.consoles import Pages, pages
from tests.integration.test_console_people import ADMIN

CHEN = {"name": "chen", "shown": "陈警官", "roles": ["operator"], "units": [ALL_UNITS]}
HOURS = timedelta(hours=72)
OWN = "chosen by chen alone"
LONG = {"session_s": 7 * 86400, "idle_s": 7 * 86400}
"""So that the administrator's session outlasts the password."""
OIDC = {
    "issuer": "https://sso.example",
    "client_id": "jingjian",
    "client_secret_file": "secret",
    "redirect_uri": "https://console.example/api/session/oidc/callback",
}


def said(answer: httpx2.Response) -> tuple[int, str]:
    """Return an answer's status and code."""
    return answer.status_code, answer.json()["code"]


def at(the: Pages, moment: datetime) -> None:
    """Let the room's clock stand."""
    the.parts.wall = lambda: moment


async def login(client: httpx2.AsyncClient, password: str) -> httpx2.Response:
    """Try to log in as Chen."""
    return await client.post("/api/session", json={"name": "chen", "password": password})


async def listed(client: httpx2.AsyncClient, name: str) -> dict[str, Any]:
    """Return a person as the administrator sees them."""
    people = (await client.get("/api/people")).json()["people"]
    return next(each for each in people if each["name"] == name)


async def test_a_password_that_was_given_is_good_for_its_time_alone(
    tmp_path: Path, own: dict[str, object]
) -> None:
    """Then the right one is answered as over, on record and counted, and the administrator sees it; a new one opens."""
    now = datetime.now(UTC)
    async with (
        pages(tmp_path, people=own, console=LONG) as the,
        await the.somebody(ADMIN) as gao,
    ):
        at(the, now)
        made = (await gao.post("/api/people", json=CHEN)).json()
        until = datetime.fromisoformat(made["until"])
        assert until == now + HOURS
        waits = await listed(gao, "chen")
        assert (waits["must_change"], waits["expired"]) == (True, False)
        assert datetime.fromisoformat(waits["password_until"]) == until

        async with the.nobody() as before:
            at(the, until - timedelta(seconds=1))
            assert (await login(before, made["password"])).status_code == HTTPStatus.OK
            at(the, until)
            # Not even by whoever has come with it: it was good for that long.
            new = {"old": made["password"], "new": OWN}
            assert said(await before.post("/api/session/password", json=new)) == (403, "password_expired")
            assert said(await login(before, made["password"])) == (403, "password_expired")
            assert said(await login(before, f"{made['password']}x")) == (401, "wrong_login")
        async with the.parts.people.connect() as connection:
            found = (await connection.execute(lines.select().order_by(lines.c.number))).mappings()
            failed = [each["detail"] for each in found if each["deed"] == "login_failed"]
        assert failed == ["127.0.0.1 password_expired"] * 2 + ["127.0.0.1"]

        over = await listed(gao, "chen")
        assert (over["must_change"], over["expired"]) == (True, True)
        given = (await gao.post("/api/people/chen/password")).json()
        async with the.nobody() as again:
            assert (await login(again, given["password"])).json()["must_change"] is True


async def test_a_password_of_ones_own_does_not_run_out(tmp_path: Path, own: dict[str, object]) -> None:
    """It was given by nobody, so nobody else knows it."""
    now = datetime.now(UTC)
    async with pages(tmp_path, people=own) as the, await the.somebody(ADMIN) as gao:
        at(the, now)
        made = (await gao.post("/api/people", json=CHEN)).json()
        async with the.nobody() as chen:
            await login(chen, made["password"])
            new = {"old": made["password"], "new": OWN}
            assert (await chen.post("/api/session/password", json=new)).status_code == HTTPStatus.NO_CONTENT
        at(the, now + timedelta(hours=1))
        mine = await listed(gao, "chen")
        assert (mine["must_change"], mine["password_until"], mine["expired"]) == (False, None, False)
        at(the, now + 10 * HOURS)
        async with the.nobody() as chen:
            assert (await login(chen, OWN)).status_code == HTTPStatus.OK


async def test_tries_with_a_password_that_is_over_are_counted(tmp_path: Path) -> None:
    """Whoever found the slip of paper is not to write the trail full."""
    now = datetime.now(UTC)
    async with pages(tmp_path) as the, await the.somebody(ADMIN) as gao, the.nobody() as finder:
        at(the, now)
        made = (await gao.post("/api/people", json=CHEN)).json()
        at(the, now + HOURS)
        tries = [said(await login(finder, made["password"]))[1] for _ in range(7)]
    assert tries == ["password_expired"] * 5 + ["too_many_logins"] * 2


async def test_where_single_sign_on_is_the_only_way_no_password_opens(
    tmp_path: Path, own: dict[str, object]
) -> None:
    """Nor is one given; who is there stays there, with roles and a session, and switching it on lets them in again."""
    only = {"password_login": False, "oidc": OIDC}
    async with pages(tmp_path, people=own, console=only) as the, await the.somebody(LI) as li:
        async with the.nobody() as nobody:
            ways = (await nobody.get("/api/session/ways")).json()
            assert (ways["password"], ways["oidc"]["en"]) == (False, "Single sign-on")
            right = {"name": "li", "password": PASSWORD}
            assert said(await nobody.post("/api/session", json=right)) == (403, "password_login_off")
            assert said(await nobody.get("/api/session")) == (401, "not_logged_in")
        assert (await li.get("/api/session")).json()["roles"] == ["operator"]
        async with await the.somebody(ADMIN) as gao:
            made = await gao.post("/api/people", json=CHEN)
            assert (made.status_code, made.json()["password"], made.json()["until"]) == (201, None, None)
            assert (await listed(gao, "chen"))["must_change"] is False
            assert said(await gao.post("/api/people/li/password")) == (409, "password_login_off")
    async with pages(tmp_path, people=own) as the, the.nobody() as li:
        assert (await li.post("/api/session", json=right)).status_code == HTTPStatus.OK
