"""The page as one sits before it for a shift: rows that stay, filters that are kept, what is forgotten, what sounds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.mocked import Mock, leave, look, open_page, until

NEW = {**Mock().answers["/api/alerts"]["alerts"][0], "alert": "f" * 16, "group": "new", "incident": None}
LISTEN = """
  window.tones = 0;
  const make = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { tones += 1; return make.call(this); };
"""


def at(seconds_ago: float) -> str:
    """Return a time as the server tells it."""
    return (datetime.now(UTC) - timedelta(seconds=seconds_ago)).isoformat()


def rows(page: Page) -> Any:
    """Return the rows' ids in their order."""
    return page.locator(".row").evaluate_all("rows => rows.map(({id}) => id)")


def address(page: Page) -> Any:
    """Return where the page is now; what Playwright knows of it may be older."""
    return page.evaluate("location.href")


def test_a_new_alert_moves_no_row_while_a_person_walks_through_them(browser: Browser) -> None:
    """Not with J and K either, which change the address: it comes with Enter."""
    page = open_page(browser, Mock())
    look(page, "/alerts")
    before = rows(page)
    page.evaluate("tell", NEW)
    page.locator(".bar.fresh").wait_for()
    for key in "jjk":
        page.keyboard.press(key)
    page.locator(f"#{before[1]}.current").wait_for()
    assert rows(page) == before


def test_filters_are_in_the_address_and_survive_loading_anew(browser: Browser) -> None:
    """With the alert that was open, the search and every choice."""
    page = open_page(browser, Mock())
    look(page, "/alerts")
    page.get_by_label("级别").select_option("high")
    page.get_by_label("派出所").select_option("baiban")
    page.get_by_label("搜索").fill("画面")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    there, shown = address(page), rows(page)
    assert 0 < len(shown) < len(Mock().answers["/api/alerts"]["alerts"])
    page.reload()
    page.locator(".row").first.wait_for()
    assert (address(page), rows(page)) == (there, shown)
    assert page.get_by_label("级别").input_value() == "high"
    assert page.get_by_label("搜索").input_value() == "画面"


def test_what_somebody_took_note_of_and_forgot_comes_up_again(browser: Browser) -> None:
    """An urgent one after two minutes: it says so, and stands before what was called."""
    noted = NEW | {
        "state": "acknowledged",
        "owner": "li",
        "raised_at": at(200),
        "history": [
            {"at": at(200), "step": "raised"},
            {"at": at(90), "step": "acknowledged", "operator": "li"},
        ],
    }
    called = noted | {"alert": "e" * 16, "group": "called", "raised_at": at(300)}
    called["history"] = [*noted["history"], {"at": at(110), "step": "directive_called", "operator": "li"}]
    listed = [each | {"version": 2} for each in (called, noted)]
    mock = Mock(alerts={"place": "0", "left_out": 0, "alerts": listed})
    mock.answers["/api/room"] = mock.answers["/api/room"] | {"now": at(0)}
    page = open_page(browser, mock)
    page.clock.install()
    look(page, "/alerts")
    row = page.locator(f"#row-{'f' * 16}")
    assert "待喊话" not in row.inner_text()
    assert rows(page) == [f"row-{'e' * 16}", f"row-{'f' * 16}"]
    for passed_s in range(0, 60, 10):
        mock.answers["/api/room"] = mock.answers["/api/room"] | {"now": at(-passed_s)}
        page.clock.run_for(10_000)
    page.locator(".row.forgotten", has_text="待喊话").wait_for()
    until(page, lambda: rows(page) == [f"row-{'f' * 16}", f"row-{'e' * 16}"])


def test_the_sound_of_an_urgent_alert_stops_when_somebody_acknowledges_it(browser: Browser) -> None:
    """It sounds again every eight seconds until then, and no more after."""
    mock = Mock(alerts={"place": "0", "left_out": 0, "alerts": []})
    page = open_page(browser, mock)
    page.add_init_script(LISTEN)
    page.clock.install()
    look(page, "/alerts")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)
    page.keyboard.press("Shift")
    page.evaluate("tell", NEW)
    page.clock.run_for(1_000)
    first = page.evaluate("tones")
    page.clock.run_for(20_000)
    again = page.evaluate("tones")
    assert 0 < first < again
    page.evaluate("tell", NEW | {"version": 2, "state": "acknowledged", "owner": "wang"})
    page.clock.run_for(1_000)
    at_acknowledgement = page.evaluate("tones")
    page.clock.run_for(60_000)
    assert page.evaluate("tones") == at_acknowledgement == again


@pytest.mark.parametrize(
    ("language", "called", "dismissed", "title"),
    [("zh", "已喊话", "驳回", "告警"), ("en", "Called", "Dismiss", "Alerts")],
)
def test_the_desk_is_worked_in_both_languages(
    browser: Browser, language: str, called: str, dismissed: str, title: str
) -> None:
    """The same keys; what was done, its reason and what can be taken back are in the desk's words."""
    mock = Mock()
    page = open_page(browser, mock, language=language)
    look(page, "/alerts")
    assert page.title().startswith(title)
    page.keyboard.press("c")
    page.locator(".undo", has_text=called).wait_for()
    page.locator(".row .pending", has_text=called).wait_for()
    page.keyboard.press("u")
    page.keyboard.press("n")
    reason = page.locator("dialog .options button").nth(1).inner_text().removeprefix("2").strip()
    page.keyboard.press("2")
    page.locator(".undo", has_text=dismissed).wait_for()
    leave(page, mock)
    assert [sent["reason"] for _, sent in mock.posted] == [reason]


def test_figures_are_asked_for_by_the_rooms_clock(browser: Browser) -> None:
    """A day that is played is another than the browser's: the very first question goes by it."""
    played = datetime(2026, 3, 1, 12, tzinfo=UTC)
    mock = Mock(room={**Mock().answers["/api/room"], "now": played.isoformat()})
    page = open_page(browser, mock)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    look(page, "/figures")
    since = [url.split("since=")[1][:13] for url in asked if "/api/figures?" in url]
    assert since == ["2026-02-28T12"] * len(since) != []
