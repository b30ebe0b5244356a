"""Notices of the desktop: asked for by a press, by priority, rule and unit; one for a flood, none for what is known."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.mocked import ORIGIN, Mock, look, open_page, until

HIDDEN = (Path(__file__).parent / "hidden.js").read_text(encoding="utf-8")
NEW = {**Mock().answers["/api/alerts"]["alerts"][0], "group": "new", "incident": None}
# Browsers let only pages over https, or of this machine, show notices.
MORE_FLAGS = (f"--unsafely-treat-insecure-origin-as-secure={ORIGIN}",)
SHOWN = "notices.map(({title, body}) => [title, body])"
GATHERED_MS = 800
"""More than the page gathers for."""
TAKEN_MS = 210
"""After which a page out of sight has taken in what came; twice, and it still gathers."""


@pytest.fixture
def page(browser: Browser) -> Page:
    """Return an operator's page whose browser grants notices once asked."""
    page = open_page(browser, Mock())
    page.context.grant_permissions(["notifications"])
    page.add_init_script(HIDDEN)
    look(page, "/alerts")
    return page


def tell(page: Page, number: int, **changes: Any) -> None:
    """Let a new alert come."""
    page.evaluate("tell", NEW | {"alert": f"{number:016x}", **changes})


def tell_many(page: Page, numbers: range, **changes: Any) -> None:
    """Let new alerts come in the same moment, whatever the machine does meanwhile."""
    page.evaluate(
        "all => all.forEach(tell)", [NEW | {"alert": f"{each:016x}", **changes} for each in numbers]
    )


def turn_on(page: Page, *boxes: str) -> None:
    """Turn notices on in the page, tick boxes, and look elsewhere."""
    page.get_by_role("button", name="桌面通知").click()
    page.get_by_role("button", name="开启", exact=True).click()
    page.get_by_role("button", name="关闭", exact=True).wait_for()
    for box in boxes:
        page.get_by_role("dialog").get_by_label(box).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="桌面通知 开").wait_for()
    page.evaluate("isAway = true")


def shown(page: Page, count: int = 0) -> Any:
    """Wait until so many notices were shown, and for the time in which the page gathers more; return them."""
    until(page, f"notices.length >= {count}")
    page.wait_for_timeout(GATHERED_MS)
    return page.evaluate(SHOWN)


def test_nothing_is_shown_or_asked_for_until_a_person_turns_it_on(browser: Browser) -> None:
    """The browser's leave is asked by the button alone."""
    page = open_page(browser, Mock())
    page.add_init_script(
        HIDDEN + "window.asked = 0; Notification.requestPermission = async () => (asked++, 'denied');"
    )
    look(page, "/alerts")
    page.evaluate("isAway = true")
    tell(page, 901)
    assert (shown(page), page.evaluate("asked")) == ([], 0)
    page.get_by_role("button", name="桌面通知").click()
    page.get_by_role("button", name="开启", exact=True).click()
    page.get_by_text("浏览器未允许通知").wait_for()
    assert page.evaluate("asked") == 1


def test_a_flood_is_one_notice_and_a_press_on_it_opens_its_alert(page: Page) -> None:
    """The most urgent one in words, and how many more; what is more urgent still does not wait."""
    turn_on(page)
    tell_many(page, range(901, 921), priority="high")
    [[title, body]] = shown(page, 1)
    assert title.startswith("高")
    assert body.endswith("还有 19 条")
    tell(page, 921, priority="high")
    assert len(shown(page)) == 1
    tell(page, 922, priority="urgent")
    [_, [title, body]] = shown(page, 2)
    assert title.startswith("紧急")
    assert body.endswith("还有 1 条")
    page.evaluate("notices.at(-1).notice.onclick()")
    page.locator(f"#row-{922:016x}.current").wait_for()
    assert page.evaluate("Notification.permission") == "granted"


def test_nobody_is_told_of_what_is_known_already(page: Page) -> None:
    """Not of what comes shelved or acknowledged, nor of what somebody acknowledges meanwhile, nor while one looks."""
    turn_on(page)
    tell(page, 901, state="shelved")
    tell(page, 902, state="acknowledged", owner="wang")
    # By hand, or what is slow would be told of before it is acknowledged.
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)
    tell(page, 903)
    page.clock.run_for(TAKEN_MS)
    tell(page, 903, state="acknowledged", owner="wang", version=9)
    page.clock.run_for(TAKEN_MS)
    page.clock.run_for(GATHERED_MS)
    page.clock.resume()
    page.evaluate("isAway = false")
    tell(page, 904)
    page.locator(".bar.fresh", has_text="3 条新告警").wait_for()
    page.evaluate("isAway = true")
    assert shown(page) == []
    tell(page, 905)
    assert len(shown(page, 1)) == 1
    closed = "notices[0].notice.onclose = () => { window.isClosed = true; }"
    page.evaluate(closed)
    tell(page, 905, state="acknowledged", owner="wang", version=9)
    page.wait_for_function("window.isClosed === true")


def test_notices_go_by_priority_rule_and_unit_and_the_wish_is_kept_for_its_person(page: Page) -> None:
    """Only what fits all three; another person at the same desk has other wishes."""
    turn_on(page, "低", "电量不足", "古城所")
    tell(page, 901, priority="low", rule="battery_low", station="baiban")
    tell(page, 902, priority="low", rule="storage_low", station="gucheng")
    tell(page, 903, priority="medium", rule="battery_low", station="gucheng")
    assert shown(page) == []
    tell(page, 904, priority="low", rule="battery_low", station="gucheng")
    assert [title for title, _ in shown(page, 1)] == ["低 · 电量不足"]
    look(page, "/alerts")
    page.get_by_role("button", name="桌面通知 开").wait_for()
    kept = page.evaluate("JSON.parse(localStorage.notices)")
    assert kept["li"]["stations"] == ["gucheng"]
    page.evaluate("localStorage.notices = JSON.stringify({wang: JSON.parse(localStorage.notices).li})")
    look(page, "/alerts")
    page.get_by_role("button", name="桌面通知 关").wait_for()
