"""Every test here looks at the pages in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright import async_api, sync_api
from playwright.sync_api import Browser, sync_playwright

from bench.console.browsers import APPEARS_MS
from bench.console.chromium import CHROMIUM, FLAGS
from tests.browser.mocked import NEAR
from tests.media import make_clip
from tests.needed import give_up

# What a page shows comes from processes on a machine that is busy with other tests.
for api in (async_api, sync_api):
    api.expect.set_options(timeout=APPEARS_MS)


@pytest.fixture(scope="session", autouse=True)
def _chromium() -> None:
    """Have Debian's Chromium; skip without it, but fail in CI."""
    if not Path(CHROMIUM).exists():
        give_up(f"there is no {CHROMIUM}; apt-get install chromium fonts-noto-cjk")


@pytest.fixture(scope="module")
def _started(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Start it once for a module, for made-up consoles; one that wants more flags names them as MORE_FLAGS."""
    flags = [*FLAGS, NEAR, *getattr(request.module, "MORE_FLAGS", ())]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


@pytest.fixture
def browser(_started: Browser) -> Iterator[Browser]:
    """Return it; no page outlives its test."""
    yield _started
    for context in _started.contexts:
        context.close()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a clip for media servers once."""
    return make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")
