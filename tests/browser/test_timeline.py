"""The line of time under an alert and an incident: no word of it is crossed or lies on another, however its stages fall."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.mocked import Mock, look, open_page
from tests.browser.plausible import ALERTS, INCIDENTS, before
from tests.browser.plausible_more import bars, events, story
from tests.browser.test_screens import LANGUAGES, SIZES

CROSSED = (Path(__file__).parent / "timeline.js").read_text(encoding="utf-8")
STAGES = (
    "received",
    "dispatched",
    "signed",
    "departed",
    "arrived",
    "concluded",
    "feedback_entered",
    "reviewed",
    "closed",
)
FALLS: dict[str, tuple[float, ...]] = {
    "in two heaps": (0, 10, 20, 30, 40, 8970, 8980, 8990, 9000),
    "a little too near": (*range(0, 8000, 1000), 9000),
}
LENGTH_S = 9000


def fallen(seconds: tuple[float, ...]) -> dict[str, Any]:
    """Return the answers of an incident with two officers whose stages fall so, with an alert at each stage."""
    stages = {stage: before(LENGTH_S - at) for stage, at in zip(STAGES, seconds, strict=True)}
    incident = INCIDENTS[3] | {"stages": stages, "first_at": stages["received"]}
    incident |= {"officers": ["017913", "017925"], "stage": "closed"}
    alerts = [
        ALERTS[0] | {"alert": f"{index:016}", "since": since, "raised_at": raised, "changed_at": raised}
        for index, (since, raised) in enumerate(pairwise(stages.values()))
    ]
    told = {"events": events(incident), "bars": bars(incident)}
    return {
        f"incidents/{incident['incident']}": {"incident": incident, "alerts": alerts, **told},
        **{f"alerts/{each['alert']}": story(each) | told for each in alerts},
        "alerts": {"place": "0", "left_out": 0, "alerts": alerts},
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.timeout(300)
def test_no_word_is_crossed_or_lies_on_another(
    browser: Browser, size: tuple[int, int], language: str
) -> None:
    """Neither the stages and their times, nor whose a camera is, by whatever moment of an alert."""
    found = {}
    for name, seconds in FALLS.items():
        page = open_page(browser, Mock(**fallen(seconds)), size, language=language)
        for screen, lines in ((f"/incidents/{INCIDENTS[3]['incident']}", 48), (f"/alerts/{0:016}", 6)):
            look(page, screen)
            told = page.evaluate(CROSSED)
            assert (told["words"] >= 9 + 3 + 1 + 6, told["lines"]) == (True, lines)
            if told["seen"]:
                found[name, screen] = told["seen"][:6]
        page.context.close()
    assert found == {}
