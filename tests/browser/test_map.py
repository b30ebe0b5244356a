"""The map: with tiles of a server of the test's own, shifted as maps in China are, and without any."""

import math
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.mocked import Mock, look, open_page

TILE = cv2.imencode(".png", np.full((256, 256, 3), 90, np.uint8))[1].tobytes()
TOWER = (34.26100, 108.94230)
"""The Bell Tower of Xi'an, in WGS-84."""
PUBLISHED = ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215))
"""A point in Shanghai in WGS-84 and GCJ-02, as eviltransform's tests have it."""
METRES_A_DEGREE = 111_320
NEAR_M = 12
"""E: two pixels of the map at the nearest zoom that is shown first."""

# Where a marker stands, in degrees: from the tile under it, whose number and edges are known.
STANDS = """() => {
  const pin = document.querySelector(".pin-box").getBoundingClientRect();
  const tile = document.querySelector(".leaflet-tile-loaded");
  const [zoom, x, y] = new URL(tile.src).pathname.match(/\\d+/g).map(Number);
  const {left, top, width} = tile.getBoundingClientRect();
  return {zoom, x: x + (pin.left - left) / width, y: y + (pin.top - top) / width};
}"""


BOXES = "() => [...document.querySelectorAll('.pin')].map((pin) => pin.getBoundingClientRect().toJSON())"


class Tiles(ThreadingHTTPServer):
    """Serves one grey tile for all, and keeps what was asked for."""

    def __init__(self) -> None:
        asked: list[str] = []
        self.asked = asked

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
                self.end_headers()
                self.wfile.write(TILE)

            def log_message(self, *_: object) -> None:
                return

        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_port}/{{z}}/{{x}}/{{y}}.png"


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    """Start a tile server."""
    with Tiles() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def open_map(browser: Browser, tiles_url: str, go_by: str, allowed: str | None) -> Page:
    """Return the map with one camera at the tower."""
    answers = Mock().answers
    position = {"latitude_deg": TOWER[0], "longitude_deg": TOWER[1], "at": answers["/api/cameras"]["now"]}
    tile = answers["/api/cameras"]["tiles"][0] | {"position": position}
    settings = answers["/api/room"]["settings"] | {"tiles_url": tiles_url, "tiles_go_by": go_by}
    cameras: dict[str, Any] = answers["/api/cameras"] | {"tiles": [tile]}
    mock = Mock(cameras=cameras, room=answers["/api/room"] | {"settings": settings})
    mock.tiles = allowed
    page = open_page(browser, mock)
    look(page, "/map")
    page.locator(".pin").wait_for()
    return page


def gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """Shift a point as maps in China are, after the formula that was published."""
    north, east = latitude - 35, longitude - 105
    root = math.sqrt(abs(east))

    def waves(*terms: tuple[float, float, float]) -> float:
        return sum(size * math.sin(at * math.pi / by) for size, at, by in terms) * 2 / 3

    small = waves((20, 6 * east, 1), (20, 2 * east, 1))
    up = -100 + 2 * east + 3 * north + 0.2 * north**2 + 0.1 * east * north + 0.2 * root + small
    up += waves((20, north, 1), (40, north, 3), (160, north, 12), (320, north, 30))
    right = 300 + east + 2 * north + 0.1 * east**2 + 0.1 * east * north + 0.1 * root + small
    right += waves((20, east, 1), (40, east, 3), (150, east, 12), (300, east, 30))
    axis, flat = 6_378_245.0, 0.00669342162296594323
    angle = math.radians(latitude)
    bend = 1 - flat * math.sin(angle) ** 2
    up /= axis * (1 - flat) / bend**1.5 * math.pi / 180
    right /= axis / math.sqrt(bend) * math.cos(angle) * math.pi / 180
    return latitude + up, longitude + right


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far two points are from each other."""
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return math.hypot(one[0] - other[0], east) * METRES_A_DEGREE


def stands(page: Page) -> tuple[float, float]:
    """Return where the marker stands on the base map, in degrees of that map."""
    page.locator(".leaflet-tile-loaded").first.wait_for()
    at = page.evaluate(STANDS)
    whole = 2 ** at["zoom"]
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * at["y"] / whole))))
    return latitude, at["x"] / whole * 360 - 180


def test_the_shift_is_reckoned_as_it_was_published() -> None:
    """What the tests below go by is right, and some hundred metres in Xi'an."""
    assert metres(gcj02(*PUBLISHED[0]), PUBLISHED[1]) < 0.1
    assert 300 < metres(TOWER, gcj02(*TOWER)) < 700


@pytest.mark.parametrize(("go_by", "there"), [("gcj02", gcj02(*TOWER)), ("wgs84", TOWER)])
def test_a_camera_stands_on_the_base_map_where_it_is(
    browser: Browser, tiles: Tiles, go_by: str, there: tuple[float, float]
) -> None:
    """On a map that is shifted the marker is shifted with it; on one that is not, it is not."""
    page = open_map(browser, tiles.url, go_by, tiles.url)
    assert metres(stands(page), there) < NEAR_M
    assert tiles.asked


def test_tiles_come_from_their_own_server_alone(browser: Browser, tiles: Tiles) -> None:
    """The policy lets another one's tiles through to nobody; the markers are shown all the same."""
    page = open_map(browser, tiles.url, "wgs84", "https://maps.example/{z}/{x}/{y}.png")
    page.wait_for_timeout(500)
    assert (tiles.asked, page.locator(".leaflet-tile-loaded").count()) == ([], 0)


def test_names_of_cameras_at_one_place_do_not_lie_over_each_other(browser: Browser) -> None:
    """As before a station, also when the map is drawn closer; the worst one stays where it is."""
    answers = Mock().answers
    cameras = answers["/api/cameras"]
    position = {"latitude_deg": TOWER[0], "longitude_deg": TOWER[1], "at": cameras["now"]}
    tiles = [tile | {"position": position, "incident": "2026112600018"} for tile in cameras["tiles"][:9]]
    page = open_page(browser, Mock(cameras=cameras | {"tiles": tiles}))
    look(page, "/map")
    for _ in range(2):
        boxes = page.evaluate(BOXES)
        assert len(boxes) == len(tiles)
        assert not [pair for pair in combinations(boxes, 2) if cross(*pair)]
        assert page.locator(".pin").first.evaluate("pin => getComputedStyle(pin).top") == "0px"
        page.get_by_title("放大").click()


def cross(one: dict[str, float], other: dict[str, float]) -> bool:
    """Say whether two boxes have more than an edge in common."""
    return all(
        one[least] < other[most] - 0.5 and other[least] < one[most] - 0.5
        for least, most in (("left", "right"), ("top", "bottom"))
    )


def test_without_a_base_map_positions_are_shown_and_nothing_is_fetched(browser: Browser) -> None:
    """And the page says why it is empty behind them."""
    page = open_map(browser, "", "wgs84", None)
    page.get_by_text("未配置底图").wait_for()
    assert page.locator(".leaflet-tile").count() == 0
