"""The console's pages over databases of their own: what is asked in bad faith, or by a slip, is answered well."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import insert, select

from bench.console.standing import PASSWORD, login_of
from config.notices import Webhook
from console.asking import COOKIE
from console.people import ALL_UNITS, Person, Role
from console.tables import audit as lines
from console.tables import notices
from console.webhooks import NoticeState, row_of
from streams.store import tables
from tests.consoles import Pages, pages
from tests.factories import CAMERA, STATION, alert
from tests.pictures import room as picture
from vision.latest import Latest
from vision.stills import Stills, jpeg

LI = Person("li", "李警官", (Role.OPERATOR,), (ALL_UNITS,))
GAO = Person("gao", "高警官", (Role.ADMINISTRATOR,), (ALL_UNITS,))


@pytest.fixture
async def the(tmp_path: Path) -> AsyncIterator[Pages]:
    """Return a console."""
    async with pages(tmp_path) as made:
        yield made


async def test_nobody_is_led_to_another_host(the: Pages) -> None:
    """A path that ends otherwise is not there; an answer never repeats the host that somebody else wrote."""
    async with await the.somebody(LI) as li:
        answer = await li.get("/api/alerts/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("name", ["password", "old", "new"])
async def test_a_password_that_is_no_text_is_refused(the: Pages, name: str) -> None:
    """Half a character cannot be hashed; nobody typed it."""
    said = b'{"name": "li", "old": "x", "new": "x", "password": "x"}'
    path = "/api/session" if name == "password" else "/api/session/password"
    body = said.replace(f'"{name}": "x"'.encode(), f'"{name}": "\\ud800"'.encode())
    async with await the.somebody(LI) as li:
        answer = await li.post(path, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (422, {"code": "invalid", "fields": [f"body.{name}"]})


async def test_an_answer_that_failed_is_strict_too(the: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever went wrong, no browser keeps it and nothing is told of it."""
    monkeypatch.setattr(the.parts, "health", None)
    async with await the.somebody(LI) as li:
        answer = await li.get("/api/room")
    assert (answer.status_code, answer.json()["code"]) == (500, "failure")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def watched(station: str, told_at: datetime) -> dict[str, Any]:
    """Return the row of a camera whose video a station told of at a moment."""
    return {"station": station, "camera": CAMERA, "video": "live", "video_told_at": told_at, "looks": {}}


async def test_a_camera_that_moved_is_seen_by_its_new_unit_alone(the: Pages) -> None:
    """Its old unit still has its name; what it shows now is no business of theirs, nor to be kept as evidence."""
    now = datetime.now(UTC)
    await the.put(tables.watched, watched(STATION, now - timedelta(hours=1)), watched("S2", now))
    Latest(the.parts.settings.vision.latest_dir).put(CAMERA, now, jpeg(picture()))
    for unit, answers in ((STATION, [404, 404, 404]), ("S2", [200, 200, 204])):
        person = Person(f"of-{unit}", unit, (Role.OPERATOR,), (unit,))
        camera = f"/api/stations/{unit}/cameras/{CAMERA}"
        fault = {"look": "vest", "seen": "fault"}
        patrolled = {"station": unit, "camera": CAMERA, "occurred_at": now.isoformat(), "seen": [fault]}
        async with await the.somebody(person) as they:
            said = [await they.get(f"{camera}/latest"), await they.post(f"{camera}/live")]
            said.append(await they.post("/api/patrol", json=patrolled))
        assert [each.status_code for each in said] == answers


async def test_a_key_counts_once_for_the_same_and_hides_nothing_else(the: Pages) -> None:
    """Sent again with other times of the browser it is one act; by a slip of the page with another act it is another."""
    await the.tell(alert(0))
    note = {"key": "key-of-mine", "act": "note", "alerts": ["a1"], "reason": "已电话提醒"}
    wanted = [note, note, {**note, "reason": "再次提醒"}, {**note, "act": "dismiss"}]
    async with await the.somebody(LI) as li:
        for each in wanted:
            now = datetime.now(UTC).isoformat()
            assert (await li.post("/api/acts", json={**each, "occurred_at": now})).status_code == 202
    ids = [action.action for action in the.sent.acts]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


async def test_no_browser_keeps_a_picture(the: Pages) -> None:
    """It would show it to whoever has lost the right, or sits down next, and nobody would know that they looked."""
    still = Stills(the.parts.settings.vision.stills_dir).put(jpeg(picture()))
    now = datetime.now(UTC)
    Latest(the.parts.settings.vision.latest_dir).put(CAMERA, now, jpeg(picture()))
    await the.put(tables.watched, watched(STATION, now))
    await the.tell(replace(alert(0), pictures=(still,)))
    async with await the.somebody(LI) as li:
        for path in ("/api/alerts/a1/stills/0", f"/api/stations/{STATION}/cameras/{CAMERA}/latest"):
            answer = await li.get(path)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


async def test_nobody_gives_themselves_other_rights(the: Pages) -> None:
    """An administrator has no say about officers: whoever is to have more is given it by another, or another name."""
    is_now = {"shown": "高", "roles": ["administrator"], "units": [ALL_UNITS], "disabled": False}
    wanted: list[dict[str, Any]] = [
        {"roles": ["administrator", "operator"]},
        {"roles": ["operator"]},
        {"units": [STATION]},
        {"units": [ALL_UNITS, STATION]},
        {"disabled": True},
    ]
    async with await the.somebody(GAO) as they:
        for each in wanted:
            answer = await they.patch("/api/people/gao", json={**is_now, **each})
            assert (answer.status_code, answer.json()["code"]) == (409, "own_rights")
        answer = await they.patch("/api/people/gao", json={**is_now, "shown": "高警官"})
        assert answer.status_code == 204


@pytest.mark.parametrize("name", ["..", ".", "-", "@"])
async def test_a_name_is_one_that_every_page_can_be_asked_by(the: Pages, name: str) -> None:
    """Browsers take dots alone for another path: nobody could take away what such a person may do."""
    new = {"name": name, "shown": "x", "roles": ["operator"], "units": [ALL_UNITS]}
    async with await the.somebody(GAO) as they:
        answer = await they.post("/api/people", json=new)
    assert (answer.status_code, answer.json()["fields"]) == (422, ["body.name"])


@pytest.mark.parametrize(("webhook", "answers"), [("centre", 204), ("gone", 409)])
async def test_a_notice_waits_for_nobody_who_is_gone(tmp_path: Path, webhook: str, answers: int) -> None:
    """One to a receiver that the settings do not name any more is not sent again: it would wait for ever."""
    hook = {"name": "centre", "url": "https://command.example", "secret_file": tmp_path / "secret"}
    async with pages(tmp_path, notices={"webhooks": [hook]}) as the:
        now = datetime.now(UTC)
        named = Webhook.model_validate({**hook, "name": webhook})
        row = {**row_of(named, alert(0), now), "state": NoticeState.DEAD.value}
        async with the.parts.writing() as connection:
            await connection.execute(insert(notices).values(row))
        async with await the.somebody(GAO) as gao:
            answer = await gao.post(f"/api/notices/{row['notice']}/again")
        async with the.parts.people.connect() as connection:
            state = (await connection.execute(select(notices.c.state))).scalar_one()
    assert answer.status_code == answers
    assert state == ("pending" if answers == 204 else "dead")


async def test_a_wrong_old_password_is_on_record(the: Pages) -> None:
    """Whoever finds a page open may try to make it theirs."""
    async with await the.somebody(LI) as li:
        answer = await li.post("/api/session/password", json={"old": "guessed it", "new": PASSWORD})
    assert answer.json()["code"] == "wrong_password"
    async with the.parts.people.connect() as connection:
        [line] = (await connection.execute(select(lines.c.name, lines.c.deed, lines.c.detail))).all()
    assert tuple(line) == ("li", "login_failed", "127.0.0.1 wrong_password")


async def test_no_other_site_of_the_domain_sets_our_cookie(tmp_path: Path) -> None:
    """Over TLS its name says so, and browsers take it from nobody else; by another name it opens nothing."""
    async with pages(tmp_path, console={"secure_cookie": True}) as the, await the.somebody(LI) as li:
        li.cookies.clear()
        answer = await li.post("/api/session", json=login_of("li"))
        name, _, rest = answer.headers["Set-Cookie"].partition("=")
        token, *flags = rest.split("; ")
        held = [
            (await li.get("/api/session", headers={"Cookie": f"{each}={token}"})).status_code
            for each in (name, COOKIE)
        ]
    assert name == f"__Host-{COOKIE}"
    assert {"Secure", "Path=/", "HttpOnly"} <= set(flags)
    assert held == [200, 401]


async def test_the_trail_tells_how_people_are_called(the: Pages) -> None:
    """An administrator works at no alert and knows no colleagues from the room, but reads names here."""
    async with await the.somebody(LI), await the.somebody(GAO) as gao:
        answer = await gao.get("/api/audit")
    assert {LI.name: LI.shown, GAO.name: GAO.shown}.items() <= answer.json()["people"].items()
