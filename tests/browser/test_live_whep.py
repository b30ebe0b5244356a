"""Live video over WHEP in a real browser: pictures that come over real WebRTC, that stop, and that nobody looks at any more."""

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import plausible_more
from tests.browser.live_page import PLAYING, shown_live, wall
from tests.browser.mocked import until
from tests.whep import Whep, whep

ONE = plausible_more.tile(4)
CAMERA = ONE["camera"]
REASON = ".tile .reason"


@pytest.fixture
def media(clip: Path) -> Iterator[Whep]:
    """Run a media server."""
    with whep(clip) as server:
        yield server


def test_a_camera_plays_and_its_session_is_ended_when_the_tile_goes(browser: Browser, media: Whep) -> None:
    """The media server was shown the pass, and is told when nobody looks any more."""
    page, mock = wall(browser, media.url, [ONE])
    assert shown_live(page) == [CAMERA]
    before = page.evaluate("document.querySelector('video').currentTime")
    until(page, f"document.querySelector('video').currentTime > {before + 1}")
    assert page.evaluate("document.querySelector('video').videoWidth") == 320
    assert mock.live == [CAMERA]
    assert media.asked == [(CAMERA, f"pass-{CAMERA}")]
    [session] = media.sessions
    page.keyboard.press("1")
    until(page, lambda: media.deleted == [session])
    until(page, lambda: not media.sessions)


def test_pictures_that_stop_are_no_longer_live_and_pauses_grow(browser: Browser, media: Whep) -> None:
    """The connection stays, as when a camera's battery is out; then the server is away; then it plays again."""
    page, _ = wall(browser, media.url, [ONE])
    shown_live(page)
    media.is_down = True
    media.freeze()
    page.locator(REASON, has_text="连不上直播").wait_for()
    assert time.monotonic() - media.sent_s > 4
    assert page.evaluate(PLAYING) == []
    until(page, lambda: len(media.asked) >= 4)
    # A busy machine makes a pause longer, and none shorter: the page waits once it has the answer.
    first, second = (after - before for before, after in pairwise(media.asked_s[1:4]))
    assert (first > 1.9, second > 3.9) == (True, True)
    media.is_down = False
    shown_live(page)


def test_a_session_that_the_server_ends_is_begun_anew(browser: Browser, media: Whep) -> None:
    """As when a media server is started again."""
    page, _ = wall(browser, media.url, [ONE])
    shown_live(page)
    before = set(media.sessions)
    # Away, so that the page says so for long enough to be seen.
    media.is_down = True
    for peer, _player in list(media.sessions.values()):
        media.loop.call_soon_threadsafe(lambda peer=peer: media.loop.create_task(peer.close()))
    page.locator(REASON, has_text="连不上直播").wait_for()
    media.is_down = False
    shown_live(page)
    until(page, lambda: len(media.sessions) == 1 and before.isdisjoint(media.sessions))
