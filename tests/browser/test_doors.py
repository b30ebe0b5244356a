"""The login page where single sign-on is the only way, passwords that wait or are over, and notices that are put away."""

from playwright.sync_api import Browser, expect

from tests.browser.mocked import Mock, look, open_page

LABEL = {"zh": "民警统一身份认证", "en": "Police single sign-on"}


def outside(**ways: object) -> Mock:
    """Return a server to which nobody is logged in."""
    mock = Mock()
    mock.answers["/api/session"] = None
    mock.answers["/api/session/ways"] = {"oidc": LABEL, **ways}
    return mock


def test_where_passwords_are_off_the_login_page_asks_for_none(browser: Browser) -> None:
    """It has single sign-on alone; while that is away nobody is told to use a password."""
    page = open_page(browser, outside(password=False))
    look(page, "/?refused=oidc_away")
    expect(page.get_by_role("link", name=LABEL["zh"])).to_be_visible()
    expect(page.locator(".login input")).to_have_count(0)
    expect(page.locator(".login button.main")).to_have_count(0)
    expect(page.get_by_role("alert")).to_contain_text("通知值班工程师")
    expect(page.get_by_role("alert")).not_to_contain_text("用用户名和密码登录")
    page.context.close()


def test_where_both_ways_are_open_the_login_page_has_both(browser: Browser) -> None:
    """And the cursor stands where the name is typed."""
    page = open_page(browser, outside(password=True))
    look(page, "/?refused=oidc_away")
    expect(page.get_by_role("link", name=LABEL["zh"])).to_be_visible()
    expect(page.get_by_label("用户名")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("用用户名和密码登录")
    page.context.close()


def test_an_administrator_sees_which_given_password_waits_and_which_is_over(browser: Browser) -> None:
    """In the list of people."""
    page = open_page(browser, Mock())
    look(page, "/admin/people")
    expect(page.locator("tr", has_text="张警官")).to_contain_text("前有效")
    expect(page.locator("tr", has_text="赵警官")).to_contain_text("临时密码已过期")
    expect(page.locator("tr", has_text="王警官")).to_contain_text("有效")
    page.context.close()


def test_a_notice_is_put_away_with_a_reason(browser: Browser) -> None:
    """Which must be given; only what is dead has the button."""
    mock = Mock()
    page = open_page(browser, mock)
    look(page, "/admin/notices")
    expect(page.get_by_role("button", name="不再送")).to_have_count(1)
    page.locator("tr.exceeded").get_by_role("button", name="不再送").click()
    dialog = page.locator("dialog[open]")
    reason = dialog.get_by_label("说明")
    reason.fill("  ")
    dialog.get_by_role("button", name="不再送").click()
    assert mock.posted == []
    reason.fill("已电话告知指挥中心")
    dialog.get_by_role("button", name="不再送").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert mock.posted == [("/api/notices/msg_2hT4/put-away", {"reason": "已电话告知指挥中心"})]
    page.context.close()
