"""The built front end with a mock of the server behind it: for looking at screens, and for what tests ask of all of them."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from bench.console.browsers import APPEARS_MS
from console.app import BUILT
from console.guard import origin_of, policy
from tests.browser import plausible, plausible_more
from tests.browser.pictures import still

ORIGIN = "http://console.test"
NEAR = "--disable-features=LocalNetworkAccessChecks"
"""The made-up console is nowhere; from there a browser goes to no server on this machine. From a real one it does."""
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
STREAM = """
  class Stream extends EventTarget {
    constructor() { super(); this.readyState = 1; window.streams.push(this); setTimeout(() => this.onopen?.(), 0); }
    close() { this.readyState = 2; }
  }
  Stream.CLOSED = 2;
  window.streams = [];
  window.EventSource = Stream;
  window.tell = (alert) => window.streams.at(-1).dispatchEvent(
    new MessageEvent("alert", {data: JSON.stringify(alert)}));
"""
COUNT = """
  window.asking = 0;
  const ask = window.fetch;
  window.fetch = async (...wanted) => {
    window.asking += 1;
    try {
      const answer = await ask(...wanted);
      await answer.clone().arrayBuffer();
      return answer;
    } finally {
      window.asking -= 1;
    }
  };
"""
STANDS = """async () => {
  const isLoading = () => [...document.querySelectorAll(".empty")].some((each) => /正在载入|Loading/.test(each.textContent));
  const isComing = () => [...document.images].some((each) => !each.complete);
  for (let frame = 0; frame < 5; frame += 1) {
    await new Promise(requestAnimationFrame);
    if (asking > 0 || !document.querySelector("#console > *") || isLoading() || isComing()) return false;
  }
  return true;
}"""
"""Frames and not milliseconds: a page that the machine lets wait has not asked yet for what it will show. Nor does
Playwright's own count of requests say when: one that a page leaves behind may be in it for ever.
"""
ANSWERS: dict[str, Any] = {
    "/api/session": plausible.ME,
    "/api/room": plausible.ROOM,
    "/api/alerts": {"place": "0", "left_out": 0, "alerts": plausible.ALERTS},
    "/api/incidents": {"left_out": 0, "incidents": plausible.INCIDENTS},
    "/api/wall": {"now": plausible.before(0), "tiles": plausible_more.TILES},
    "/api/cameras": {"now": plausible.before(0), "tiles": plausible_more.TILES},
    "/api/figures": plausible_more.FIGURES,
    "/api/people": plausible_more.PEOPLE,
    "/api/notices": plausible_more.NOTICES,
    "/api/dead-letters": plausible_more.LETTERS,
    "/api/audit": plausible_more.TRAIL,
    "/api/patrol": plausible_more.PATROL,
}


class Mock:
    """Answers as the server would; keeps what was posted. What a media server is asked goes to it."""

    def __init__(self, live_url: str = "", **answers: Any) -> None:
        settings = plausible.ROOM["settings"] | {"live_url": live_url}
        room = {"/api/room": plausible.ROOM | {"settings": settings}}
        self.answers = ANSWERS | room | {f"/api/{name}": answer for name, answer in answers.items()}
        self.live_url = live_url
        self.posted: list[tuple[str, Any]] = []
        self.live: list[str] = []
        self.stills: list[str] = []
        self.tiles: str | None = None
        """The map's tiles, where there is a server of them."""

    def answer(self, route: Route) -> None:
        """Answer one request."""
        request, path = route.request, urlsplit(route.request.url).path
        if not request.url.startswith(ORIGIN):
            route.continue_()
        elif not path.startswith("/api/"):
            self._file(route, path)
        elif path.endswith("/live"):
            self.live.append(path.split("/")[-2])
            route.fulfill(json={"bearer": f"pass-{self.live[-1]}", "until": plausible.before(-120)})
        elif request.method != "GET":
            self.posted.append((path, request.post_data_json))
            route.fulfill(status=202, json={"actions": []})
        elif path.endswith("/latest"):
            self._latest(route, path.split("/")[-2])
        elif "/stills/" in path:
            route.fulfill(content_type="image/jpeg", body=still(path))
        elif (found := self._known(path)) is not None:
            route.fulfill(json=found)
        else:
            route.fulfill(status=404)

    def _file(self, route: Route, path: str) -> None:
        file = BUILT / path.lstrip("/")
        if not path.startswith("/assets/"):
            file = BUILT / "index.html"
        tiles = [] if self.tiles is None else [origin_of(self.tiles) or ""]
        media = [origin for origin in (origin_of(self.live_url),) if origin]
        headers = {
            "Content-Security-Policy": policy(media, tiles),
            "Content-Type": TYPES.get(file.suffix, "text/html"),
        }
        route.fulfill(body=file.read_bytes(), headers=headers)

    def _latest(self, route: Route, camera: str) -> None:
        self.stills.append(camera)
        tiles = self.answers["/api/wall"]["tiles"]
        taken = next(each["looked_at"] for each in tiles if each["camera"] == camera)
        if taken is None:
            route.fulfill(status=404)
        else:
            route.fulfill(content_type="image/jpeg", headers={"X-Taken-At": taken}, body=still(camera))

    def _known(self, path: str) -> Any:
        if path in self.answers:
            return self.answers[path]
        if one := re.fullmatch(r"/api/alerts/(\w+)", path):
            return next(
                (plausible_more.story(each) for each in plausible.ALERTS if each["alert"] == one[1]), None
            )
        if one := re.fullmatch(r"/api/incidents/(\w+)", path):
            found = next((each for each in plausible.INCIDENTS if each["incident"] == one[1]), None)
            return found and {
                "incident": found,
                "events": plausible_more.events(found),
                "alerts": [each for each in plausible.ALERTS if each.get("incident") == one[1]],
                "bars": plausible_more.bars(found),
            }
        return None


def open_page(browser: Browser, mock: Mock, size: tuple[int, int] = (1920, 1080), **prefs: str) -> Page:
    """Return a page at a size with a desk's preferences: theme, language."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", locale="zh-CN"
    )
    page = context.new_page()
    page.add_init_script(STREAM + COUNT + f"Object.assign(localStorage, {json.dumps(prefs)});")
    page.route("**/*", mock.answer)
    page.goto(ORIGIN)
    return page


def look(page: Page, path: str, file: Path | None = None) -> None:
    """Go to a screen and wait until it stands still; keep a picture of it."""
    page.goto(ORIGIN + path)
    until(page, STANDS)
    if file is not None:
        page.screenshot(path=file)


def until(page: Page, holds: str | Callable[[], object]) -> None:
    """Wait until something holds, in the page or beside it; Playwright's own waiting evaluates text, which the policy forbids."""
    ends_s = time.monotonic() + APPEARS_MS / 1000
    while not (page.evaluate(holds) if isinstance(holds, str) else holds()):
        assert time.monotonic() < ends_s, f"{holds} did not come true"
        page.wait_for_timeout(50)


def leave(page: Page, mock: Mock) -> None:
    """Leave the page; what is sent then bypasses Playwright's routes, so only the event is made."""
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    until(page, lambda: mock.posted)
