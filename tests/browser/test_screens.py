"""What holds for every screen: people with any eyes can use it, and no text is cut off at any size of display."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.mocked import Mock, leave, look, open_page, until
from tests.needed import give_up

WEB = Path(__file__).parent.parent.parent / "console" / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
FITS = (Path(__file__).parent / "looking.js").read_text(encoding="utf-8")
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
IMPORTANT = ".row > *, .row .name, .said, .sentence .clock, .detail h1, .detail .head p, .topline .counts *"
"""What tells of an alert and of how it stands, and what is read over the intercom."""
SIZES = [(1366, 768), (1920, 1080), (3840, 2160)]
SCREENS = (
    "/alerts",
    "/wall",
    "/wall?kiosk=1",
    "/incidents",
    "/incidents/2026112600017",
    "/map",
    "/figures",
    "/patrol",
    *(
        f"/admin/{tab}"
        for tab in (
            "health",
            "shelved",
            "maintenance",
            "people",
            "stations",
            "rules",
            "letters",
            "notices",
            "audit",
        )
    ),
)
LANGUAGES = ("zh", "en")
OPENED = (
    ("/alerts", "?"),
    ("/alerts", "n"),
    ("/alerts", "n 6"),
    ("/alerts", "s"),
    ("/alerts", "s 1"),
    ("/alerts", "g"),
    ("/alerts", "m"),
    ("/alerts", "c"),
    ("/alerts", "notices"),
    ("/admin/people", "add"),
    ("/patrol", "1"),
    ("/login", ""),
    ("/password", ""),
)
"""What lies over a screen or in front of all of them: its keys, or its name."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.timeout(300)
def test_nothing_keeps_anybody_from_using_a_screen(browser: Browser, theme: str, language: str) -> None:
    """Axe finds no serious or critical violation."""
    page = open_page(browser, Mock(), theme=theme, language=language)
    found = {}
    for screen in SCREENS:
        look(page, screen)
        if grave := violations(page):
            found[screen] = grave
    assert found == {}


def violations(page: Page) -> list[Any]:
    """Return what axe finds serious or critical on a page, each with where it is."""
    if not AXE.exists():
        give_up(f"there is no {AXE}; run npm ci in console/web")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    told = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [
        (each["id"], [node["html"][:120] for node in each["nodes"][:3]])
        for each in told
        if each["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.timeout(300)
def test_no_text_is_cut_off(browser: Browser, size: tuple[int, int], language: str) -> None:
    """At no size of display does a text run out of its box or of the page."""
    page = open_page(browser, Mock(), size, language=language)
    found = {}
    for screen in SCREENS:
        look(page, screen)
        if spilled := page.evaluate(FITS):
            found[screen] = sorted(set(spilled))[:6]
    assert found == {}


def open_over(browser: Browser, path: str, how: str, **prefs: Any) -> Page:
    """Return a page with something opened on it."""
    mock = Mock()
    if path == "/login":
        mock.answers["/api/session"] = None
    if path == "/password":
        mock.answers["/api/session"] = mock.answers["/api/session"] | {"must_change": True}
    page = open_page(browser, mock, **prefs)
    page.add_init_script("Notification.requestPermission = async () => 'denied';")
    look(page, path)
    if how == "notices":
        page.locator(".topline .desk button").nth(1).click()
        page.locator("dialog button.main").click()
    elif how == "add":
        page.locator(".admin button").first.click()
    else:
        for key in how.split():
            page.keyboard.press(key)
    if how not in {"", "c", "1"}:
        page.locator("dialog[open]").wait_for()
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.timeout(300)
def test_what_is_opened_fits_too(browser: Browser, size: tuple[int, int], language: str) -> None:
    """No text runs out of a dialog or of the login, and each lies wholly in the window."""
    found = {}
    for path, how in OPENED:
        page = open_over(browser, path, how, size=size, language=language)
        spilled = page.evaluate(FITS) + page.evaluate(OUTSIDE)
        if spilled:
            found[path, how] = sorted(set(spilled))[:6]
        page.context.close()
    assert found == {}


OUTSIDE = """() => [...document.querySelectorAll("dialog, .login form, .undo")].filter((each) => {
  const {top, bottom, left, right} = each.getBoundingClientRect();
  return top < 0 || left < 0 || bottom > innerHeight || right > innerWidth || each.scrollHeight > each.clientHeight + 1;
}).map((each) => `${each.className || each.tagName} is not wholly in the window`)"""


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.timeout(300)
def test_nothing_keeps_anybody_from_using_what_is_opened(browser: Browser, theme: str) -> None:
    """Axe finds no serious or critical violation in a dialog or the login."""
    found = {}
    for path, how in OPENED:
        page = open_over(browser, path, how, theme=theme)
        if grave := violations(page):
            found[path, how] = grave
        page.context.close()
    assert found == {}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_what_tells_of_an_alert_stands_out_seven_to_one(browser: Browser, theme: str) -> None:
    """In every row, whatever its state, the chosen and the current one too, and in the sentence for the intercom."""
    page = open_page(browser, Mock(), theme=theme)
    found = set()
    for screen in ("/alerts", "/alerts?state=shelved&state=closed&state=suppressed&state=acknowledged"):
        look(page, screen)
        for key in ("x", "j", "j", "j", "j"):
            page.keyboard.press(key)
            told = page.evaluate(CONTRAST, [IMPORTANT, 7])
            found |= set(told["poor"])
            assert told["looked"] > 30
    assert found == set()


@pytest.fixture
def desk(browser: Browser) -> tuple[Page, Mock]:
    """Return an operator's page with its mock."""
    mock = Mock()
    page = open_page(browser, mock)
    look(page, "/alerts")
    return page, mock


def newer(page: Page, **changes: Any) -> None:
    """Let the live stream tell a version of an alert."""
    page.evaluate("tell", NEW | changes)


NEW = {**Mock().answers["/api/alerts"]["alerts"][0], "alert": "f" * 16, "group": "new", "incident": None}


def test_rows_stay_and_a_new_alert_is_called_with_two_keys(desk: tuple[Page, Mock]) -> None:
    """New ones gather under the bar; Enter shows the most urgent, C calls, and after five seconds it is sent."""
    page, mock = desk
    before = page.locator(".row").all_inner_texts()
    newer(page)
    page.locator(".bar.fresh").wait_for()
    assert [text.split("\n")[0] for text in page.locator(".row").all_inner_texts()] == [
        text.split("\n")[0] for text in before
    ]
    page.keyboard.press("Enter")
    page.locator(f"#row-{'f' * 16}.current").wait_for()
    page.keyboard.press("c")
    page.locator(f"#row-{'f' * 16} .pending").wait_for()
    assert mock.posted == []
    until(page, lambda: mock.posted)
    [(path, sent)] = mock.posted
    assert (path, sent["act"], sent["alerts"]) == ("/api/acts", "directive_called", ["f" * 16])


def test_an_act_is_undone_with_u_and_a_dismissal_takes_its_reason_from_a_number(
    desk: tuple[Page, Mock],
) -> None:
    """What was undone is never sent; leaving the page sends what is held at once."""
    page, mock = desk
    page.keyboard.press("a")
    page.keyboard.press("u")
    page.keyboard.press("n")
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("2")
    page.locator("dialog").wait_for(state="detached")
    leave(page, mock)
    assert [(sent["act"], sent["reason"]) for _, sent in mock.posted] == [("dismiss", "误报：设备问题")]


def test_several_alerts_are_chosen_with_shift_and_dealt_with_at_once(desk: tuple[Page, Mock]) -> None:
    """X chooses one, Shift+X everything up to another."""
    page, mock = desk
    for key in ("x", "j", "j", "Shift+X", "g"):
        page.keyboard.press(key)
    page.keyboard.press("2")
    leave(page, mock)
    [(_, sent)] = mock.posted
    assert (sent["act"], sent["to"], len(sent["alerts"])) == ("assign", "wang", 3)


def test_a_page_that_hears_nothing_says_so_in_the_line_at_the_top(desk: tuple[Page, Mock]) -> None:
    """And takes it back when the stream is there again."""
    page, _ = desk
    page.evaluate("window.streams.at(-1).onerror()")
    page.locator(".topline.stale").wait_for()
    page.evaluate("window.streams.at(-1).onopen()")
    page.locator(".topline.stale").wait_for(state="detached")


def test_the_line_at_the_top_says_when_supervision_is_blind(desk: tuple[Page, Mock]) -> None:
    """The whole line says it, for whoever looks up."""
    page, _ = desk
    newer(page, rule="supervision_blind", station="*", priority="urgent")
    page.locator(".topline.blind [role=alert]").wait_for()


def test_bars_show_what_was_not_recorded_and_what_nobody_knows(desk: tuple[Page, Mock]) -> None:
    """In shapes and words and not by colour alone, the alert's moment through all of them; bad is only what was asked."""
    page, _ = desk
    rows = page.locator(".bar-row")
    assert rows.locator("> span:first-child").all_inner_texts() == ["录制", "在线", "角度与画面"]
    kinds = rows.first.locator(".track span").evaluate_all("all => all.map(each => each.className)")
    assert kinds == ["no", "unknown", "yes", "bad", "yes"]
    gap = rows.first.locator(".bad").bounding_box()
    line = page.locator(".through .moments .raised").bounding_box()
    assert gap is not None
    assert line is not None
    assert gap["x"] < line["x"] < gap["x"] + gap["width"], "raised while it did not record"
    assert line["y"] < gap["y"] < line["y"] + line["height"]
    filled, thin, hollow, hatched = (
        page.locator(f".legend .{kind}").evaluate(
            "one => { const s = getComputedStyle(one); return [s.borderTopStyle, s.backgroundColor, s.backgroundImage]; }"
        )
        for kind in ("yes", "no", "bad", "unknown")
    )
    assert [each[0] for each in (filled, thin, hollow, hatched)] == ["none", "none", "solid", "none"]
    assert (filled[2], thin[2] != "none", hatched[1]) == ("none", True, "rgba(0, 0, 0, 0)")
    assert page.locator(".legend li").all_inner_texts() == [
        "是、正常",
        "否，当时不作要求",
        "否、异常",
        "未知",
        "起于",
        "告警",
    ]
    aloud = rows.first.locator(".track").get_attribute("aria-label") or ""
    assert (aloud.count("未录制（当时不作要求）"), aloud.count("未录制")) == (1, 2)


def test_the_stills_around_an_alert_are_switched_between_and_tell_their_age(browser: Browser) -> None:
    """Each is asked for only when it is chosen, since a look is on record."""
    page = open_page(browser, Mock())
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(request.url.split("which=")[-1]) if "which=" in request.url else None,
    )
    look(page, "/alerts/0000000000000003")
    picture = page.locator(".pictures figure")
    assert picture.locator("button").all_inner_texts() == ["之前", "当时", "标注", "之后"]
    assert "告警前 1 分钟" in picture.locator(".note").inner_text()
    until(page, lambda: asked)
    assert asked == ["marked"]
    for name, which in (("之前", "before"), ("当时", "still"), ("之后", "after")):
        with page.expect_request(f"**/stills/0?which={which}"):
            picture.get_by_role("button", name=name).click()
        assert picture.locator("button[aria-pressed=true]").all_inner_texts() == [name]


def test_closed_alerts_are_loaded_again_only_while_they_are_filtered_for(browser: Browser) -> None:
    """With each new list of the server; not once the filter is gone."""
    page = open_page(browser, Mock())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    look(page, "/alerts?state=closed")
    for again, clearing in ((1, False), (0, True)):
        if clearing:
            page.locator(".filters button").click()
        asked.clear()
        before = page.evaluate(
            "() => { const all = window.streams; all.at(-1).dispatchEvent(new Event('reload')); return all.length; }"
        )
        # It follows anew once it has the list, and asks for the closed ones in the same breath.
        page.wait_for_function("before => window.streams.length > before", arg=before)
        page.evaluate("fetch('/api/room').then(() => 0)")
        assert [asked.count("alerts"), sum("state=closed" in each for each in asked)] == [1, again]
    page.context.close()


LONGEST_KEY = """async () => {
  let longest = 0;
  for (let count = 0; count < 20; count += 1) {
    const begin = performance.now();
    document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "j", bubbles: true}));
    await new Promise(requestAnimationFrame);
    longest = Math.max(longest, performance.now() - begin);
  }
  return longest;
}"""


def test_a_queue_of_five_thousand_draws_only_what_is_in_sight(browser: Browser) -> None:
    """And moves by keys as quickly as a short one: no key takes longer than a tenth of a second and a half.

    A machine that is busy with other tests may be slow at some; a page that is slow is so each time.
    """
    many = [NEW | {"alert": f"{number:016x}", "group": f"{number}"} for number in range(5_000)]
    page = open_page(browser, Mock(alerts={"place": "0", "left_out": 0, "alerts": many}))
    look(page, "/alerts")
    assert 0 < page.locator(".row").count() < 60
    assert any((longest := page.evaluate(LONGEST_KEY)) < 150 for _ in range(5)), longest
