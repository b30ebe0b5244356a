"""What pages say: in the desk's language, and in no other."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.mocked import Mock, look, open_page
from tests.browser.plausible import ALERTS, NUMBERS, ROOM

SOURCES = {"zh": "source_zh", "en": "source"}


@pytest.mark.parametrize(("language", "source"), SOURCES.items())
def test_numbers_tell_where_they_come_from(browser: Browser, language: str, source: str) -> None:
    """Every number of every rule, and the one that an alert rests on, in the desk's language."""
    page = open_page(browser, Mock(), language=language)
    look(page, "/admin/rules")
    told = page.locator("td.note").all_text_contents()
    assert told == [number[source] for numbers in NUMBERS.values() for number in numbers]
    look(page, f"/alerts/{ALERTS[0]['alert']}")
    expect(page.locator(".detail .note").get_by_text(ALERTS[0]["measure"][source])).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("language", SOURCES)
def test_a_source_that_is_told_once_stands_in_both_languages(browser: Browser, language: str) -> None:
    """As a bureau's own file has it."""
    own = {"name": "grace_s", "value": 90, "source": "市局 2026 年 3 号通知", "source_zh": None}
    rules = [{"rule": "no_camera_bound", "enabled": True, "priority": "medium", "numbers": [own]}]
    page = open_page(browser, Mock(room=ROOM | {"rules": rules}), language=language)
    look(page, "/admin/rules")
    assert page.locator("td.note").all_text_contents() == [own["source"]]
    page.context.close()
