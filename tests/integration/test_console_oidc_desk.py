"""Logging in by the single sign-on beside passwords, and logging out at a desk of many."""

import signal
from pathlib import Path

import pytest

from bench.console.standing import LI, login_of
from console.people import ALL_UNITS
from tests.integration.rooms import WANG
from tests.integration.test_console_people import ADMIN, status
from tests.integration.visitors import lobby, visitor


async def test_tries_are_counted_apart_from_passwords(tmp_path: Path) -> None:
    """Too many are refused before anything is asked; whoever has a password goes on."""
    async with (
        lobby(tmp_path, LI, logins_per_minute=2) as the,
        visitor(the) as li,
    ):
        for _ in range(2):
            assert await li.logs_in("stranger") == "/?refused=not_added"
        assert await li.logs_in("li") == "/?refused=too_many_logins"
        async with the.person("li") as by_password:
            assert (await status(by_password, "GET", "/api/session"))[0] == 200


async def test_passwords_still_work_while_it_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it says nothing in the middle of a login, and where it is not there; neither counts as a try."""
    async with (
        lobby(tmp_path, LI, logins_per_minute=1) as the,
        visitor(the) as li,
    ):
        back = await li.says(await li.begins(), "li")
        await the.provider.freeze()
        before = await the.trail()
        with monkeypatch.context() as impatient:
            impatient.setattr("console.oidc.ANSWERS_WITHIN_S", 2.0)
            assert await li.goes(back) == "/?refused=oidc_away"
        assert await the.trail() == before
        await the.provider.ends(signal.SIGKILL)
        assert await li.begins() == "/?refused=oidc_away"
        async with the.person("li") as by_password:
            assert (await status(by_password, "GET", "/api/session"))[0] == 200


async def test_the_password_for_one_login_is_over_with_it(tmp_path: Path) -> None:
    """Whoever was added and logs in by it need set no password; the one that others know opens nothing any more."""
    new = {"name": "chen", "shown": "陈警官", "roles": ["operator"], "units": [ALL_UNITS]}
    async with (
        lobby(tmp_path, ADMIN) as the,
        visitor(the) as chen,
        the.person("gao") as gao,
    ):
        _, made = await status(gao, "POST", "/api/people", json=new)
        assert await chen.logs_in("chen") == "/"
        assert (await chen.asks())[1]["must_change"] is False
        login = {"name": "chen", "password": made["password"]}
        assert (await status(chen.client, "POST", "/api/session", json=login))[0] == 401


async def test_a_password_of_ones_own_stays(tmp_path: Path) -> None:
    """Whoever has set one logs in with either."""
    async with lobby(tmp_path, LI) as the, visitor(the) as li:
        assert await li.logs_in("li") == "/"
        login = login_of("li")
        assert (await status(li.client, "POST", "/api/session", json=login))[0] == 200


async def test_whoever_comes_after_a_logout_must_say_who_they_are(tmp_path: Path) -> None:
    """At a desk of many the single sign-on still knows the one before; it is asked not to go by that."""
    async with lobby(tmp_path, LI, WANG) as the, visitor(the) as desk:
        assert await desk.logs_in("li") == "/"
        # It knows who that was: without a logout nobody is asked.
        known = await desk.goes(await desk.begins())
        assert await desk.goes(known) == "/"
        assert (await status(desk.client, "DELETE", "/api/session"))[0] == 200
        where = await desk.begins()
        async with desk.client.get(where, allow_redirects=False) as answer:
            assert answer.status == 200
        assert await desk.goes(await desk.says(where, "wang")) == "/"
        assert (await desk.asks())[1]["name"] == "wang"
        assert "prompt=login" not in await desk.begins()


async def test_a_logout_ends_the_single_sign_on_too(tmp_path: Path) -> None:
    """Where the browser goes where it is told; whoever came with a password is told nothing."""
    async with lobby(tmp_path, LI, WANG) as the, visitor(the) as desk:
        assert await desk.logs_in("li") == "/"
        code, left = await status(desk.client, "DELETE", "/api/session")
        assert (code, (await desk.asks())[0]) == (200, 401)
        assert await desk.goes(left["then"]) == f"{the.url}/"
        where = (await desk.begins()).replace("&prompt=login", "")
        async with desk.client.get(where, allow_redirects=False) as answer:
            assert answer.status == 200, "it still knows who that was"
        login = login_of("wang")
        assert (await status(desk.client, "POST", "/api/session", json=login))[0] == 200
        assert (await status(desk.client, "DELETE", "/api/session"))[0] == 204


async def test_a_logout_does_not_wait_for_it(tmp_path: Path) -> None:
    """While it is away the console's session ends all the same."""
    async with lobby(tmp_path, LI) as the, visitor(the) as desk:
        assert await desk.logs_in("li") == "/"
        await the.provider.ends(signal.SIGKILL)
        assert (await status(desk.client, "DELETE", "/api/session"))[0] == 204
        assert (await desk.asks())[0] == 401
