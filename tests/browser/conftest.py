"""Every test here looks at the pages in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.desks import APPEARS_MS
from tests.browser.mocked import CHROMIUM
from tests.needed import give_up

# What a page shows comes from processes on a machine that is busy with other tests.
expect.set_options(timeout=APPEARS_MS)


@pytest.fixture(scope="session", autouse=True)
def _chromium() -> None:
    """Have Debian's Chromium; skip without it, but fail in CI."""
    if not Path(CHROMIUM).exists():
        give_up(f"there is no {CHROMIUM}; apt-get install chromium fonts-noto-cjk")
