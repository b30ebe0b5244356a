"""Logging in by the bureau's single sign-on, against a provider that is a process of its own, and sometimes false."""

import asyncio
import sys
from pathlib import Path

import aiohttp
import pytest

from bench.console.standing import LI
from bench.processes import process
from console.asking import COOKIE
from console.audit import Deed
from console.oidc import AT_ONCE
from console.pages.oidc import BEGUN
from console.people import ALL_UNITS
from streams.broker.process import free_ports
from tests.integration.rooms import WANG, Room, room
from tests.integration.single_sign_on import FAULTS
from tests.integration.test_console_people import ADMIN, CHIEF, status
from tests.integration.visitors import Visitor, lobby, single_sign_on, visitor

ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\r\nSet-Cookie: a=b",
    "evil",
    "javascript:alert(1)",
)


async def newest(the: Room, count: int) -> list[tuple[str, str, str]]:
    """Return the newest lines of the trail, the last one first: name, deed, detail."""
    async with the.person("ma") as ma, ma.get("/api/audit") as answer:
        lines = (await answer.json())["lines"]
    # Before that the chief has logged in.
    return [(line["name"], line["deed"], line["detail"]) for line in lines[1 : count + 1]]


async def test_it_logs_in_one_of_ours_as_a_password_does(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """On the page that was wanted, with the same rights, on record; an administrator ends it at once."""
    [port] = free_ports(1)
    async with (
        single_sign_on(tmp_path, port) as (_, oidc),
        room(
            apache_kafka,
            prefix,
            tmp_path,
            *(LI, ADMIN, CHIEF),
            behind=("projection",),
            console={"port": port, "oidc": oidc},
        ) as the,
        visitor(the) as li,
        the.person("li") as by_password,
        the.person("gao") as gao,
    ):
        assert await li.asks("/api/session/ways") == (
            200,
            {"password": True, "oidc": {"zh": "统一身份认证登录", "en": "Single sign-on"}},
        )
        assert (
            await li.logs_in("li", to="/incidents?late=1&unit=柏板")
            == "/incidents?late=1&unit=%E6%9F%8F%E6%9D%BF"
        )
        assert await newest(the, 1) == [("li", Deed.LOGGED_IN, "oidc 127.0.0.1")]
        (_, me), (_, other) = await li.asks(), await status(by_password, "GET", "/api/session")
        assert me | {"ends_at": ""} == other | {"ends_at": ""}
        assert (await li.asks("/api/room"))[0] == 200
        assert (await status(gao, "DELETE", "/api/people/li/sessions"))[0] == 204
        assert (await li.asks())[0] == 401


async def test_its_cookies_are_for_the_server_alone(tmp_path: Path) -> None:
    """The session's as with a password; that of the login that has begun comes back from another site, and goes then."""
    async with (
        lobby(tmp_path, LI, secure_cookie=True) as the,
        visitor(the) as li,
    ):
        async with li.client.get("/api/session/oidc", allow_redirects=False) as answer:
            [begun] = answer.headers.getall("Set-Cookie")
            where = await li.says(answer.headers["Location"], "li")
        # A client does not send back over plain HTTP what is for TLS alone.
        own = {"Cookie": begun.partition(";")[0]}
        async with li.client.get(where, headers=own, allow_redirects=False) as answer:
            session, *gone = answer.headers.getall("Set-Cookie")
        flags = {part.strip().lower() for part in begun.split(";")[1:]}
        assert {"httponly", "samesite=lax", "secure", "max-age=600", "path=/api/session/oidc"} <= flags
        flags = {part.strip().lower() for part in session.split(";")[1:]}
        assert session.startswith(f"__Host-{COOKIE}=")
        assert {"httponly", "samesite=strict", "secure", "path=/"} <= flags
        assert [each for each in gone if each.startswith(BEGUN) and "Max-Age=0" in each] != []


async def test_no_false_token_lets_anybody_in(tmp_path: Path) -> None:
    """Each claim that must be right and is not, and each signature that is none; each is on record."""
    async with (
        lobby(tmp_path, LI, CHIEF, logins_per_minute=1000) as the,
        visitor(the) as li,
    ):
        for fault in FAULTS:
            assert await li.logs_in("li", fault) == "/?refused=oidc_failed", fault
            assert (await li.asks())[0] == 401, fault
        lines = await newest(the, len(FAULTS))
        assert lines == [("", Deed.LOGIN_FAILED, "oidc oidc_failed 127.0.0.1")] * len(FAULTS)
        assert await li.logs_in("li") == "/"


async def test_a_login_ends_only_in_the_browser_in_which_it_began(tmp_path: Path) -> None:
    """Neither another state nor another browser takes a code; nothing is tried, so nothing is on record."""
    async with (
        lobby(tmp_path, LI, CHIEF) as the,
        visitor(the) as li,
        visitor(the) as another,
    ):
        back = await li.says(await li.begins(), "li")
        before = await the.trail()
        assert await another.goes(back) == "/?refused=oidc_expired"
        await another.begins()
        assert await another.goes(back) == "/?refused=oidc_expired"
        assert await li.goes(back + "x") == "/?refused=oidc_expired"
        # The cookie of the login that had begun is gone by now.
        assert await li.goes(back) == "/?refused=oidc_expired"
        assert await the.trail() == before
        assert [(await each.asks())[0] for each in (li, another)] == [401, 401]


async def test_a_code_counts_once(tmp_path: Path) -> None:
    """Also where the browser's cookie was kept."""
    async with (
        lobby(tmp_path, LI) as the,
        visitor(the) as li,
        visitor(the) as again,
    ):
        async with li.client.get("/api/session/oidc", allow_redirects=False) as answer:
            kept = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
            back = await li.says(answer.headers["Location"], "li")
        assert await li.goes(back) == "/"
        async with again.client.get(back, headers=kept, allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/?refused=oidc_failed"
        assert (await again.asks())[0] == 401


async def test_nobody_else_is_let_in(tmp_path: Path) -> None:
    """Whoever was not added, or is disabled, is told so and stays out; who they said they were is on record."""
    off = {"shown": "王", "roles": ["operator"], "units": [ALL_UNITS], "disabled": True}
    async with (
        lobby(tmp_path, WANG, ADMIN, CHIEF) as the,
        visitor(the) as somebody,
        the.person("gao") as gao,
    ):
        assert (await status(gao, "PATCH", "/api/people/wang", json=off))[0] == 204
        assert await somebody.logs_in("stranger") == "/?refused=not_added"
        assert (await somebody.asks())[0] == 401
        # Perhaps somebody else was meant, whom the single sign-on still knew.
        assert "prompt=login" in await somebody.begins()
        assert await newest(the, 1) == [("stranger", Deed.LOGIN_FAILED, "oidc not_added 127.0.0.1")]
        assert await somebody.logs_in("wang") == "/?refused=person_disabled"
        assert (await somebody.asks())[0] == 401
        assert await newest(the, 1) == [("wang", Deed.LOGIN_FAILED, "oidc person_disabled 127.0.0.1")]
        _, people = await status(gao, "GET", "/api/people")
        assert sorted(each["name"] for each in people["people"]) == ["gao", "ma", "wang"]


async def test_tries_are_counted_though_they_come_at_once(tmp_path: Path) -> None:
    """No more than a few are looked at before the first has failed."""
    async with lobby(tmp_path, LI, logins_per_minute=2) as the, visitor(the) as li:
        where = (await li.says(await li.begins(), "li")).replace("code=", "code=guessed")
        kept = {"Cookie": "; ".join(f"{each.key}={each.value}" for each in li.client.cookie_jar)}
        async with aiohttp.ClientSession(headers=kept, cookie_jar=aiohttp.DummyCookieJar()) as client:
            ends = await asyncio.gather(*(Visitor(client).goes(where) for _ in range(20)))
        assert ends.count("/?refused=oidc_failed") < 2 + AT_ONCE
        assert set(ends) == {"/?refused=oidc_failed", "/?refused=too_many_logins"}
        assert (await the.trail()).lines == ends.count("/?refused=oidc_failed")


async def test_an_issuer_that_calls_itself_otherwise_is_not_trusted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It might be another's; what to write is logged."""
    [elsewhere] = free_ports(1)
    issuer = f"http://127.0.0.1:{elsewhere}"
    command = [
        sys.executable,
        "-m",
        "tests.integration.single_sign_on",
        str(elsewhere),
        "x",
        "https://sso.example",
    ]
    with process(command, {}, tmp_path / "another.log") as another:
        await another.says("Running on")
        async with lobby(tmp_path, LI, oidc={"issuer": issuer}) as the, visitor(the) as li:
            assert await li.begins() == "/?refused=oidc_failed"
    assert (
        "it calls itself 'https://sso.example'; write that into console.oidc.issuer"
        in capsys.readouterr().out
    )


async def test_it_sends_nobody_to_another_site(tmp_path: Path) -> None:
    """However another site's address is written."""
    async with lobby(tmp_path, LI) as the, visitor(the) as li:
        for to in ELSEWHERE:
            async with li.client.get("/api/session/oidc", params={"to": to}, allow_redirects=False) as answer:
                assert (answer.status, (await answer.json())["fields"]) == (422, ["query.to"]), to


async def test_without_the_setting_there_is_none(tmp_path: Path) -> None:
    """The login page is told so, and nobody is sent anywhere."""
    async with (
        lobby(tmp_path, LI, oidc=None) as the,
        visitor(the) as li,
    ):
        assert await li.asks("/api/session/ways") == (200, {"password": True, "oidc": None})
        assert (await li.asks("/api/session/oidc"))[0] == 404
        assert (await li.asks("/api/session/oidc/callback"))[0] == 404
