"""Sentences for the intercom: who is addressed, then what to do, in one breath.

Never an accusation, a rule's name or a number of seconds. The words are those of the room's glossary.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from agents.desk.clock_words import clock_words
from agents.desk.state import Spoken
from agents.desk.words import evidence_words
from models.alerts import EvidenceLine, Words
from models.findings import Evidence
from models.ids import EVERYWHERE
from models.observations import Look
from models.rules import Rule
from models.stations import Station
from models.times import Instant

LONGEST_SPOKEN_ID = 6
"""E: longer camera numbers (GB/T 28181 has 20 digits) are spoken by their end."""
SPOKEN_END = 4
"""E: how a telephone number's end is spoken of, 尾号."""


class _Request(NamedTuple):
    """What to ask, in both languages.

    ``{device}`` is the addressee's own camera, ``{camera}`` a camera spoken of to others, ``{officer}``
    the person spoken of and ``{when}`` the time of the incident.
    """

    zh: str
    en: str
    to_station: bool = False
    """Addressed to the station, even where the person is known."""


_FEEDBACK = _Request(
    "{when}一起警情处置情况还未录入系统",
    "the outcome of an incident {when} is not in the system yet",
    to_station=True,
)
_OFFLINE = _Request("{camera}已离线，请检查设备", "{camera} is offline, please check it", to_station=True)
_ANGLE = _Request("请调整好执法记录仪角度", "please adjust your camera's angle")
_UNIFORM = _Request("请注意警容", "mind your uniform, please")

_REQUESTS: dict[Rule, _Request] = {
    Rule.RECORDING_NEVER_STARTED: _Request(
        "请开启执法记录仪，全程录制", "please switch on your camera and keep recording"
    ),
    Rule.RECORDING_STARTED_LATE: _Request(
        "到场时请及时开启执法记录仪，全程录制",
        "please switch on your camera as soon as you arrive and keep recording",
    ),
    Rule.RECORDING_INTERRUPTED: _Request(
        "执法记录仪录制中断，请恢复录制", "your recording has stopped, please resume"
    ),
    Rule.RECORDING_STOPPED_EARLY: _Request(
        "现场处置尚未结束，请继续录制", "the scene is still open, please keep recording"
    ),
    Rule.NO_CAMERA_BOUND: _Request(
        "{officer}未登记执法记录仪，请核对",
        "{officer} has no camera on the roster, please check",
        to_station=True,
    ),
    Rule.CAMERA_OFFLINE_ON_INCIDENT: _OFFLINE,
    Rule.CAMERA_OFFLINE: _OFFLINE,
    Rule.STATION_SILENT: _Request(
        "全所执法记录仪暂无信号，请检查网络和设备",
        "there is no signal from any of your cameras, please check the network and the cameras",
        to_station=True,
    ),
    Rule.BATTERY_LOW: _Request(
        "{device}电量不足，请更换设备", "{device} is low on battery, please change it"
    ),
    Rule.STORAGE_LOW: _Request(
        "{device}存储空间不足，请更换设备", "{device} is nearly full, please change it"
    ),
    Rule.ANGLE_TILTED: _ANGLE,
    Rule.ANGLE_PICTURE: _ANGLE,
    Rule.FEEDBACK_REMINDER: _FEEDBACK,
    Rule.FEEDBACK_OVERDUE: _FEEDBACK,
    Rule.FEEDBACK_ESCALATED: _FEEDBACK,
    Rule.NEVER_CONCLUDED: _Request(
        "{when}一起警情尚未登记处置结束，请核对",
        "an incident {when} is not marked as concluded yet, please check",
        to_station=True,
    ),
    Rule.IMPOSSIBLE_TIMES: _Request(
        "{when}一起警情的各环节时间对不上，请核对",
        "the recorded times of an incident {when} do not fit together, please check",
        to_station=True,
    ),
    Rule.UNIFORM: _UNIFORM,
    Rule.ROLL_CALL: _Request(
        "{when}上岗的民辅警尚未全部完成岗前检查，请安排",
        "not everybody whose shift began {when} has done the roll-call check, please arrange it",
        to_station=True,
    ),
    Rule.SUPERVISION_BLIND: _Request(
        "镜鉴已停止更新，请立即转人工巡查，并通知值班工程师",
        "Jingjian sees nothing at present, please watch by eye at once and call the engineer on duty",
        to_station=True,
    ),
}

_BY_LOOK: dict[tuple[Rule, str | None], _Request] = {
    (Rule.ANGLE_PICTURE, Look.COVERED): _Request(
        "执法记录仪镜头被遮挡，请查看", "your lens seems covered, please look"
    ),
    (Rule.ANGLE_PICTURE, Look.DARK): _Request(
        "执法记录仪画面过暗，请查看", "your camera's picture is very dark, please look"
    ),
    (Rule.ANGLE_PICTURE, Look.BLURRED): _Request(
        "执法记录仪画面模糊，请查看镜头", "your camera's picture is blurred, please look at the lens"
    ),
    (Rule.ANGLE_PICTURE, Look.FROZEN): _Request(
        "执法记录仪画面静止，请查看设备", "your camera's picture stands still, please check it"
    ),
    (Rule.UNIFORM, Look.HEADGEAR): _Request(
        "请注意警容，请戴好警帽", "mind your uniform, please: put on your cap"
    ),
    (Rule.UNIFORM, Look.VEST): _Request(
        "请注意警容，请穿好反光背心", "mind your uniform, please: put on your vest"
    ),
    (Rule.UNIFORM, Look.DRESS): _Request(
        "请注意警容，请整理着装", "mind your uniform, please: tidy your dress"
    ),
    (Rule.UNIFORM, Look.BADGE): _Request(
        "请注意警容，请佩戴好警号", "mind your uniform, please: put on your badge"
    ),
}
"""Where what was looked for asks for other words than the rule."""


ALL_DESKS = Station(station=EVERYWHERE, name_zh="督导系统", name_en="All desks", call_zh="各席位")
"""Who is addressed where no station is."""


def speaks_a_time(rule: Rule) -> bool:
    """Say whether a rule's sentence tells a time, so that it grows old at midnight."""
    return "{when}" in _REQUESTS[rule].zh


class Speaker(Struct, frozen=True):
    """Puts alerts into the words of one bureau."""

    directory: Mapping[str, Station]
    zone: ZoneInfo

    def sentence(self, spoken: Spoken, now: datetime) -> Words:
        """Return what to say over the intercom at ``now``."""
        request = _BY_LOOK.get((spoken.rule, spoken.kind), _REQUESTS[spoken.rule])
        when = clock_words(spoken.at, now, self.zone)
        address = self._address(spoken, to_station=request.to_station)
        zh = request.zh.format(
            device=_device(spoken).zh, camera=_camera(spoken).zh, officer=_officer(spoken).zh, when=when.zh
        )
        en = request.en.format(
            device=_device(spoken).en, camera=_camera(spoken).en, officer=_officer(spoken).en, when=when.en
        )
        return Words(zh=f"{address.zh}，{zh}", en=f"{address.en}, {en}")

    def evidence(self, evidence: Sequence[Evidence], now: datetime) -> tuple[EvidenceLine, ...]:
        """Return each event that led to a finding, in words."""
        return tuple(EvidenceLine(line.at, evidence_words(line, now, self.zone)) for line in evidence)

    def next_day(self, now: datetime) -> Instant:
        """Return the next midnight, when today becomes yesterday."""
        tomorrow = now.astimezone(self.zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), self.zone).astimezone(now.tzinfo)

    def _address(self, spoken: Spoken, *, to_station: bool) -> Words:
        if spoken.badge is not None and not to_station:
            return Words(spoken.badge, spoken.badge)
        station = self.directory.get(spoken.station)
        call_zh = spoken.station if station is None else station.call_zh
        name_en = spoken.station if station is None else station.name_en
        if to_station:
            return Words(call_zh, name_en)
        return Words(f"{call_zh.removesuffix('所')}处警民警", f"Officers of {name_en}")


def _device(spoken: Spoken) -> Words:
    """Return the camera as its wearer is told of it; where nobody knows the wearer, which one it is."""
    return Words("执法记录仪", "your camera") if spoken.badge is not None else _camera(spoken)


def _camera(spoken: Spoken) -> Words:
    """Return the camera as others are told of it."""
    if spoken.badge is not None:
        return Words(f"{spoken.badge}的执法记录仪", f"{spoken.badge}'s camera")
    if spoken.camera is None:
        return Words("一台执法记录仪", "a camera")
    if len(spoken.camera) <= LONGEST_SPOKEN_ID:
        return Words(f"{spoken.camera}号执法记录仪", f"camera {spoken.camera}")
    end = spoken.camera[-SPOKEN_END:]
    return Words(f"尾号{end}的执法记录仪", f"the camera ending in {end}")


def _officer(spoken: Spoken) -> Words:
    if spoken.badge is None:
        return Words("一名出警民警", "an officer on an incident")
    return Words(f"出警民警{spoken.badge}", spoken.badge)
