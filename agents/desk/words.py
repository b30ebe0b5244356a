"""Lines of evidence in words, with the local time to the second, so that a person can check them."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agents.desk.clock_words import day_en, day_zh
from models.alerts import Words
from models.findings import Evidence, Fact
from models.incidents import Stage
from models.observations import Look

_STAGES = {
    Stage.RECEIVED: Words("接警", "received"),
    Stage.DISPATCHED: Words("派警", "dispatched"),
    Stage.SIGNED: Words("签收", "signed"),
    Stage.DEPARTED: Words("出警", "departed"),
    Stage.ARRIVED: Words("到场", "arrived"),
    Stage.CONCLUDED: Words("处置结束", "concluded"),
    Stage.FEEDBACK_ENTERED: Words("反馈录入", "feedback entered"),
    Stage.REVIEWED: Words("审核", "reviewed"),
    Stage.CLOSED: Words("办结", "closed"),
}
LOOKS = {
    Look.TILTED: Words("角度倾斜", "tilted picture"),
    Look.SKY: Words("镜头对着天空", "lens pointing at the sky"),
    Look.GROUND: Words("镜头对着地面", "lens pointing at the ground"),
    Look.COVERED: Words("镜头被遮挡", "covered lens"),
    Look.DARK: Words("画面过暗", "dark picture"),
    Look.BLURRED: Words("画面模糊", "blurred picture"),
    Look.FROZEN: Words("画面静止", "picture standing still"),
    Look.HEADGEAR: Words("警帽", "cap"),
    Look.VEST: Words("反光背心", "vest"),
    Look.DRESS: Words("着装", "dress"),
    Look.BADGE: Words("警号", "badge"),
    Look.OTHER: Words("警容其他方面", "something else about the uniform"),
    Look.ROLL_CALL: Words("岗前检查", "roll-call check"),
    Look.STREAM: Words("视频", "video"),
}
_PLAIN = {
    Fact.RECEIVED: _STAGES[Stage.RECEIVED],
    Fact.DISPATCHED: _STAGES[Stage.DISPATCHED],
    Fact.DEPARTED: _STAGES[Stage.DEPARTED],
    Fact.ARRIVED: _STAGES[Stage.ARRIVED],
    Fact.CONCLUDED: _STAGES[Stage.CONCLUDED],
    Fact.BOUND: Words("值班表登记有执法记录仪", "a camera is on the roster"),
    Fact.NOT_BOUND: Words("值班表未登记执法记录仪", "no camera on the roster"),
    Fact.RECORDING: Words("正在录制", "recording"),
    Fact.NOT_RECORDING: Words("未在录制", "not recording"),
    Fact.ONLINE: Words("在线", "online"),
    Fact.OFFLINE: Words("离线", "offline"),
    Fact.SILENT: Words("最后一次收到信号", "last heard of"),
    Fact.SHIFT_ENDS: Words("本班结束", "the shift ends"),
    Fact.BATTERY: Words("电量", "battery"),
    Fact.STORAGE: Words("剩余存储空间", "storage left"),
    Fact.PITCH: Words("俯仰角", "pitch"),
    Fact.ROLL: Words("横滚角", "roll"),
    Fact.LOOK: Words("画面观察", "looks at the picture"),
    Fact.SEEN_BY: Words("人工查看发现问题", "a person saw a fault"),
    Fact.NOT_PASSED: Words("岗前检查未通过", "the roll-call check was not passed"),
    Fact.NOT_CHECKED: Words("未完成岗前检查", "roll-call check not done"),
    Fact.NOT_ON_ROSTER: Words("不在值班表上，请核对警号", "not on the roster, please check the badge"),
    Fact.STAGE_BEFORE: Words("各环节时间先后不符", "the times of the stages contradict each other"),
    Fact.NO_FEEDBACK: Words("处置情况尚未录入", "the outcome is not entered yet"),
    Fact.NO_NEWS: Words("最后一次收到数据", "last data received"),
    Fact.NOT_FOLDED: Words("最后一次完成研判", "last data looked at"),
    Fact.NEWS: Words("已恢复", "going on again"),
}
_OF_A_CAMERA = frozenset({Fact.RECORDING, Fact.NOT_RECORDING, Fact.ONLINE, Fact.OFFLINE, Fact.SILENT})
"""Facts whose detail is the camera."""
_OF_A_BADGE = frozenset({Fact.NOT_CHECKED, Fact.NOT_ON_ROSTER})
"""Facts whose detail is the badge."""
_UNITS = {Fact.BATTERY: "%", Fact.STORAGE: "%", Fact.PITCH: "°", Fact.ROLL: "°"}

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_SHARE = re.compile(r"(\w+) (\d+)/(\d+)")
"""``covered 5/6``: what was looked for, in how many looks of how many the fault was seen."""
_SEEN_BY = re.compile(r"(\w+) (.+)")
"""``vest li``: what was looked at, and who saw a fault of it."""
_STAGE_AT = rf"({'|'.join(_STAGES)}) (\d{{4}}-\d\d-\d\dT[\d:.]+(?:Z|[-+]\d\d:\d\d))"
_TWO_STAGES = re.compile(f"{_STAGE_AT} {_STAGE_AT}")
"""``concluded TIME arrived TIME``: two stages that cannot both be right."""


def evidence_words(line: Evidence, now: datetime, zone: ZoneInfo) -> Words:
    """Return a line of evidence in both languages; the date only where it is not today's."""
    today = now.astimezone(zone).date()
    at = _clock(line.at, today, zone)
    what = _what(line, today, zone)
    return Words(f"{at.zh} {what.zh}", f"{at.en} {what.en}")


def _what(line: Evidence, today: date, zone: ZoneInfo) -> Words:
    """Return what was so; a detail that is not understood is left out rather than shown raw."""
    plain, detail = _PLAIN[line.fact], line.detail
    if line.fact in _UNITS and (number := _NUMBER.search(detail)):
        value = f"{float(number[0]):g}{_UNITS[line.fact]}"
        return Words(f"{plain.zh} {value}", f"{plain.en} {value}")
    if line.fact in _OF_A_CAMERA | _OF_A_BADGE and detail:
        return Words(f"{detail} {plain.zh}", f"{detail} {plain.en}")
    if line.fact is Fact.BOUND and detail:
        return Words(f"值班表登记的执法记录仪 {detail}", f"camera on the roster: {detail}")
    if line.fact in {Fact.LOOK, Fact.SEEN_BY}:
        return _looked(line) or plain
    if line.fact is Fact.STAGE_BEFORE and (stages := _TWO_STAGES.fullmatch(detail)):
        return _contradiction(stages, today, zone)
    return plain


def _looked(line: Evidence) -> Words | None:
    """Return what several looks showed, or what one person saw."""
    found = (_SHARE if line.fact is Fact.LOOK else _SEEN_BY).fullmatch(line.detail)
    if found is None or found[1] not in LOOKS:
        return None
    look = LOOKS[Look(found[1])]
    if line.fact is Fact.SEEN_BY:
        return Words(f"{found[2]} 人工查看发现问题：{look.zh}", f"{found[2]} saw a fault: {look.en}")
    return Words(
        f"{look.zh}：{found[3]}次观察中{found[2]}次有问题",
        f"{look.en}: {found[2]} of {found[3]} looks showed a fault",
    )


def _contradiction(stages: re.Match[str], today: date, zone: ZoneInfo) -> Words:
    one, one_at, other, other_at = stages.groups()
    first, second = _STAGES[Stage(one)], _STAGES[Stage(other)]
    first_at = _clock(datetime.fromisoformat(one_at), today, zone)
    second_at = _clock(datetime.fromisoformat(other_at), today, zone)
    return Words(
        f"{first.zh} {first_at.zh}，{second.zh} {second_at.zh}，先后不符",
        f"{first.en} {first_at.en}, {second.en} {second_at.en}: they contradict each other",
    )


def _clock(moment: datetime, today: date, zone: ZoneInfo) -> Words:
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        # The beginning or the end of time, as rosters write what has neither.
        local = moment
    clock = f"{local:%H:%M:%S}"
    if local.date() == today:
        return Words(clock, clock)
    return Words(f"{day_zh(local.date())} {clock}", f"{day_en(local.date())} {clock}")
