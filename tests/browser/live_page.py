"""A wall with live video for tests: what plays on it, waiting for it, and the browser for it."""

from typing import Any

from playwright.sync_api import Browser, Page

from bench.console.browsers import APPEARS_MS
from tests.browser import plausible
from tests.browser.mocked import ORIGIN, Mock, open_page, until

PLAYING = """() => [...document.querySelectorAll("video")].filter(
    (video) => !video.classList.contains("waiting") && !video.paused && video.readyState >= 2
).map((video) => video.closest("[data-key]").dataset.key.split(" ")[1])"""


def wall(
    browser: Browser, live_url: str, tiles: list[dict[str, Any]], path: str = "/wall"
) -> tuple[Page, Mock]:
    """Open a page whose wall has some cameras."""
    mock = Mock(live_url=live_url, wall={"now": plausible.before(0), "tiles": tiles})
    page = open_page(browser, mock)
    page.set_default_timeout(APPEARS_MS)
    page.goto(ORIGIN + path)
    return page, mock


def shown_live(page: Page, count: int = 1) -> list[str]:
    """Wait until some tiles play; return their cameras."""
    playing: list[str] = []

    def they_play() -> bool:
        playing[:] = page.evaluate(PLAYING)
        return len(playing) == count

    until(page, they_play)
    return playing
