"""The work of a shift before real roles and a real Kafka: two at one alert, a line that breaks, calls, reasons, shelves."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from bench.console.browsers import APPEARS_MS, browser
from models.alerts import Step
from tests.browser.desks import bring_in, desk, log_in, raised, wired
from tests.integration.live_system import send
from tests.integration.rooms import room
from tests.integration.scenes import Scene
from tests.integration.test_console import act, listed, until_step

expect.set_options(timeout=APPEARS_MS)

MOST_KEYS = 3
LISTEN = """
  window.heard = [];
  const Real = window.EventSource;
  window.EventSource = class extends Real {
    constructor(url) {
      super(url);
      this.addEventListener("alert", ({data}) => {
        const {alert, version} = JSON.parse(data);
        heard.push(`${alert} ${version}`);
      });
    }
  };
"""


async def pick(scene: Scene, *pages: Page) -> None:
    """Select an alert at every desk."""
    for page in pages:
        row = page.locator(".row", has_text=scene.badge)
        await row.wait_for()
        await row.click()
        await expect(page.locator(".said")).to_contain_text(scene.badge)


async def press_together(keys: Sequence[str], *pages: Page) -> None:
    """Press a key at every desk in the same moment, one after the other at each."""

    async def press(page: Page, pressed: str) -> None:
        for key in pressed.split():
            await page.keyboard.press(key)

    await asyncio.gather(*(press(page, pressed) for page, pressed in zip(pages, keys, strict=True)))


async def test_two_at_once_on_one_alert_see_who_has_it_and_whose_act_counted(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """Of two acknowledgements one counts, and the other's page says so; of two decisions both do, and both pages agree."""
    async with (
        room(apache_kafka, prefix, tmp_path) as the,
        browser() as chromium,
        the.person() as client,
    ):
        li, wang = [await log_in(chromium, the.url, name) for name in ("li", "wang")]
        scene = await raised(the)
        await pick(scene, li, wang)
        await press_together(("a", "a"), li, wang)
        await asyncio.wait(
            [
                asyncio.ensure_future(page.locator(".undo", has_text="没有另记").wait_for())
                for page in (li, wang)
            ],
            return_when=asyncio.FIRST_COMPLETED,
        )
        alert = await stored(client, scene, "owner")
        first, second = {"li": (li, wang), "wang": (wang, li)}[alert["owner"]]
        shown = {"li": "李警官", "wang": "王警官"}[alert["owner"]]
        await expect(second.locator(".undo")).to_contain_text(f"{shown}先处理了（签收）")
        await expect(first.locator(".undo")).not_to_contain_text("没有另记")
        for page in (li, wang):
            await expect(page.locator(".row", has_text=scene.badge).locator(".owner")).to_have_text(shown)
        assert [line["step"] for line in alert["history"]].count("acknowledged") == 1

        await pick(scene, li, wang)
        await press_together(("y", "n 1"), li, wang)
        for page in (li, wang):
            await page.locator(".undo", has_text="均已记录").wait_for()
        story = await until_step(client, alert["alert"], Step.DISMISSED)
        story = await until_step(client, alert["alert"], Step.CONFIRMED)
        steps = [line["step"] for line in story["alert"]["history"]]
        assert sorted(steps[2:]) == ["confirmed", "dismissed"]
        decided = {"confirmed": "已确认", "dismissed": "已驳回"}[story["alert"]["decision"]]
        assert story["alert"]["decision"] == steps[-1]
        for page in (li, wang):
            await pick(scene, page)
            await expect(page.locator(".detail .head")).to_contain_text(decided)
            await expect(page.locator(".undo")).to_contain_text(f"现为：{decided} · 责任人：{shown}")


async def test_a_line_that_breaks_leaves_no_gap_and_doubles_nothing(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """What came and what another did meanwhile is there afterwards; every version came once; a held act arrives once."""
    async with (
        room(apache_kafka, prefix, tmp_path) as the,
        wired(the.url) as wire,
        browser() as chromium,
        the.person("wang") as wang,
    ):
        page = await log_in(chromium, wire.url, script=LISTEN)
        first, second = await raised(the), await raised(the)
        await bring_in(page, first)
        await pick(first, page)
        await wire.cut()
        await page.keyboard.press("c")
        await page.locator(".topline.stale").wait_for()
        await page.locator(".topline", has_text="1 项操作尚未送达").wait_for()
        third = await raised(the)
        alert = await stored(wang, second)
        assert await act(wang, "acknowledge", alert["alert"]) == 202
        await until_step(wang, alert["alert"], Step.ACKNOWLEDGED)
        await wire.join()
        await page.locator(".topline:not(.stale) .counts").wait_for()
        for scene in (second, third):
            await bring_in(page, scene)
        await expect(page.locator(".row", has_text=second.badge).locator(".owner")).to_have_text("王警官")
        await pick(first, page)
        await expect(page.locator(".history tr", has_text="喊话")).to_have_count(1)
        await expect(page.locator(".topline")).not_to_contain_text("尚未送达")
        heard = await heard_like_the_store(page, wang)
        assert sorted(heard) == sorted(set(heard))


async def stored(client: Any, scene: Scene, told: str = "alert") -> dict[str, Any]:
    """Return a scene's alert once the store, which may be behind the stream, has something of it."""
    async with asyncio.timeout(APPEARS_MS / 1000):
        while True:
            for alert in (await listed(client))["alerts"]:
                if alert["badge"] == scene.badge and alert[told] is not None:
                    return dict(alert)
            await asyncio.sleep(0.1)


async def heard_like_the_store(page: Page, client: Any) -> list[str]:
    """Return the versions that a page heard once they are those of the store, which may be behind the stream."""
    async with asyncio.timeout(APPEARS_MS / 1000):
        while True:
            heard = await page.evaluate("heard")
            kept = {
                f"{each['alert']} {version}"
                for each in (await listed(client))["alerts"]
                for version in range(1, each["version"] + 1)
            }
            if set(heard) == kept:
                return heard
            await asyncio.sleep(0.1)


async def test_a_new_alert_is_called_in_three_keys_and_found_again_when_it_is_put_right(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """A clock runs from the call until the camera itself tells that it records; then camera, officer and station tell of it."""
    async with room(apache_kafka, prefix, tmp_path) as the, desk(the) as page:
        other = await raised(the)
        await pick(other, page)
        scene = await raised(the)
        await page.locator(".bar.fresh", has_text="1 条新告警").wait_for()
        keys = ["Enter", "c"]
        for key in keys:
            await page.keyboard.press(key)
        await page.locator(".row", has_text=scene.badge).locator(".pending").wait_for()
        assert len(keys) <= MOST_KEYS
        await pick(scene, page)
        clock = page.locator(".sentence .clock")
        await expect(clock).to_contain_text("喊话后")
        begun = await clock.inner_text()
        await expect(clock).not_to_have_text(begun)
        await send(the.settings, scene.telemetry(recording=True))
        await expect(clock).to_contain_text("纠正")
        await expect(page.locator(".detail .head")).to_contain_text("已关闭")
        told = page.locator(".history tr", has_text="情况消除")
        await expect(told).to_contain_text("系统")
        await expect(told).to_contain_text("已纠正")

        await pick(other, page)
        await expect(page.locator(".pairs > div", has_text="本所")).to_contain_text("1 次")
        for word in (scene.badge, scene.camera):
            await page.goto(f"{the.url}/alerts?state=closed&q={word}")
            await expect(page.locator(".row")).to_have_count(1)
            await expect(page.locator(".detail .head")).to_contain_text(scene.badge)


async def test_alerts_are_dismissed_shelved_assigned_and_noted_by_keys_and_the_other_desk_sees_it(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """With the reason that was chosen; a shelf ends by itself; many at once are one act each."""
    async with (
        room(apache_kafka, prefix, tmp_path) as the,
        browser() as chromium,
        the.person("wang") as client,
    ):
        li = await log_in(chromium, the.url)
        false, shelved, given, other = [await raised(the) for _ in range(4)]
        for scene in (false, shelved, given, other):
            await bring_in(li, scene)

        await pick(false, li)
        await type_keys(li, "n", "2")
        await pick(false, li)
        line = li.locator(".history tr", has_text="驳回")
        await expect(line).to_contain_text("误报：设备问题")
        await expect(line).to_contain_text("李警官")

        await pick(shelved, li)
        await type_keys(li, "s", "1", "1")
        await pick(shelved, li)
        await expect(li.locator(".history tr", has_text="搁置")).to_contain_text("等待派出所核实")
        await expect(li.locator(".detail .head")).to_contain_text("搁置至")

        await pick(given, li)
        await type_keys(li, "g", "2", "m")
        await li.locator("dialog input:focus").wait_for()
        await li.keyboard.type("已电话联系所里")
        await li.keyboard.press("Enter")
        wang = await log_in(chromium, the.url, "wang")
        await wang.goto(f"{the.url}/alerts?owner=wang")
        await expect(wang.locator(".row")).to_have_count(1)
        await pick(given, wang)
        await expect(wang.locator(".history tr", has_text="指派")).to_contain_text("给 王警官")
        await expect(wang.locator(".history tr", has_text="备注")).to_contain_text("已电话联系所里")
        await expect(li.locator(".row", has_text=given.badge).locator(".owner")).to_have_text("王警官")

        await a_shelf_that_ends(client, li, other)
        await pick(given, li)
        await li.keyboard.press("x")
        await li.locator(".row", has_text=other.badge).click(modifiers=["Control"])
        await li.keyboard.press("c")
        for scene in (given, other):
            await pick(scene, li)
            await expect(li.locator(".history tr", has_text="喊话")).to_have_count(1)


async def type_keys(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        await page.keyboard.press(key)


async def a_shelf_that_ends(client: Any, page: Page, scene: Scene) -> None:
    """Shelve an alert for some seconds; it goes from the other desk's queue and comes back by itself."""
    alert = await stored(client, scene)
    await pick(scene, page)
    # Until then it comes to the desk, through three roles and Kafka.
    until = (datetime.now(UTC) + timedelta(seconds=15)).isoformat()
    assert await act(client, "shelve", alert["alert"], reason="等待核实", until=until) == 202
    # The head tells of it only as long as it lasts, which a busy page may not draw.
    await expect(page.locator(".history tr", has_text="等待核实")).to_have_count(1)
    await expect(page.locator(".history tr", has_text="恢复提醒")).to_contain_text("系统")
    await expect(page.locator(".detail .head")).to_contain_text("未签收")
