"""The wall with hundreds of cameras, as a display on a wall, and on patrol, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import plausible, plausible_more
from tests.browser.mocked import ORIGIN, Mock, look, open_page, until

MANY = [plausible_more.tile(index) for index in range(300)]
WHOLE = """() => {
  const { top, bottom } = document.querySelector("main").getBoundingClientRect();
  return [...document.querySelectorAll("[data-key]")].filter((tile) => {
    const box = tile.getBoundingClientRect();
    return box.top >= top - 1 && box.bottom <= bottom + 1;
  }).map((tile) => tile.dataset.key);
}"""


def wall(tiles: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the wall's answer."""
    return {"now": plausible.before(0), "tiles": tiles}


@pytest.fixture
def kiosk(browser: Browser) -> Page:
    """Return a display with 300 cameras, whose time goes by hand."""
    page = open_page(browser, Mock(wall=wall(MANY)))
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)
    page.goto(f"{ORIGIN}/wall?kiosk=1")
    until(page, lambda: page.clock.run_for(100) or page.locator(".pages").count())
    return page


def shown(page: Page) -> str:
    """Return which page is shown."""
    return page.locator(".pages").inner_text()


def test_a_display_shows_every_camera_in_turn_and_begins_anew(kiosk: Page) -> None:
    """Every quarter of a minute the next page; on one of them each tile is whole."""
    seen: set[str] = set()
    pages: list[str] = []
    while not pages or not shown(kiosk).startswith("第 1 "):
        pages.append(shown(kiosk).split()[1])
        seen.update(kiosk.evaluate(WHOLE))
        kiosk.clock.run_for(15_000)
    assert pages == [str(number) for number in range(1, len(pages) + 1)]
    assert len(seen) == len(MANY)


def test_a_display_stands_still_while_somebody_is_at_it_and_turns_by_keys(kiosk: Page) -> None:
    """Half a minute after the last key or pointer it goes on."""
    kiosk.keyboard.press("j")
    kiosk.keyboard.press("j")
    kiosk.keyboard.press("k")
    assert shown(kiosk).startswith("第 2 ")
    kiosk.clock.run_for(29_000)
    assert shown(kiosk).startswith("第 2 ")
    kiosk.mouse.move(200, 300)
    kiosk.clock.run_for(29_000)
    assert shown(kiosk).startswith("第 2 ")
    kiosk.clock.run_for(17_000)
    assert not shown(kiosk).startswith("第 2 ")


def test_a_display_does_not_tell_who_is_logged_in(kiosk: Page) -> None:
    """Everybody in the room sees it; the line at the top still tells how many alerts are open."""
    assert kiosk.locator(".topline .counts").is_visible()
    assert not kiosk.get_by_text(plausible.ME["shown"]).is_visible()
    assert not kiosk.get_by_role("button").first.is_visible()


def settled(page: Page, mock: Mock) -> list[str]:
    """Wait until stills were loaded and for two askings of the wall none more; return whose."""
    known = 0
    while known == 0 or len(mock.stills) > known:
        known = len(mock.stills)
        page.clock.run_for(11_000)
        page.wait_for_timeout(1_500)
    return mock.stills.copy()


def test_of_three_hundred_stills_only_those_in_sight_are_loaded(browser: Browser) -> None:
    """At first, and when newer pictures were looked at: each look is on record."""
    mock = Mock(wall=wall(MANY))
    page = open_page(browser, mock)
    page.clock.install()
    page.goto(f"{ORIGIN}/wall")
    first = settled(page, mock)
    assert 10 < len(set(first)) == len(first) < 60
    mock.stills.clear()
    mock.answers["/api/wall"] = wall([tile | {"looked_at": plausible.before(1)} for tile in MANY])
    assert sorted(settled(page, mock)) == sorted(first)


def test_a_slow_server_is_asked_for_one_still_of_a_camera_at_a_time(browser: Browser) -> None:
    """However often newer pictures are told of meanwhile; then the newest is asked for."""
    mock = Mock(wall=wall(MANY[4:5]))
    page = open_page(browser, mock)
    page.clock.install()
    held: list[Any] = []
    page.route("**/latest", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it calls
    page.goto(f"{ORIGIN}/wall")
    until(page, lambda: held)
    for age in (5, 3, 1, 0):
        mock.answers["/api/wall"] = wall([MANY[4] | {"looked_at": plausible.before(age)}])
        with page.expect_response("**/api/wall"):
            page.clock.run_for(5_000)
        # What came before this is taken in.
        page.evaluate("fetch('/api/room').then(() => 0)")
    assert len(held) == 1
    page.unroute("**/latest")
    mock.answer(held[0])
    page.locator(".tile img").wait_for()
    until(page, lambda: len(mock.stills) >= 2)
    assert len(mock.stills) == 2


def test_a_patrol_goes_through_the_cameras_by_keys_alone(browser: Browser) -> None:
    """Space puts the look on record with what was seen, and shows the next; the room sees how far it is."""
    first, second = MANY[3], MANY[1]
    looked_at = {tile["camera"]: plausible.before(400) for tile in MANY[:20]}
    patrol = {"since": plausible.before(1800), "looked_at": looked_at}
    mock = Mock(wall=wall(MANY[:20]), patrol=patrol | {"due": [first["camera"], second["camera"]]})
    page = open_page(browser, mock)
    look(page, "/patrol")
    progress = page.locator(".patrol .tools")
    assert "30 分钟内已看 18 / 20 路 · 待看 2 路" in progress.inner_text()
    page.keyboard.press("2")
    mock.answers["/api/patrol"] = patrol | {"due": [second["camera"]]}
    page.keyboard.press(" ")
    page.locator("h1", has_text=second["badge"]).wait_for()
    [(path, told)] = mock.posted
    assert (path, told["camera"]) == ("/api/patrol", first["camera"])
    assert told["seen"] == [{"look": "vest", "seen": "fault", "badge": None}]
    mock.answers["/api/patrol"] = patrol | {"due": []}
    page.keyboard.press(" ")
    page.locator(".empty", has_text="下一路").wait_for()
    assert "下一路 23 分钟后到期" in page.locator(".empty").inner_text()
