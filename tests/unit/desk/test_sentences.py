"""Sentences for the intercom: every rule, both languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from agents.desk.sentences import Speaker
from agents.desk.state import Spoken
from models.observations import PICTURE_LOOKS, UNIFORM_LOOKS, Look
from models.rules import Rule
from tests.factories import BADGE, STATION, directory

SPEAKER = Speaker(directory(), ZoneInfo("Asia/Shanghai"))
NOW = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)  # 08:30 in the bureau
FOUR = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)  # 04:00 in the bureau
CAMERA = "34020000001320000012"
NEVER_SAID = ("秒", "second", "违", "未按", "不合格", "违规", "fail", "violat", "must", "_")


def say(rule: Rule, kind: str | None = None, **changed: str | None) -> tuple[str, str]:
    """Return a sentence in both languages; badge and camera are known unless told."""
    names: dict[str, str | None] = {"station": STATION, "badge": BADGE, "camera": CAMERA, **changed}
    spoken = Spoken(rule, names["station"] or "", names["badge"], names["camera"], kind, FOUR)
    words = SPEAKER.sentence(spoken, NOW)
    return words.zh, words.en


RECORDING = [
    (
        Rule.RECORDING_NEVER_STARTED,
        "017913，请开启执法记录仪，全程录制",
        "017913, please switch on your camera and keep recording",
    ),
    (
        Rule.RECORDING_STARTED_LATE,
        "017913，到场时请及时开启执法记录仪，全程录制",
        "017913, please switch on your camera as soon as you arrive and keep recording",
    ),
    (
        Rule.RECORDING_INTERRUPTED,
        "017913，执法记录仪录制中断，请恢复录制",
        "017913, your recording has stopped, please resume",
    ),
    (
        Rule.RECORDING_STOPPED_EARLY,
        "017913，现场处置尚未结束，请继续录制",
        "017913, the scene is still open, please keep recording",
    ),
]
DEVICES = [
    (
        Rule.NO_CAMERA_BOUND,
        "柏板所，出警民警017913未登记执法记录仪，请核对",
        "Baiban station, 017913 has no camera on the roster, please check",
    ),
    (
        Rule.CAMERA_OFFLINE_ON_INCIDENT,
        "柏板所，017913的执法记录仪已离线，请检查设备",
        "Baiban station, 017913's camera is offline, please check it",
    ),
    (
        Rule.CAMERA_OFFLINE,
        "柏板所，017913的执法记录仪已离线，请检查设备",
        "Baiban station, 017913's camera is offline, please check it",
    ),
    (
        Rule.STATION_SILENT,
        "柏板所，全所执法记录仪暂无信号，请检查网络和设备",
        "Baiban station, there is no signal from any of your cameras, please check the network and the cameras",
    ),
    (
        Rule.BATTERY_LOW,
        "017913，执法记录仪电量不足，请更换设备",
        "017913, your camera is low on battery, please change it",
    ),
    (
        Rule.STORAGE_LOW,
        "017913，执法记录仪存储空间不足，请更换设备",
        "017913, your camera is nearly full, please change it",
    ),
]
FEEDBACK = (
    "柏板所，今日凌晨4点一起警情处置情况还未录入系统",
    "Baiban station, the outcome of an incident at 4 this morning is not in the system yet",
)
OTHERS = [
    (
        Rule.ANGLE_TILTED,
        "017913，请调整好执法记录仪角度",
        "017913, please adjust your camera's angle",
    ),
    (
        Rule.ANGLE_PICTURE,
        "017913，请调整好执法记录仪角度",
        "017913, please adjust your camera's angle",
    ),
    (Rule.FEEDBACK_REMINDER, *FEEDBACK),
    (Rule.FEEDBACK_OVERDUE, *FEEDBACK),
    (Rule.FEEDBACK_ESCALATED, *FEEDBACK),
    (
        Rule.NEVER_CONCLUDED,
        "柏板所，今日凌晨4点一起警情尚未登记处置结束，请核对",
        "Baiban station, an incident at 4 this morning is not marked as concluded yet, please check",
    ),
    (
        Rule.IMPOSSIBLE_TIMES,
        "柏板所，今日凌晨4点一起警情的各环节时间对不上，请核对",
        "Baiban station, the recorded times of an incident at 4 this morning do not fit together, please check",
    ),
    (Rule.UNIFORM, "017913，请注意警容", "017913, mind your uniform, please"),
    (
        Rule.ROLL_CALL,
        "柏板所，今日凌晨4点上岗的民辅警尚未全部完成岗前检查，请安排",
        "Baiban station, not everybody whose shift began at 4 this morning has done the roll-call check, please arrange it",
    ),
    (
        Rule.SUPERVISION_BLIND,
        "柏板所，镜鉴已停止更新，请立即转人工巡查，并通知值班工程师",
        "Baiban station, Jingjian sees nothing at present, please watch by eye at once and call the engineer on duty",
    ),
]
ALL = [*RECORDING, *DEVICES, *OTHERS]


@pytest.mark.parametrize(("rule", "zh", "en"), ALL)
def test_sentence(rule: Rule, zh: str, en: str) -> None:
    """Each rule's sentence is the room's own, in both languages."""
    assert say(rule) == (zh, en)


def test_every_rule_is_tested() -> None:
    """A new rule needs its sentence here."""
    assert {rule for rule, _, _ in ALL} == set(Rule)


ANGLE = ("请调整好执法记录仪角度", "please adjust your camera's angle")


@pytest.mark.parametrize(
    ("rule", "look", "zh", "en"),
    [
        (Rule.ANGLE_PICTURE, Look.TILTED, *ANGLE),
        (Rule.ANGLE_PICTURE, Look.SKY, *ANGLE),
        (Rule.ANGLE_PICTURE, Look.GROUND, *ANGLE),
        (
            Rule.ANGLE_PICTURE,
            Look.COVERED,
            "执法记录仪镜头被遮挡，请查看",
            "your lens seems covered, please look",
        ),
        (
            Rule.ANGLE_PICTURE,
            Look.DARK,
            "执法记录仪画面过暗，请查看",
            "your camera's picture is very dark, please look",
        ),
        (
            Rule.ANGLE_PICTURE,
            Look.BLURRED,
            "执法记录仪画面模糊，请查看镜头",
            "your camera's picture is blurred, please look at the lens",
        ),
        (
            Rule.ANGLE_PICTURE,
            Look.FROZEN,
            "执法记录仪画面静止，请查看设备",
            "your camera's picture stands still, please check it",
        ),
        (
            Rule.UNIFORM,
            Look.HEADGEAR,
            "请注意警容，请戴好警帽",
            "mind your uniform, please: put on your cap",
        ),
        (
            Rule.UNIFORM,
            Look.VEST,
            "请注意警容，请穿好反光背心",
            "mind your uniform, please: put on your vest",
        ),
        (Rule.UNIFORM, Look.DRESS, "请注意警容，请整理着装", "mind your uniform, please: tidy your dress"),
        (
            Rule.UNIFORM,
            Look.BADGE,
            "请注意警容，请佩戴好警号",
            "mind your uniform, please: put on your badge",
        ),
    ],
)
def test_by_what_was_looked_for(rule: Rule, look: Look, zh: str, en: str) -> None:
    """What was seen in the picture asks for its own words."""
    assert look in (UNIFORM_LOOKS if rule is Rule.UNIFORM else PICTURE_LOOKS)
    assert say(rule, look.value) == (f"017913，{zh}", f"017913, {en}")


@pytest.mark.parametrize(
    ("rule", "camera", "zh", "en"),
    [
        (
            Rule.ANGLE_TILTED,
            CAMERA,
            "柏板处警民警，请调整好执法记录仪角度",
            "Officers of Baiban station, please adjust",
        ),
        (
            Rule.UNIFORM,
            CAMERA,
            "柏板处警民警，请注意警容",
            "Officers of Baiban station, mind your uniform, please",
        ),
        (
            Rule.BATTERY_LOW,
            CAMERA,
            "柏板处警民警，尾号0012的执法记录仪电量不足，",
            "Officers of Baiban station, the camera ",
        ),
        (
            Rule.CAMERA_OFFLINE,
            CAMERA,
            "柏板所，尾号0012的执法记录仪已离线，",
            "Baiban station, the camera ending in 0012 is",
        ),
        (Rule.CAMERA_OFFLINE, "12", "柏板所，12号执法记录仪已离线，", "Baiban station, camera 12 is offline"),
        (Rule.CAMERA_OFFLINE, None, "柏板所，一台执法记录仪已离线，", "Baiban station, a camera is offline"),
        (
            Rule.NO_CAMERA_BOUND,
            None,
            "柏板所，一名出警民警未登记执法记录仪，",
            "Baiban station, an officer on an incident",
        ),
    ],
)
def test_wearer_unknown(rule: Rule, camera: str | None, zh: str, en: str) -> None:
    """Where nobody knows who wears the camera, the station's officers or the station are addressed."""
    said_zh, said_en = say(rule, badge=None, camera=camera)

    assert said_zh.startswith(zh)
    assert said_en.startswith(en)


def test_the_case_heard_at_eight() -> None:
    """The sentence of the supervision room, word for word."""
    assert say(Rule.FEEDBACK_ESCALATED, station="S2")[0] == "古城所，今日凌晨4点一起警情处置情况还未录入系统"


def test_station_that_nobody_named() -> None:
    """A station that the directory does not have is called by its id."""
    assert say(Rule.FEEDBACK_OVERDUE, station="S9")[0].startswith("S9，")
    assert say(Rule.ANGLE_TILTED, station="S9", badge=None)[1].startswith("Officers of S9, ")


@pytest.mark.parametrize("badge", [BADGE, None])
@pytest.mark.parametrize("kind", [None, *Look])
@pytest.mark.parametrize("rule", Rule)
def test_never_an_accusation(rule: Rule, kind: Look | None, badge: str | None) -> None:
    """No sentence accuses, names a rule, counts seconds, or shows a gap that was not filled."""
    for said in say(rule, kind, badge=badge):
        assert not [word for word in (*NEVER_SAID, "{", "None") if word in said]
