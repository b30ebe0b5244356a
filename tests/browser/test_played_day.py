"""The wall where a day is played sixty times as fast, in a real browser."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import plausible, plausible_more
from tests.browser.mocked import ORIGIN, Mock, open_page, until

SPEED = 60
BEGIN = datetime(2026, 11, 2, 16, tzinfo=UTC)
OLD = timedelta(seconds=70)
"""How old the newest still and position are when they are asked for: over a second of ours."""


class PlayedDay(Mock):
    """Answers as a console does whose day goes fast; one camera is at a scene, until its film ends."""

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()
        self.rooms = 0
        self.ended_at: datetime | None = None

    def now(self) -> datetime:
        """Return the day's time."""
        return BEGIN + SPEED * timedelta(seconds=time.monotonic() - self._began)

    def end(self) -> None:
        """Let nothing more come from the camera."""
        self.ended_at = self.now()

    def _known(self, path: str) -> Any:
        now = self.now()
        self.rooms += path == "/api/room"
        newest = ((self.ended_at or now) - OLD).isoformat()
        place = {"latitude_deg": 37.8, "longitude_deg": 112.5, "at": newest}
        tile = plausible_more.tile(0) | {
            "looked_at": newest,
            "position": place,
            "online": True,
            "video": None,
        }
        self.answers["/api/wall"] = {"now": now.isoformat(), "tiles": [tile]}
        settings = plausible.ROOM["settings"] | {"played": True}
        self.answers["/api/room"] = plausible.ROOM | {"now": now.isoformat(), "settings": settings}
        return super()._known(path)


@pytest.fixture
def day(browser: Browser) -> Iterator[tuple[Page, PlayedDay]]:
    """Return the wall, once the page knows how fast the day goes."""
    mock = PlayedDay()
    page = open_page(browser, mock)
    asked = mock.rooms
    page.goto(f"{ORIGIN}/wall")
    page.locator(".picture .age").wait_for()
    until(page, lambda: mock.rooms > asked + 2)
    yield page, mock
    page.context.close()


def test_a_still_that_comes_all_the_time_is_not_called_old_and_its_age_is_the_days(
    day: tuple[Page, PlayedDay],
) -> None:
    """It is asked for every second; nor is a position lost that the camera sends as ever."""
    page, mock = day

    def goes_on() -> bool:
        asked = len(mock.stills)
        return all(is_as_ever(page) for _ in range(8)) and len(mock.stills) - asked >= 3

    # Where a busy machine lets the page wait for a still, it is old, and called so; but not all the time.
    until(page, goes_on)


def is_as_ever(page: Page) -> bool:
    """Look at a still and a position after half a second."""
    page.wait_for_timeout(500)
    age = re.fullmatch(r"静帧 (\d+) (秒|分钟)前", page.locator(".picture .age").inner_text())
    if not age or page.locator(".fact.not-well[aria-label^=定位]").count():
        return False
    return OLD.total_seconds() / 2 < int(age[1]) * (1 if age[2] == "秒" else 60) <= 4 * SPEED


def test_a_still_that_nothing_follows_is_called_old(day: tuple[Page, PlayedDay]) -> None:
    """Within seconds of ours, and its age goes on."""
    page, mock = day
    mock.end()
    expect(page.locator(".picture.stale")).to_have_count(1, timeout=20_000)
    expect(page.locator(".picture .age")).to_contain_text("已过时")


def test_a_few_cameras_are_all_large(day: tuple[Page, PlayedDay]) -> None:
    """A quiet hour leaves them the room."""
    page, _ = day
    box = page.locator(".tile").bounding_box()
    assert box is not None
    assert box["width"] > 450
