"""Live video with a real console behind the page: its pass opens the media server, and nothing else does."""

from pathlib import Path

import aiohttp
from playwright.async_api import expect

from bench.console.browsers import APPEARS_MS
from bench.console.standing import LI
from console.people import ALL_UNITS, Person, Role
from streams.broker.process import free_ports
from tests.browser.desks import desk
from tests.integration.live_system import send
from tests.integration.rooms import room
from tests.integration.scenes import Scene
from tests.media import make_clip
from tests.whep import whep

ZHOU = Person("zhou", "周警官", (Role.COMMANDER,), (ALL_UNITS,))


async def test_a_camera_is_seen_live_by_who_may_look_and_only_while_logged_in(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """The media server asks the console, as MediaMTX does; the look is on the audit trail; a pass opens one camera alone."""
    with whep(make_clip(tmp_path / "clip.mp4")) as media:
        console = {"port": free_ports(1)[0], "live_url": media.url}
        async with room(apache_kafka, prefix, tmp_path, LI, ZHOU, console=console) as the, desk(the) as page:
            media.ask = f"{the.url}/api/media"
            scene = Scene()
            await scene.begin(the.settings)
            await send(the.settings, scene.telemetry())
            await page.keyboard.press("2")
            await expect(page.locator(".tile .age")).to_have_text("实时", timeout=APPEARS_MS)
            await expect(page.locator(".tile video:not(.waiting)")).to_be_visible()
            camera, bearer = media.asked[-1]
            assert (camera, media.refused) == (scene.camera, [])

            async with aiohttp.ClientSession() as server:

                async def may(**changes: object) -> int:
                    asked = {"action": "read", "path": camera, "token": bearer, **changes}
                    async with server.post(media.ask, json=asked) as answer:
                        return answer.status

                assert await may() == 204
                for no in (
                    {"path": f"{camera}1"},
                    {"token": ""},
                    {"token": f"{bearer}x"},
                    {"action": "publish"},
                ):
                    assert await may(**no) == 401, no
                await page.get_by_role("button", name="退出").click()
                await page.get_by_label("用户名").wait_for()
                assert await may() == 401
            async with the.person("zhou") as zhou, zhou.get("/api/audit", params={"about": camera}) as answer:
                lines = [
                    (each["name"], each["deed"], each["detail"]) for each in (await answer.json())["lines"]
                ]
            assert ("li", "looked", "live") in lines
