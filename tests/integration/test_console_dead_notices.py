"""Notices that could not be delivered, and what becomes of old ones: on SQLite and PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import insert, select

from bench.console.standing import LI
from config.notices import Webhook
from console.audit import Deed
from console.keeping import KEPT, keep_no_longer, take_away_old
from console.tables import audit as lines
from console.tables import notices
from console.webhooks import NoticeState, row_of
from tests.consoles import Pages, pages
from tests.factories import alert
from tests.integration.test_console_passwords import said
from tests.integration.test_console_people import ADMIN

NOW = datetime.now(UTC)
HOOK = {"name": "centre", "url": "https://command.example", "secret_file": "secret"}
WEBHOOK = Webhook.model_validate(HOOK)
WHY = "已电话告知指挥中心"


async def put(the: Pages, name: str, state: NoticeState, ago: timedelta = timedelta(0)) -> str:
    """Put down a notice about an alert that came into a state some time ago; return what it is called."""
    row = row_of(WEBHOOK, replace(alert(0), alert=name), NOW - ago)
    async with the.parts.writing() as connection:
        await connection.execute(insert(notices).values({**row, "state": state.value, "tries": 10}))
    return str(row["notice"])


async def rows(the: Pages, *columns: Any) -> list[tuple[Any, ...]]:
    """Return what is kept."""
    async with the.parts.people.connect() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns))]


async def test_a_dead_notice_is_put_away_with_a_reason(tmp_path: Path, own: dict[str, object]) -> None:
    """Which is on the trail; it is not done twice, nor to one that is under way, and a slip is undone by sending it."""
    hooks = {"webhooks": [HOOK]}
    async with pages(tmp_path, people=own, notices=hooks) as the:
        dead, pending = await put(the, "a1", NoticeState.DEAD), await put(the, "a2", NoticeState.PENDING)
        async with await the.somebody(ADMIN) as gao:
            for blank in ({}, {"reason": ""}, {"reason": " \t"}, {"reason": "x" * 501}):
                assert said(await gao.post(f"/api/notices/{dead}/put-away", json=blank)) == (422, "invalid")
            away = await gao.post(f"/api/notices/{dead}/put-away", json={"reason": WHY})
            assert away.status_code == 204
            for gone in (dead, pending, "msg_none"):
                again = await gao.post(f"/api/notices/{gone}/put-away", json={"reason": WHY})
                assert said(again) == (404, "not_found")
            assert sorted(await rows(the, notices.c.alert, notices.c.state)) == [
                ("a1", "put_away"),
                ("a2", "pending"),
            ]
            assert (await gao.post(f"/api/notices/{dead}/again")).status_code == 204
        assert set(await rows(the, notices.c.state)) == {("pending",)}
        assert await rows(the, lines.c.name, lines.c.deed, lines.c.about, lines.c.detail) == [
            ("gao", Deed.PUT_AWAY, dead, WHY),
            ("gao", Deed.SENT_AGAIN, dead, ""),
        ]


async def test_only_an_administrator_puts_one_away(tmp_path: Path) -> None:
    """Whoever works at the alerts has no say about it, and it stays."""
    async with pages(tmp_path) as the, await the.somebody(LI) as li:
        dead = await put(the, "a1", NoticeState.DEAD)
        answer = await li.post(f"/api/notices/{dead}/put-away", json={"reason": WHY})
        assert said(answer) == (403, "not_allowed")
        assert await rows(the, notices.c.state) == [("dead",)]


async def test_what_waits_for_a_person_stands_first(tmp_path: Path, own: dict[str, object]) -> None:
    """However many were delivered since, on a page with room for few."""
    async with pages(tmp_path, people=own) as the, await the.somebody(ADMIN) as gao:
        await put(the, "dead", NoticeState.DEAD, timedelta(days=20))
        for number in range(5):
            await put(the, f"told{number}", NoticeState.DELIVERED, timedelta(minutes=number))
        listed = (await gao.get("/api/notices", params={"limit": 3})).json()["notices"]
    assert [each["alert"] for each in listed] == ["dead", "told0", "told1"]


@pytest.mark.parametrize(
    ("state", "ago", "stays"),
    [
        (NoticeState.DELIVERED, KEPT[NoticeState.DELIVERED] - timedelta(minutes=1), True),
        (NoticeState.DELIVERED, KEPT[NoticeState.DELIVERED] + timedelta(minutes=1), False),
        (NoticeState.PUT_AWAY, KEPT[NoticeState.PUT_AWAY] - timedelta(minutes=1), True),
        (NoticeState.PUT_AWAY, KEPT[NoticeState.PUT_AWAY] + timedelta(minutes=1), False),
        (NoticeState.DEAD, timedelta(days=1000), True),
        (NoticeState.PENDING, timedelta(days=1000), True),
    ],
)
async def test_what_nobody_waits_for_goes_after_its_time(
    tmp_path: Path, own: dict[str, object], state: NoticeState, ago: timedelta, stays: bool
) -> None:
    """What is dead waits for a person, what is pending for its receiver."""
    async with pages(tmp_path, people=own) as the:
        await put(the, "a1", state, ago)
        async with the.parts.writing() as connection:
            await take_away_old(connection, NOW)
        assert len(await rows(the, notices.c.notice)) == stays


async def test_old_ones_go_though_no_receiver_is_left(tmp_path: Path) -> None:
    """By itself, once at the start and then by the hour; not at each delivery."""
    async with pages(tmp_path) as the:
        await put(the, "a1", NoticeState.DELIVERED, timedelta(days=8))
        keeping = asyncio.create_task(keep_no_longer(the.parts))
        async with asyncio.timeout(10):
            while await rows(the, notices.c.notice):
                await asyncio.sleep(0.05)
        keeping.cancel()
