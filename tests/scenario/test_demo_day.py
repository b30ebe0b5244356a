"""The day that the demo plays: all that is wrong in it is found, in pictures too, and nothing else is."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from config.loader import load_stations
from config.settings import Settings
from jingjian import wiring
from jingjian.evidence import STILLS, films_of, picture_lines
from jingjian.sample import VIDEOS, make_sample_day
from models.alerts import Alert
from models.rules import Rule
from simulator.about import ABOUT
from simulator.score import score
from simulator.truth import Truth, read_truth
from simulator.write import TRUTH
from streams.recorded import read
from vision.stills import Stills

Played = tuple[Path, list[Alert], list[Truth]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return the folder of the day, its alerts, and the truth about it."""
    folder = tmp_path_factory.mktemp("demo")
    events = make_sample_day(folder, Console(file=io.StringIO()))
    driver = wiring.driver(Settings(), load_stations(folder / "stations.yaml"), None)
    alerts = list(driver.run(read(events)).alerts.values())
    return folder, alerts, read_truth(folder / TRUTH)


def test_all_that_is_wrong_in_the_demo_is_found_and_nothing_else(played: Played) -> None:
    """Faults in films as well as made ones; the film without a fault raises nothing."""
    _, alerts, truth = played
    result = score(alerts, truth)
    assert (result.false, result.missed) == ((), ())
    (pictures,) = [row for row in result.rules if row.rule is Rule.ANGLE_PICTURE]
    assert pictures.found == sum(video.fault is not None for video in VIDEOS) > 1


def test_every_alert_about_a_picture_has_its_picture(played: Played) -> None:
    """The still, its marked copy and the clip."""
    folder, alerts, _ = played
    stills, films = Stills(folder / STILLS), films_of(folder)
    about = [alert for alert in alerts if alert.rule is Rule.ANGLE_PICTURE]
    assert [len(picture_lines(alert, stills, films)) for alert in about] == [3] * len(about)
    assert {alert.camera for alert in about} <= films.keys()


def test_the_day_says_whose_clips_it_shows(played: Played) -> None:
    """Beside whose calls and shifts it is made from."""
    about = (played[0] / ABOUT).read_text(encoding="utf-8")
    for words in (
        "video of room.mp4",
        "Intel Corporation",
        "CC BY 4.0",
        "video of street.mp4",
        "Udacity",
        "MIT",
    ):
        assert words in about
