"""Times as people say them."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agents.desk.clock_words import clock_words

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    """Return a moment from its local time, ``22 04:00`` of November 2026."""
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "zh", "en"),
    [
        ("00:00", "昨夜12点", "at midnight last night"),
        ("00:05", "今日凌晨零点05分", "at 12:05 this morning"),
        ("00:15", "今日凌晨零点一刻", "at a quarter past midnight this morning"),
        ("00:30", "今日凌晨零点半", "at half past midnight this morning"),
        ("01:00", "今日凌晨1点", "at 1 this morning"),
        ("02:20", "今日凌晨2点20分", "at 2:20 this morning"),
        ("03:00", "今日凌晨3点", "at 3 this morning"),
        ("04:00", "今日凌晨4点", "at 4 this morning"),
        ("05:45", "今日早上5点三刻", "at a quarter to six this morning"),
        ("06:00", "今日早上6点", "at 6 this morning"),
        ("07:30", "今日早上7点半", "at half past seven this morning"),
        ("08:55", "今日早上8点55分", "at 8:55 this morning"),
        ("09:00", "今日上午9点", "at 9 this morning"),
        ("10:15", "今日上午10点一刻", "at a quarter past ten this morning"),
        ("11:45", "今日上午11点三刻", "at a quarter to noon this morning"),
        ("12:00", "今日中午12点", "at noon today"),
        ("12:30", "今日中午12点半", "at half past noon this afternoon"),
        ("13:00", "今日下午1点", "at 1 this afternoon"),
        ("14:15", "今日下午2点一刻", "at a quarter past two this afternoon"),
        ("15:40", "今日下午3点40分", "at 3:40 this afternoon"),
        ("16:00", "今日下午4点", "at 4 this afternoon"),
        ("17:30", "今日下午5点半", "at half past five this afternoon"),
        ("18:00", "今日傍晚6点", "at 6 this evening"),
        ("19:10", "今晚7点10分", "at 7:10 this evening"),
        ("20:00", "今晚8点", "at 8 this evening"),
        ("21:00", "今晚9点", "at 9 tonight"),
        ("22:45", "今晚10点三刻", "at a quarter to eleven tonight"),
        ("23:30", "今晚11点半", "at half past eleven tonight"),
        ("23:45", "今晚11点三刻", "at a quarter to midnight tonight"),
        ("23:58", "今晚12点", "at midnight tonight"),
    ],
)
def test_today(clock: str, zh: str, en: str) -> None:
    """Every part of the day has its own word, said on the same day."""
    words = clock_words(local(f"22 {clock}"), local("22 23:59"), SHANGHAI)

    assert (words.zh, words.en) == (zh, en)


@pytest.mark.parametrize(
    ("then", "now", "zh", "en"),
    [
        ("21 23:30", "22 08:00", "昨晚11点半", "at half past eleven last night"),
        ("21 23:30", "22 00:10", "昨晚11点半", "at half past eleven last night"),
        ("21 23:58", "22 08:00", "昨夜12点", "at midnight last night"),
        ("22 00:02", "22 08:00", "昨夜12点", "at midnight last night"),
        ("21 04:00", "22 08:00", "昨日凌晨4点", "at 4 yesterday morning"),
        ("21 12:00", "22 08:00", "昨日中午12点", "at noon yesterday"),
        ("21 18:00", "22 08:00", "昨日傍晚6点", "at 6 yesterday evening"),
        ("21 00:00", "22 08:00", "11月20日夜里12点", "at midnight on the night of 20 November"),
        ("21 09:00", "23 08:00", "11月21日上午9点", "at 9 on the morning of 21 November"),
        ("21 12:00", "23 08:00", "11月21日中午12点", "at noon on 21 November"),
        ("21 23:30", "23 08:00", "11月21日晚上11点半", "at half past eleven on the night of 21 November"),
        ("24 09:00", "23 08:00", "11月24日上午9点", "at 9 on the morning of 24 November"),
    ],
)
def test_other_days(then: str, now: str, zh: str, en: str) -> None:
    """Yesterday is yesterday, the night belongs to the evening before it, and other days have their date."""
    words = clock_words(local(then), local(now), SHANGHAI)

    assert (words.zh, words.en) == (zh, en)


@pytest.mark.parametrize(
    ("seconds", "zh"),
    [(-150, "今日凌晨4点"), (-151, "今日凌晨3点55分"), (149, "今日凌晨4点"), (150, "今日凌晨4点05分")],
)
def test_rounded_to_five_minutes(seconds: int, zh: str) -> None:
    """Nobody says seconds: a time is said to the nearest five minutes."""
    then = local("22 04:00") + timedelta(seconds=seconds)

    assert clock_words(then, local("22 08:00"), SHANGHAI).zh == zh


def test_another_zone() -> None:
    """The words go by the bureau's clock, not by UTC."""
    moment = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)

    assert clock_words(moment, moment, ZoneInfo("Asia/Urumqi")).zh == "今日凌晨2点"


def test_every_minute_of_a_day_can_be_said() -> None:
    """Over a whole day, both languages keep to their pattern and no hour is beyond 12."""
    chinese = re.compile(
        r"(今日(凌晨|早上|上午|中午|下午|傍晚)|今晚|昨夜)(零|[1-9]|1[0-2])点(一刻|半|三刻|[0-5][05]分)?"
    )
    english = re.compile(
        r"at (([1-9]|1[0-2])(:[0-5][05])?|noon|midnight|(a quarter (past|to)|half past) [a-z]+)"
        r" (this (morning|afternoon|evening)|today|tonight|last night)"
    )
    now = local("22 23:59")
    for minute in range(24 * 60):
        words = clock_words(local("22 00:00") + timedelta(minutes=minute), now, SHANGHAI)
        assert chinese.fullmatch(words.zh), words.zh
        assert english.fullmatch(words.en), words.en
