"""The stations: every mistake is named with its file, line and field."""

from pathlib import Path

import pytest

from config.loader import load_stations
from config.problems import ConfigError

STATION = "- station: gucheng\n  name_zh: 古城派出所\n  name_en: Gucheng station\n  call_zh: 古城所\n"


def test_stations_load_in_their_order(tmp_path: Path) -> None:
    """A stations file gives stations by id, in the order of the file."""
    file = tmp_path / "stations.yaml"
    file.write_text("# ours\n" + STATION + STATION.replace("gucheng", "baiban"), encoding="utf-8")
    stations = load_stations(file)
    assert list(stations) == ["gucheng", "baiban"]
    assert stations["gucheng"].call_zh == "古城所"


def test_a_station_consents_only_where_it_says_so(tmp_path: Path) -> None:
    """Its pictures are not for learning unless somebody wrote that they are."""
    file = tmp_path / "stations.yaml"
    more = STATION.replace("gucheng", "baiban") + "  pictures_for_learning: true\n"
    file.write_text(STATION + more, encoding="utf-8")
    consents = {name: station.pictures_for_learning for name, station in load_stations(file).items()}
    assert consents == {"gucheng": False, "baiban": True}


STATION_MISTAKES = [
    (STATION + "  pictures_for_learning: maybe\n", 5, "[0].pictures_for_learning", "write true or false"),
    (STATION + "  learning: true\n", 5, "[0].learning", "pictures_for_learning"),
    (STATION + STATION, 5, "[1].station", "remove one"),
    (STATION.replace("call_zh", "call"), 4, "[0].call", "did you mean call_zh?"),
    (STATION.replace("gucheng", "17"), 1, "[0].station", "put it in quotes"),
    (STATION.replace("gucheng", "g" * 65), 1, "[0].station", "at most 64"),
    ("stations: []\n", 1, "", "- station: …"),
    ("[]\n", 1, "", "- station: …"),
]


@pytest.mark.parametrize(("text", "line", "field", "mend"), STATION_MISTAKES)
def test_a_mistake_in_the_stations_is_named(
    tmp_path: Path, text: str, line: int, field: str, mend: str
) -> None:
    """A mistake in the stations names its file, line and field."""
    file = tmp_path / "stations.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_stations(file)
    problem = caught.value.problems[0] if field else caught.value.problems[-1]
    if "call" in field:
        (problem,) = [one for one in caught.value.problems if one.field == field]
    assert (problem.file, problem.line, problem.field) == (str(file), line, field)
    assert mend in problem.mend


def test_a_missing_stations_file_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is a problem with the path in it."""
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: cannot be read"):
        load_stations(tmp_path / "nowhere.yaml")
