"""What the other screens show of the same night."""

from typing import Any

import numpy as np

from tests.browser.plausible import ALERTS, CAMERA, INCIDENTS, STATIONS, before

CODES = list(STATIONS)


def tile(index: int, **more: Any) -> dict[str, Any]:
    """Return a camera on an incident."""
    return {
        "station": CODES[index % 4],
        "camera": f"14010001001320000{index:03}",
        "badge": f"0{17900 + index * 13}",
        "incident": INCIDENTS[3 + index % 5]["incident"],
        "arrived_at": before(180 + 97 * index) if index % 5 else None,
        "online": True,
        "online_at": before(4),
        "recording": True,
        "recording_at": before(4),
        "recording_asked": True,
        "position": {
            "latitude_deg": 37.94 + 0.011 * (index % 5),
            "longitude_deg": 112.48 + 0.017 * (index // 5),
            "at": before(5),
        },
        "battery_pct": 88 - 3.0 * index,
        "heard_at": before(4),
        "alerts": [],
        "worst": None,
        "video": "live",
        "looked_at": before(6 + index),
    } | more


TILES = [
    tile(1, station="baiban", recording=False, alerts=[ALERTS[0]["alert"]], worst="urgent", badge="017913"),
    tile(
        2,
        station="xiangyang",
        online=False,
        recording=None,
        alerts=[ALERTS[1]["alert"]],
        worst="high",
        looked_at=before(260),
        video="stalled",
    ),
    tile(3, alerts=[ALERTS[2]["alert"]], worst="high", badge=None),
    *(tile(index) for index in range(4, 20)),
    tile(20, looked_at=None, video="refused", position=None),
]


def took(count: int, median_s: float, p90_s: float) -> dict[str, Any]:
    """Return how long something took."""
    return {"count": count, "median_s": median_s, "p90_s": p90_s}


BY_HOUR = (4, 5, 6, 7, 5, 4, 5, 4, 2, 2, 2, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 5)
"""How busy the last 24 hours were, the first at 14:40: the evening, and again from the morning on."""
RAISED = 79
IN_TEN_MINUTES = [
    int(count)
    for count in np.random.default_rng(6).multinomial(RAISED, np.repeat(BY_HOUR, 6) / (6 * sum(BY_HOUR)))
]
PEAK_IN_HOUR = max(sum(IN_TEN_MINUTES[hour * 6 : hour * 6 + 6]) for hour in range(24))
FIGURES = {
    "since": before(86400),
    "until": before(0),
    "figures": {
        "load": {
            "hours": 24,
            "alerts": RAISED,
            "an_hour": 3.3,
            "in_ten_minutes": 0.5,
            "peak_in_hour": PEAK_IN_HOUR,
            "peak_in_ten_minutes": max(IN_TEN_MINUTES),
            "floods": [],
            "flood_share": 0,
            "chattering": [],
            "stale": ["a", "b"],
            "priorities": {"low": 0.62, "medium": 0.25, "high": 0.13},
        },
        "exceeded": [],
        "in_ten_minutes": IN_TEN_MINUTES,
        "rules": [
            {"rule": rule, "raised": raised, "confirmed": confirmed, "dismissed": dismissed, "called": called}
            for rule, raised, confirmed, dismissed, called in (
                ("recording_never_started", 23, 19, 1, 21),
                ("recording_stopped_early", 9, 7, 1, 8),
                ("camera_offline_on_incident", 12, 8, 3, 7),
                ("angle_picture", 17, 11, 5, 10),
                ("uniform", 6, 4, 1, 3),
                ("feedback_overdue", 12, 6, 0, 6),
            )
        ],
        "acknowledged": took(71, 14, 48),
        "called": took(55, 31, 95),
        "put_right": took(47, 44, 210),
        "stations": [
            {
                "station": code,
                "raised": raised,
                "confirmed": confirmed,
                "dismissed": dismissed,
                "put_right": took(put_right, 40 + 11 * index, 130),
                "praised": 3 - index,
            }
            for index, (code, raised, confirmed, dismissed, put_right) in enumerate(
                zip(CODES, (28, 22, 17, 12), (20, 16, 11, 8), (4, 3, 3, 1), (17, 13, 10, 7), strict=True)
            )
        ],
    },
}
NOTICES = {
    "notices": [
        {
            "notice": "msg_2hT9",
            "webhook": "指挥中心",
            "alert": "0" * 15 + "1",
            "version": 1,
            "state": "delivered",
            "tries": 1,
            "next_at": before(50),
            "reason": "",
        },
        {
            "notice": "msg_2hT4",
            "webhook": "指挥中心",
            "alert": "0" * 15 + "4",
            "version": 1,
            "state": "dead",
            "tries": 9,
            "next_at": before(4000),
            "reason": "HTTP 503",
        },
    ]
}
PEOPLE = {
    "people": [
        {
            "name": name,
            "shown": shown,
            "roles": roles,
            "units": units,
            "must_change": until is not None,
            "password_until": until,
            "expired": over,
            "disabled": off,
        }
        for name, shown, roles, units, until, over, off in (
            ("li", "李警官", ["commander", "administrator"], ["*"], None, False, False),
            ("wang", "王警官", ["operator"], ["*"], None, False, False),
            ("zhang", "张警官", ["operator"], ["gucheng", "baiban"], before(-200_000), False, False),
            ("zhao", "赵警官", ["operator"], ["gucheng"], before(9000), True, False),
            ("sun", "孙警官", ["reviewer"], ["*"], None, False, True),
        )
    ]
}
LETTERS = {
    "letters": [
        {
            "at": before(900),
            "topic": "incidents",
            "partition": 0,
            "offset": 1042,
            "wrong": "not_by_schema",
            "reason": "occurred_at: 2026-11-26T04:12:09 has no UTC offset; write +08:00 or Z behind it",
            "original": '{"incident":"2026112600018","station":"baiban","stage":"arrived","occurred_at":"2026-11-26T04:12:09"}',
            "size_bytes": 104,
        },
        {
            "at": before(5000),
            "topic": "telemetry",
            "partition": 3,
            "offset": 88120,
            "wrong": "not_json",
            "reason": "not JSON at byte 0",
            "size_bytes": 2_300_000,
        },
    ]
}
LINES = (
    ("li", "acted", "0" * 15 + "4", "directive_called"),
    ("wang", "acted", "0" * 15 + "3", "acknowledge"),
    ("wang", "acted", "0123456789abcdef", "dismiss: 误报：设备问题"),
    ("li", "acted", "baiban", "maintenance: 更换设备"),
    ("li", "acted", "baiban", "maintenance_over: 更换完毕"),
    ("wang", "looked", "14010001001320000043", "live"),
    ("wang", "looked", "14010001001320000043", "latest"),
    ("wang", "looked", "14010001001320000043", "alert 0000000000000003 before 0"),
    ("wang", "looked", "baiban", "alert 0000000000000003 marked 1"),
    ("wang", "looked", "14010001001320000043", f"patrol {before(3000)}"),
    (
        "wang",
        "observed",
        "14010001001320000043",
        f"patrol {before(3000)} vest=fault headgear=well praise 2 号民警",
    ),
    ("li", "person_added", "zhang", "operator,reviewer gucheng,baiban"),
    ("li", "person_changed", "sun", "reviewer * disabled"),
    ("command-line", "person_changed", "sun", "password"),
    ("li", "person_changed", "sun", "sessions ended"),
    ("li", "sent_again", "incidents/0/1042", ""),
    ("li", "sent_again", "msg_2hT4", ""),
    ("li", "audited", "", "name=wang about=baiban"),
    ("li", "audited", "", ""),
    ("zhang", "password_changed", "", ""),
    ("zhang", "login_failed", "", "10.1.4.23 wrong_password"),
    ("zhang", "login_failed", "", "oidc not_added 10.1.4.23"),
    ("stranger", "login_failed", "", "10.1.4.23"),
    ("li", "logged_in", "", "oidc 10.1.4.22"),
    ("li", "logged_out", "", ""),
)
"""Who did what about what, and its detail: one of each kind that the server writes."""
TRAIL = {
    "lines": [
        {
            "number": 400 - index,
            "at": before(60 * index),
            "name": name,
            "deed": deed,
            "about": about,
            "detail": detail,
            "hash": "f" * 64,
        }
        for index, (name, deed, about, detail) in enumerate(LINES)
    ],
    "people": {each["name"]: each["shown"] for each in PEOPLE["people"]},
}
PATROL = {
    "since": before(1800),
    "due": [each["camera"] for each in TILES[:6]],
    "looked_at": {each["camera"]: before(400 + 60 * index) for index, each in enumerate(TILES[6:])},
}


def story(alert: dict[str, Any]) -> dict[str, Any]:
    """Return one alert with everything that belongs to it."""
    name = alert.get("incident")
    found = next((each for each in INCIDENTS if each["incident"] == name), None)
    return {
        "alert": alert,
        "versions": [alert],
        "events": events(found) if found else [],
        "actions": [],
        "before": [
            {"about": "camera", "raised": 3, "confirmed": 2, "dismissed": 1, "praised": 1},
            {"about": "badge", "raised": 2, "confirmed": 2, "dismissed": 0, "praised": 1},
            {"about": "station", "raised": 41, "confirmed": 33, "dismissed": 6, "praised": 4},
        ],
        "together": [
            each["alert"]
            for each in ALERTS
            if name and each.get("incident") == name and each["alert"] != alert["alert"]
        ],
        "pictures": [
            {"taken_at": alert["since"], "before": True, "after": True, "marked": True}
            for _ in alert["pictures"]
        ],
        "bars": bars(found)[:3] if found else [],
    }


def events(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the command system said of an incident."""
    return [
        {"incident": found["incident"], "station": found["station"], "stage": stage, "occurred_at": at}
        for stage, at in found["stages"].items()
    ]


def bars(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what an incident's cameras did: off until it was asked, then a gap, and for a while nobody knows."""
    stages = found["stages"]
    begin, dispatched = stages["received"], stages.get("dispatched", stages["received"])
    departed = stages.get("departed", before(0))
    arrived = stages.get("arrived", before(0))
    told: dict[str, list[tuple[str, bool | None]]] = {
        "recording": [
            (begin, False),
            (dispatched, None),
            (departed, True),
            (arrived, False),
            (before(20), True),
        ],
        "online": [(begin, True)],
        "angle": [(departed, True), (before(110), False), (before(70), True), (before(30), None)],
    }
    duty = [{"since": stages["arrived"], "until": stages.get("concluded")}] if "arrived" in stages else []
    shift = [{"since": begin, "until": None}]
    return [
        {
            "camera": f"{CAMERA[:-1]}{index + 2}",
            "badge": badge,
            "fact": fact,
            "spans": spans(lines),
            "asked": shift if fact == "online" else duty,
        }
        for index, badge in enumerate(found["officers"])
        for fact, lines in told.items()
    ]


def spans(lines: list[tuple[str, bool | None]]) -> list[dict[str, Any]]:
    """Return spans from when each began; the last is open."""
    ends = [*(since for since, _ in lines[1:]), None]
    return [
        {"since": since, "until": until, "value": value}
        for (since, value), until in zip(lines, ends, strict=True)
    ]
