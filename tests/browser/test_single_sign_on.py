"""Logging in by the bureau's single sign-on, in a real browser before a real provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import BrowserContext, expect

from bench.console.browsers import APPEARS_MS, browser
from bench.console.standing import LI
from streams.broker.process import free_ports
from tests.integration.rooms import room
from tests.integration.test_console_people import ADMIN, status
from tests.integration.visitors import lobby, single_sign_on

BUTTON = "统一身份认证登录"


@asynccontextmanager
async def new_browser() -> AsyncIterator[BrowserContext]:
    """Return a browser in Chinese that has been nowhere yet."""
    async with browser() as chromium:
        context = await chromium.new_context(locale="zh-CN")
        context.set_default_timeout(APPEARS_MS)
        yield context


async def test_one_of_ours_comes_back_to_the_page_that_was_wanted(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """Where the session is ended, goes on with what is on the page after a login on another; and leaves both."""
    [port] = free_ports(1)
    async with (
        single_sign_on(tmp_path, port) as (_, oidc),
        room(
            *(apache_kafka, prefix, tmp_path, LI, ADMIN),
            behind=("projection",),
            console={"port": port, "oidc": oidc},
        ) as the,
        the.person("gao") as gao,
        new_browser() as context,
    ):
        page = await context.new_page()
        refused: list[str] = []
        page.on(
            "console", lambda said: refused.append(said.text) if "Content Security" in said.text else None
        )
        await page.goto(f"{the.url}/incidents")
        await page.get_by_role("link", name=BUTTON).click()
        await page.get_by_label("Who").fill("li")
        await page.get_by_role("button", name="Continue").click()
        await expect(page.locator(".topline .who")).to_have_text("李警官")
        assert page.url == f"{the.url}/incidents"
        assert refused == []

        await page.get_by_role("searchbox").first.fill("没有丢失")
        assert (await status(gao, "DELETE", "/api/people/li/sessions"))[0] == 204
        link = page.locator(".over").get_by_role("link", name=BUTTON)
        async with context.expect_page() as opened:
            await link.click()
        # The single sign-on knows who that was.
        await expect((await opened.value).locator(".topline .who")).to_have_text("李警官")
        await page.bring_to_front()
        await page.evaluate("dispatchEvent(new Event('visibilitychange'))")
        await expect(page.locator(".over")).to_have_count(0)
        await expect(page.get_by_role("searchbox").first).to_have_value("没有丢失")

        async with page.expect_request("**/leave?*"):
            await page.get_by_role("button", name="退出").click()
        # The page that is left has the link, too.
        await expect(page).to_have_url(f"{the.url}/")
        await page.get_by_role("link", name=BUTTON).wait_for()


async def test_whoever_is_not_ours_is_told_so_in_both_languages(tmp_path: Path) -> None:
    """On the login page."""
    async with lobby(tmp_path, LI) as the, new_browser() as context:
        page = await context.new_page()
        await page.goto(the.url)
        await page.get_by_role("link", name=BUTTON).click()
        await page.get_by_label("Who").fill("stranger")
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_role("alert")).to_have_text(
            "身份已核实，但您还不是本系统的用户。请联系系统管理员添加。"
        )
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("alert")).to_contain_text("you are no user of this console")
        await expect(page.get_by_role("link", name="Single sign-on")).to_be_visible()
