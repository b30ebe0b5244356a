"""Times as people say them: 今日凌晨4点, 昨晚11点半; at 4 this morning, at half past eleven last night.

Rounded to five minutes, and by the day on which they are said. Midnight belongs to the night before it:
00:00 of the 22nd is 21日夜里12点, and what follows it is 凌晨 of the 22nd.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.alerts import Words

_ROUND_MINUTES = 5
"""E: near enough for people to know which incident is meant."""

_PARTS_ZH = ((5, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (19, "傍晚"), (24, "晚上"))
_PARTS_EN = ((12, "morning"), (18, "afternoon"), (21, "evening"), (24, "night"))
"""Up to which hour a part of the day goes."""
_MINUTES_ZH = {0: "", 15: "一刻", 30: "半", 45: "三刻"}
_HOURS_EN = (
    "midnight",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "noon",
)
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class _Local(NamedTuple):
    """A rounded local time, and how many days ago it is, by the calendar."""

    day: date
    hour: int
    minute: int
    days_ago: int


def clock_words(moment: datetime, now: datetime, zone: ZoneInfo) -> Words:
    """Return a moment as one says it at ``now``."""
    local = _local(moment, now, zone)
    return Words(zh=_zh(local), en=_en(local))


def day_zh(day: date) -> str:
    """Return a date: 11月21日."""
    return f"{day.month}月{day.day}日"


def day_en(day: date) -> str:
    """Return a date: 21 November."""
    return f"{day.day} {_MONTHS_EN[day.month - 1]}"


def _local(moment: datetime, now: datetime, zone: ZoneInfo) -> _Local:
    then = moment.astimezone(zone)
    seconds = (then.hour * 60 + then.minute) * 60 + then.second
    rounds = (seconds + _ROUND_MINUTES * 30) // (_ROUND_MINUTES * 60)
    days, minutes = divmod(rounds * _ROUND_MINUTES, 24 * 60)
    hour, minute = divmod(minutes, 60)
    day = then.date() + timedelta(days=days)
    if minutes == 0:
        day, hour = day - timedelta(days=1), 24
    return _Local(day, hour, minute, (now.astimezone(zone).date() - day).days)


def _zh(local: _Local) -> str:
    day, hour, minute, days_ago = local
    if hour == 24:
        night = {0: "今晚", 1: "昨夜"}.get(days_ago, f"{day_zh(day)}夜里")
        return f"{night}12点"
    part = next(name for until, name in _PARTS_ZH if hour < until)
    if part == "晚上" and days_ago in {0, 1}:
        when = "今晚" if days_ago == 0 else "昨晚"
    else:
        when = {0: "今日", 1: "昨日"}.get(days_ago, day_zh(day)) + part
    spoken_hour = "零" if hour == 0 else str(hour if hour <= 12 else hour - 12)
    return f"{when}{spoken_hour}点{_minutes_zh(minute)}"


def _minutes_zh(minute: int) -> str:
    return _MINUTES_ZH.get(minute, f"{minute:02}分")


def _en(local: _Local) -> str:
    day, hour, minute, days_ago = local
    if hour == 24:
        return f"at midnight {_when_en('night', day, days_ago)}"
    if hour == 12 and minute == 0:
        return f"at noon {_noon_en(day, days_ago)}"
    part = next(name for until, name in _PARTS_EN if hour < until)
    return f"at {_hour_en(hour, minute)} {_when_en(part, day, days_ago)}"


def _hour_en(hour: int, minute: int) -> str:
    if minute == 0:
        return str(hour if hour <= 12 else hour - 12)
    if minute == 15:
        return f"a quarter past {_name_en(hour)}"
    if minute == 30:
        return f"half past {_name_en(hour)}"
    if minute == 45:
        return f"a quarter to {_name_en(hour + 1)}"
    return f"{(hour - 1) % 12 + 1}:{minute:02}"


def _name_en(hour: int) -> str:
    return _HOURS_EN[hour % 24 if hour % 24 <= 12 else hour - 12]


def _when_en(part: str, day: date, days_ago: int) -> str:
    if days_ago == 0:
        return "tonight" if part == "night" else f"this {part}"
    if days_ago == 1:
        return "last night" if part == "night" else f"yesterday {part}"
    return f"on the {part} of {day_en(day)}"


def _noon_en(day: date, days_ago: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days_ago, f"on {day_en(day)}")
