"""A plausible night in a supervision room, for looking at screens without a server behind them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from config.loader import load_rulebook
from models.alerts import Alert

NOW = datetime.now(UTC)
RULES = load_rulebook().rules
NUMBERS = {
    rule.value: [{"name": name} | msgspec.to_builtins(number) for name, number in settings.numbers.items()]
    for rule, settings in RULES.items()
}
"""As a bureau without rules of its own has them."""

STATIONS = {
    "gucheng": ("古城派出所", "Gucheng station", "古城所"),
    "baiban": ("柏板派出所", "Baiban station", "柏板所"),
    "jiancaoping": ("尖草坪派出所", "Jiancaoping station", "尖草坪所"),
    "xiangyang": ("向阳派出所", "Xiangyang station", "向阳所"),
}
CATEGORIES = {
    "103": ("纠纷", "Dispute"),
    "67": ("盗窃", "Theft"),
    "94": ("噪声", "Noise"),
    "35": ("人身伤害", "Assault"),
}


def before(seconds: float) -> str:
    """Return a time some seconds ago, as JSON has it."""
    return (NOW - timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def zone_past_midnight() -> str:
    """Return a time zone in which a day began a minute ago: most of what is shown is of the day before."""
    minutes = (1 - NOW.hour * 60 - NOW.minute) % (24 * 60)
    return f"+{minutes // 60:02}:{minutes % 60:02}"


def alert(number: int, rule: str, priority: str, since_s: float, **more: Any) -> dict[str, Any]:
    """Return an alert that models.alerts accepts."""
    about = {
        "alert": f"{number:016x}",
        "version": 1,
        "rule": rule,
        "priority": priority,
        "state": "unacknowledged",
        "station": "baiban",
        "subject": f"subject {number}",
        "group": more.get("incident") or f"group {number}",
        "since": before(since_s + 60),
        "raised_at": before(since_s),
        "changed_at": before(since_s),
        "active": True,
        "measure": NUMBERS[rule][0],
        "evidence": [
            {"at": before(since_s + 60), "words": {"zh": "到场", "en": "arrived"}},
            {
                "at": before(since_s),
                "words": {
                    "zh": "14010001001320000042 在线，未录制",
                    "en": "14010001001320000042 online, not recording",
                },
            },
        ],
        "history": [{"at": before(since_s), "step": "raised"}],
        "sentence": {
            "zh": "017913，请开启执法记录仪，全程录制",
            "en": "017913, please switch on your camera and keep recording",
        },
    } | more
    whole: dict[str, Any] = msgspec.to_builtins(msgspec.convert(about, Alert))
    return whole


def acknowledged(since_s: float, by: str, *more: tuple[float, str]) -> dict[str, Any]:
    """Return the fields of an alert that somebody has, with what they did besides."""
    lines: list[dict[str, Any]] = [
        {"at": before(since_s), "step": "raised"},
        {"at": before(since_s - 20), "step": "acknowledged", "operator": by},
    ]
    lines += [{"at": before(at), "step": step, "operator": by} for at, step in more]
    return {"state": "acknowledged", "owner": by, "history": lines, "version": len(lines)}


def said(zh: str, en: str) -> dict[str, dict[str, str]]:
    """Return a sentence."""
    return {"sentence": {"zh": zh, "en": en}}


ANGLE = said(
    "柏板处警民警，请调整好执法记录仪角度", "Officers of Baiban station, please adjust your camera's angle"
)
FEEDBACK = said(
    "古城所，今日凌晨4点一起警情处置情况还未录入系统",
    "Gucheng station, the outcome of an incident at 4 this morning is not in the system yet",
)
VEST = said("032206，请注意警容，请穿好反光背心", "032206, mind your uniform, please: put on your vest")
OFFLINE = said(
    "向阳所，021377的执法记录仪已离线，请检查设备",
    "Xiangyang station, 021377's camera is offline, please check it",
)
STOPPED = said(
    "023469，现场处置尚未结束，请继续录制", "023469, the scene is still open, please keep recording"
)
UNBOUND = said(
    "古城所，出警民警032207未登记执法记录仪，请核对",
    "Gucheng station, 032207 has no camera on the roster, please check",
)
BATTERY = said(
    "021400，执法记录仪电量不足，请更换设备", "021400, your camera is low on battery, please change it"
)
CAMERA = "14010001001320000042"

ALERTS = [
    alert(
        1, "recording_never_started", "urgent", 52, incident="2026112600017", badge="017913", camera=CAMERA
    ),
    alert(
        2,
        "camera_offline_on_incident",
        "high",
        200,
        incident="2026112600021",
        station="xiangyang",
        badge="021377",
        camera="14010001001320000137",
        **OFFLINE,
    ),
    alert(
        3,
        "angle_picture",
        "high",
        190,
        incident="2026112600017",
        kind="tilted",
        camera="14010001001320000043",
        candidate=True,
        pictures=["pictures/tilted.jpg"],
        **ANGLE,
        **acknowledged(190, "wang"),
    ),
    alert(
        4,
        "recording_stopped_early",
        "high",
        620,
        incident="2026112600009",
        station="jiancaoping",
        badge="023469",
        camera="14010001001320000049",
        **STOPPED,
        **acknowledged(620, "li", (580, "directive_called")),
    ),
    alert(
        5,
        "uniform",
        "medium",
        410,
        incident="2026112600012",
        station="gucheng",
        kind="vest",
        badge="032206",
        camera="14010001001320000061",
        candidate=True,
        **VEST,
    ),
    alert(
        6,
        "no_camera_bound",
        "medium",
        900,
        incident="2026112600012",
        station="gucheng",
        badge="032207",
        **UNBOUND,
        **acknowledged(900, "li"),
    ),
    *(
        alert(
            7 + index,
            "feedback_overdue",
            "medium",
            7300 + 1900 * index,
            incident=f"202611260000{index + 1}",
            station=("gucheng", "baiban", "jiancaoping")[index % 3],
            **FEEDBACK,
            **(acknowledged(7300, "zhang") if index % 2 else {}),
        )
        for index in range(5)
    ),
    alert(
        20,
        "recording_started_late",
        "low",
        1200,
        incident="2026112600014",
        badge="019002",
        state="returned_unacknowledged",
        active=False,
    ),
    *(
        alert(
            30 + index,
            "battery_low",
            "low",
            2400 + 300 * index,
            station=("xiangyang", "baiban")[index % 2],
            badge=f"0{21400 + index * 37}",
            camera=f"140100010013200002{index:02}",
            **BATTERY,
            **acknowledged(2400, "zhang"),
        )
        for index in range(6)
    ),
    alert(
        50,
        "camera_offline",
        "low",
        5000,
        station="xiangyang",
        camera="14010001001320000150",
        badge="021380",
        state="shelved",
        shelved_until=before(-5400),
        owner="li",
        history=[
            {"at": before(5000), "step": "raised"},
            {"at": before(4800), "step": "shelved", "operator": "li", "reason": "设备待更换"},
        ],
    ),
]


def incident(
    number: int, station: str, category: str, ago_s: float, stages: int, **more: Any
) -> dict[str, Any]:
    """Return an incident that is so many stages along."""
    names = [
        "received",
        "dispatched",
        "signed",
        "departed",
        "arrived",
        "concluded",
        "feedback_entered",
        "reviewed",
        "closed",
    ]
    steps = (0, 40, 75, 200, 640, 1900, 3000, 9000, 12000)
    name = f"20261126{number:05}"
    times = {stage: before(ago_s - step) for stage, step in zip(names[:stages], steps, strict=False)}
    opens = [
        {key: each[key] for key in ("alert", "rule", "priority", "state")}
        for each in ALERTS
        if each.get("incident") == name
    ]
    return {
        "incident": name,
        "station": station,
        "stage": names[stages - 1],
        "category": category,
        "officers": ["017913", "017925"] if number % 2 else ["032206"],
        "stages": times,
        "first_at": before(ago_s),
        "changed_at": times[names[stages - 1]],
        "late": any(each["rule"].startswith("feedback") for each in opens),
        "alerts": opens,
    } | more


INCIDENTS = [
    incident(1, "gucheng", "103", 9800, 6),
    incident(2, "baiban", "67", 11700, 6),
    incident(3, "jiancaoping", "94", 13600, 6),
    incident(17, "baiban", "103", 760, 5),
    incident(21, "xiangyang", "35", 1500, 5),
    incident(9, "jiancaoping", "67", 2400, 5),
    incident(12, "gucheng", "103", 1300, 5),
    incident(14, "baiban", "94", 2500, 6),
    *(incident(30 + index, list(STATIONS)[index % 4], "103", 15000 + 1700 * index, 9) for index in range(14)),
]
ROOM = {
    "now": before(0),
    "log_at": before(2),
    # Then texts are longest.
    "zone": zone_past_midnight(),
    "roles": [
        {"role": role, "ready": True, "hindered": []}
        for role in ("intake", "worker", "projection", "watchdog", "vision")
    ],
    "blind": False,
    "stations": [
        {"station": code, "name_zh": zh, "name_en": en, "call_zh": call}
        for code, (zh, en, call) in STATIONS.items()
    ],
    "people": [
        {"name": "li", "shown": "李警官"},
        {"name": "wang", "shown": "王警官"},
        {"name": "zhang", "shown": "张警官"},
    ],
    "settings": {
        "live_url": "",
        "tiles_url": "",
        "tiles_go_by": "gcj02",
        "patrol_s": 1800,
        "longest_shelve_s": 28800,
        "idle_s": 1800,
        "played": False,
    },
    "rules": [
        {"rule": rule, "enabled": each.enabled, "priority": each.priority, "numbers": NUMBERS[rule]}
        for rule, each in RULES.items()
    ],
    "categories": [{"code": code, "zh": zh, "en": en} for code, (zh, en) in CATEGORIES.items()],
}
RIGHTS = ["see", "watch", "act", "maintain", "administer", "audit"]
ME = {
    "name": "li",
    "shown": "李警官",
    "roles": ["commander", "administrator"],
    "rights": RIGHTS,
    "units": ["*"],
    "must_change": False,
    "ends_at": before(-36000),
}
