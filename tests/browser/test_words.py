"""What pages say: in the desk's language, and in no other."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import plausible_more
from tests.browser.mocked import Mock, look, open_page
from tests.browser.plausible import ALERTS, NUMBERS, ROOM
from tests.browser.plausible_more import TRAIL
from tests.browser.test_screens import OPENED, SCREENS, open_over

OTHER_LANGUAGE = (Path(__file__).parent / "other_language.js").read_text(encoding="utf-8")

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


UNWELL = {
    "zh": [
        "告警台：发现/2 落后 40 秒（12 条）; 录制：日志/0 的状态尚未恢复",
        "Kafka 已有 35 秒没有收下识别结果",
        "没有应答",
    ],
    "en": [
        "desk is 40 s behind in Findings/2 (12 messages); recording has not recovered Log/0",
        "Kafka has not taken what was seen for 35 s",
        "no answer",
    ],
}


@pytest.mark.parametrize(("language", "told"), UNWELL.items())
def test_what_keeps_a_role_from_being_ready_is_told(browser: Browser, language: str, told: list[str]) -> None:
    """With the values that the role gave."""
    desk = {"agent": "desk", "topic": "findings", "partition": 2, "behind_s": 40, "messages": 12}
    recording = {"agent": "recording", "topic": "log", "partition": 0}
    hindered = {
        "worker": [("agent_behind", desk), ("not_recovered", recording)],
        "vision": [("kafka_slow", {"waiting_s": 35})],
        "watchdog": [("no_answer", {})],
    }
    roles = [
        {"role": role, "ready": False, "hindered": [{"by": by, "values": values} for by, values in each]}
        for role, each in hindered.items()
    ]
    page = open_page(browser, Mock(room=ROOM | {"roles": roles}), language=language)
    look(page, "/admin/health")
    assert page.locator("tbody td:nth-child(3)").all_text_contents() == told
    assert (page.locator(".unwell").get_attribute("title") or "").splitlines() == "; ".join(told).split("; ")
    page.context.close()


IN_WORDS = {
    "zh": [
        ("处理告警", "提前停止录制 023469 尖草坪所", "已喊话"),
        ("处理告警", "画面异常 柏板所", "签收"),
        ("处理告警", "告警 …abcdef", "驳回：误报：设备问题"),
        ("维护", "柏板所", "开始维护：更换设备"),
        ("维护", "柏板所", "结束维护：更换完毕"),
        ("查看画面", "14010001001320000043", "直播"),
        ("查看画面", "14010001001320000043", "最新画面"),
        ("查看画面", "14010001001320000043", "告警画面：之前 1"),
        ("查看画面", "柏板所", "告警画面：标注 2"),
        ("查看画面", "14010001001320000043", "视频巡查 T"),
        ("巡查登记", "14010001001320000043", "视频巡查 T · 反光背心：有问题 · 警帽：正常 · 表扬 · 2 号民警"),
        ("新增用户", "张警官", "值班员、审核员 · 古城所、柏板所"),
        ("更改用户", "孙警官", "审核员 · 全部 · 停用"),
        ("更改用户", "孙警官", "重设密码"),
        ("更改用户", "孙警官", "强制退出"),
        ("重发消息", "警情 0/1042", ""),
        ("重发消息", "对外通知：msg_2hT4", ""),
        ("查阅审计记录", "", "人员：王警官 · 对象：柏板所"),
        ("查阅审计记录", "", ""),
        ("修改密码", "", ""),
        ("登录失败", "", "10.1.4.23 · 原密码不正确"),
        ("登录失败", "", "统一身份认证 · 本系统没有此用户 · 10.1.4.23"),
        ("登录失败", "", "10.1.4.23"),
        ("登录", "", "统一身份认证 · 10.1.4.22"),
        ("退出", "", ""),
    ],
    "en": [
        ("Acted on an alert", "Recording stopped early 023469 Jiancaoping", "Called"),
        ("Acted on an alert", "Bad picture Baiban", "Acknowledge"),
        ("Acted on an alert", "Alert …abcdef", "Dismiss: 误报：设备问题"),
        ("Maintenance", "Baiban", "Begin maintenance: 更换设备"),
        ("Maintenance", "Baiban", "End maintenance: 更换完毕"),
        ("Looked at a picture", "14010001001320000043", "live video"),
        ("Looked at a picture", "14010001001320000043", "latest still"),
        ("Looked at a picture", "14010001001320000043", "still of an alert: Before 1"),
        ("Looked at a picture", "Baiban", "still of an alert: Marked 2"),
        ("Looked at a picture", "14010001001320000043", "patrol T"),
        ("Patrolled", "14010001001320000043", "patrol T · Vest: fault · Cap: well · praise · 2 号民警"),
        ("Added a person", "张警官", "Operator, Reviewer · Gucheng, Baiban"),
        ("Changed a person", "孙警官", "Reviewer · all · disabled"),
        ("Changed a person", "孙警官", "new password"),
        ("Changed a person", "孙警官", "sessions ended"),
        ("Sent a message again", "Incidents 0/1042", ""),
        ("Sent a message again", "Notices: msg_2hT4", ""),
        ("Read the audit trail", "", "who: 王警官 · about: Baiban"),
        ("Read the audit trail", "", ""),
        ("Changed the password", "", ""),
        ("Login failed", "", "10.1.4.23 · wrong old password"),
        ("Login failed", "", "single sign-on · no user of this console · 10.1.4.23"),
        ("Login failed", "", "10.1.4.23"),
        ("Logged in", "", "single sign-on · 10.1.4.22"),
        ("Logged out", "", ""),
    ],
}


@pytest.mark.parametrize(("language", "lines"), IN_WORDS.items())
def test_the_trail_is_told_in_words(
    browser: Browser, language: str, lines: list[tuple[str, str, str]]
) -> None:
    """Whatever the server writes; the codes themselves are there for whoever points at them."""
    page = open_page(browser, Mock(), language=language)
    look(page, "/admin/audit")
    cells = page.locator("tbody td")
    told = [re.sub(r"(视频巡查|patrol) .*?\d\d:\d\d", r"\1 T", text) for text in cells.all_text_contents()]
    assert list(zip(*(told[column::5] for column in (2, 3, 4)), strict=True)) == lines
    codes = [cell.get_attribute("title") for cell in cells.all()]
    assert list(zip(*(codes[column::5] for column in range(1, 5)), strict=True)) == list(plausible_more.LINES)
    assert told[1::5][:2] == ["李警官", "王警官"]
    assert {"zh": "命令行", "en": "command line"}[language] in told[1::5]
    page.context.close()


def test_what_the_server_never_wrote_stands_as_it_is(browser: Browser) -> None:
    """A line of a later version, or one that somebody changed, is shown and not hidden."""
    line = TRAIL["lines"][0] | {"name": "x y", "deed": "sold", "about": "no=1", "detail": "for 3"}
    odd = [line | {"deed": deed} for deed in ("sold", "acted", "looked", "logged_in", "audited")]
    page = open_page(browser, Mock(audit=TRAIL | {"lines": odd}))
    look(page, "/admin/audit")
    cells = page.locator("tbody td").all_text_contents()
    assert cells[2] == "sold"
    assert (cells[1::5], cells[3::5]) == (["x y"] * 5, ["no=1"] * 5)
    assert cells[4::5] == ["for 3"] * 3 + ["for · 3", "for 3"]
    page.context.close()


OTHERS = {
    "zh": (
        r"Esc|Enter|https|ISA-18\.2|GB/T|TJJD|Frigate|English"  # keys, standards, studies, the button
        r"|…[0-9a-f]{6}|msg_\w+|\b(li|wang|zhang|sun|zhao|stranger)\b"  # ids, login names
        r"|gucheng|baiban|jiancaoping|xiangyang"  # codes of stations
        r"|JSON|HTTP \d+"
    ),
    "en": (
        r"中文|[李王张孙赵]警官|指挥中心"  # the button, names
        r"|设备待更换|误报：设备问题|更换设备|更换完毕|号民警"  # what people wrote
        r"|安康|宿城分局|公安机关现场执法视音频记录工作规定"  # who says so
    ),
}
"""What stands in the other language for a reason."""


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.timeout(300)
def test_no_page_says_anything_in_the_other_language(browser: Browser, language: str) -> None:
    """Not a word and not a code, on screens, in what is opened, and in what screen readers say."""
    found = {}
    page = open_page(browser, Mock(), language=language)
    candidate, shelved = (f"/alerts/{ALERTS[index]['alert']}" for index in (2, -1))
    for screen in (*SCREENS, candidate, shelved):
        look(page, screen)
        found[screen] = foreign(page, language)
    page.context.close()
    for path, how in OPENED:
        page = open_over(browser, path, how, language=language)
        found[path, how] = foreign(page, language)
        page.context.close()
    assert {where: texts for where, texts in found.items() if texts} == {}


def foreign(page: Page, language: str) -> list[str]:
    """Return what a page says in the other language, but for what does so for a reason."""
    letters = {"zh": "[A-Za-z]{2}", "en": "[一-鿿]"}[language]
    told = page.evaluate(OTHER_LANGUAGE)
    return [text for text in told if re.search(letters, re.sub(OTHERS[language], "", text))]
