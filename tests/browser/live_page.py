"""A wall with live video for tests: what plays on it, waiting for it, and the browser for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser import plausible
from tests.browser.mocked import ORIGIN, Mock, open_page

APPEARS_MS = 30_000
"""E: on a machine that is busy with other tests."""
PLAYING = """() => [...document.querySelectorAll("video")].filter(
    (video) => !video.classList.contains("waiting") && !video.paused && video.readyState >= 2
).map((video) => video.closest("[data-key]").dataset.key.split(" ")[1])"""


@contextmanager
def wall(
    browser: Browser, live_url: str, tiles: list[dict[str, Any]], path: str = "/wall"
) -> Iterator[tuple[Page, Mock]]:
    """Open a page whose wall has some cameras."""
    mock = Mock(live_url=live_url, wall={"now": plausible.before(0), "tiles": tiles})
    page = open_page(browser, mock)
    page.set_default_timeout(APPEARS_MS)
    page.goto(ORIGIN + path)
    yield page, mock
    page.context.close()


def until(page: Page, condition: str, within_ms: float = APPEARS_MS) -> None:
    """Wait until something holds in the page; Playwright's own waiting evaluates text, which the policy forbids."""
    for _ in range(int(within_ms / 100)):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{condition} did not come true; {page.evaluate(PLAYING)} play")


def shown_live(page: Page, count: int = 1) -> list[str]:
    """Wait until some tiles play; return their cameras."""
    until(page, f"({PLAYING})().length === {count}")
    playing: list[str] = page.evaluate(PLAYING)
    return playing
