"""Live video over HLS in a real browser: a real list from FFmpeg, on another origin, and what is seen when it ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import plausible_more
from tests.browser.live_page import PLAYING, shown_live, wall
from tests.browser.mocked import until
from tests.media import Hls, hls

ONE = plausible_more.tile(4)
CAMERA = ONE["camera"]
AGE, REASON = ".tile .age", ".tile .reason"


@pytest.fixture
def media(clip: Path, tmp_path: Path) -> Iterator[Hls]:
    """Run a media server."""
    with hls(clip, tmp_path) as server:
        yield server


def test_a_camera_plays_and_its_look_is_on_record_before(browser: Browser, media: Hls) -> None:
    """Its picture goes on, the tile says that it is live, and the media server was shown the pass for this camera."""
    page, mock = wall(browser, media.url, [ONE])
    assert shown_live(page) == [CAMERA]
    before = page.evaluate("document.querySelector('video').currentTime")
    until(page, f"document.querySelector('video').currentTime > {before + 1}")
    expect(page.locator(AGE)).to_have_text("实时")
    # A list that a busy machine writes too late is left, and begun anew.
    assert set(mock.live) == {CAMERA}
    assert media.bearers == {CAMERA: {f"pass-{CAMERA}"}}


def test_a_list_that_is_no_longer_written_is_not_shown_as_live(browser: Browser, media: Hls) -> None:
    """The still comes back with its age and the reason, also while the list's end is played anew; later it is live again."""
    page, _ = wall(browser, media.url, [ONE])
    shown_live(page)
    media.cut()
    page.locator(REASON, has_text="连不上直播").wait_for()
    assert page.locator(AGE).inner_text().startswith(("静帧", "已过时"))
    asked = media.asked[CAMERA]
    until(page, lambda: media.asked[CAMERA] > asked)
    until(page, "document.querySelector('video').readyState >= 2 && !document.querySelector('video').paused")
    page.wait_for_timeout(3_000)
    assert page.evaluate(PLAYING) == [], "the end of an old list is shown as live"
    media.write()
    shown_live(page)
    expect(page.locator(REASON)).to_have_count(0)


def test_at_most_sixteen_play_the_worst_that_are_in_sight(browser: Browser, media: Hls) -> None:
    """Scrolled away, they stop and cost nothing; those that came in sight play."""
    tiles = [plausible_more.tile(index) for index in range(100)]
    first = tiles[0]["camera"]
    page, mock = wall(browser, media.url, tiles)
    assert sorted(shown_live(page, 16)) == sorted(tile["camera"] for tile in tiles[:16])
    page.evaluate("document.querySelector('main').scrollTop = 1e9")
    until(page, f"({PLAYING})().length === 16 && !({PLAYING})().includes('{first}')")
    assert set(shown_live(page, 16)) < {tile["camera"] for tile in tiles[40:]}
    asked = media.asked[first]
    page.wait_for_timeout(3_000)
    assert media.asked[first] == asked
    assert set(mock.live) == set(media.asked)


def test_a_page_that_nobody_sees_plays_nothing(browser: Browser, media: Hls) -> None:
    """In a tab behind others it stops, and plays again when it is shown; nobody looked meanwhile."""
    turn = """() => {
        Object.defineProperty(document, "hidden", {value: !document.hidden, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page, _ = wall(browser, media.url, [ONE])
    shown_live(page)
    page.evaluate(turn)
    until(page, "document.querySelector('video') === null")

    def nothing_is_asked() -> bool:
        asked = media.asked[CAMERA]
        page.wait_for_timeout(2_500)
        return media.asked[CAMERA] == asked

    # What was on its way still comes.
    until(page, nothing_is_asked)
    page.evaluate(turn)
    shown_live(page)


def test_the_policy_lets_the_media_server_through_and_nothing_else(browser: Browser, media: Hls) -> None:
    """Another port of the same machine is another origin."""
    page, _ = wall(browser, media.url, [ONE])
    shown_live(page)
    port = int(media.url.split(":")[2].split("/")[0])
    asked = "(url) => fetch(url, {mode: 'no-cors'}).then(() => 'let through', () => 'refused')"
    assert page.evaluate(asked, f"http://127.0.0.1:{port}/") == "let through"
    said = (
        "new Promise((say) => addEventListener('securitypolicyviolation', (e) => say(e.effectiveDirective)))"
    )
    elsewhere = f"() => {{ fetch('http://127.0.0.1:{port + 1}/').catch(() => 0); return {said}; }}"
    assert page.evaluate(elsewhere) == "connect-src"


def test_patrol_shows_the_camera_live(browser: Browser, media: Hls) -> None:
    """The large picture is live where there is a media server."""
    tiles = [plausible_more.TILES[0] | {"online": True}]
    page, _ = wall(browser, media.url, tiles, "/patrol")
    page.locator(".look video:not(.waiting)").wait_for()
    expect(page.locator(".look .age")).to_have_text("实时")
