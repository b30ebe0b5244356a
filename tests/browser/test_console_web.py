"""The console in a real browser before real roles and a real Kafka: from an event to put right, and on after a crash."""

import signal
from pathlib import Path

from playwright.async_api import expect

from bench.console.browsers import APPEARS_MS
from bench.processes import role
from models.telemetry import CameraRecord
from streams.topics import Topic
from tests.browser.desks import bring_in, desk, raised
from tests.integration.live_system import message, send, until_logged
from tests.integration.rooms import room, until_ready
from tests.integration.scenes import Scene, tick


async def test_an_alert_is_called_and_put_right_by_keys_alone(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """It comes by itself from a real event; C and P are in its history, from the desk, and it is closed."""
    async with room(apache_kafka, prefix, tmp_path) as the, desk(the) as page:
        scene = await raised(the)
        row = page.locator(".row", has_text=scene.badge)
        await row.wait_for()
        await expect(page.locator(".said")).to_contain_text("请开启执法记录仪")
        await page.keyboard.press("c")
        await page.locator(".history", has_text="喊话").wait_for()
        await expect(page.locator(".sentence .clock")).to_contain_text("喊话后")
        await page.keyboard.press("p")
        await page.locator(".history", has_text="已纠正").wait_for()
        await expect(page.locator(".detail .head")).to_contain_text("已关闭")
        await expect(page.locator(".history")).to_contain_text("李警官")


async def test_bars_show_the_gap_in_a_recording(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """From what a real camera said to the bar under the incident's stages, which goes on by itself."""
    async with room(apache_kafka, prefix, tmp_path) as the, desk(the) as page:
        scene = Scene()
        await scene.begin(the.settings)
        for recording in (False, True, False, True):
            await until_logged(the.settings, await send(the.settings, scene.telemetry(recording=recording)))
        await page.locator(".row", has_text=scene.badge).click()
        spans = page.locator(".bar-row", has_text="录制").locator(".track span")
        await expect(spans).to_have_class(["bad", "yes", "bad", "yes"], timeout=APPEARS_MS)
        await expect(page.locator(".bar-row", has_text="在线").locator(".track span")).to_have_class(["yes"])
        gone = CameraRecord(camera=scene.camera, online=False)
        await send(the.settings, message(Topic.TELEMETRY, tick(gone)))
        await expect(spans.last).to_have_class("unknown", timeout=APPEARS_MS)
        await page.goto(f"{the.url}/incidents/{scene.incident}")
        await expect(spans).to_have_class(["bad", "yes", "bad", "yes", "unknown"], timeout=APPEARS_MS)


async def test_the_page_goes_on_when_the_console_is_killed_and_started_again(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """It says that it is not up to date, and then has what came meanwhile; an act made meanwhile arrives."""
    async with room(apache_kafka, prefix, tmp_path) as the, desk(the) as page:
        first = await raised(the)
        await page.locator(".row", has_text=first.badge).wait_for()
        await the.console.ends(signal.SIGKILL)
        await page.locator(".topline.stale").wait_for()
        await page.keyboard.press("c")
        second = await raised(the)
        with role(the.settings, "console", tmp_path) as again:
            await until_ready(again, the.settings)
            await page.locator(".topline:not(.stale) .counts").wait_for()
            await page.locator(".history", has_text="喊话").wait_for()
            await bring_in(page, second)
