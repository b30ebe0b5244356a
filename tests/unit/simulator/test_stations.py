"""The directory of stations that a day is played in."""

from pathlib import Path

from config.loader import load_stations
from simulator.plan import made_plan
from simulator.stations import made_stations
from simulator.write import STATIONS, write


def test_names_are_distinct() -> None:
    """Over a hundred stations no two share an id or a name, and the names go on with numbers."""
    stations = made_stations(120)
    for names in (
        [station.station for station in stations],
        [station.name_zh for station in stations],
        [station.name_en for station in stations],
        [station.call_zh for station in stations],
    ):
        assert len(set(names)) == 120
    assert stations[0].call_zh == "古城所"
    assert stations[0].name_en == "Gucheng station"
    assert stations[50].name_zh == "古城二派出所"
    assert stations[50].name_en == "Gucheng 2 station"


def test_the_directory_can_be_loaded(tmp_path: Path) -> None:
    """What is written is a directory that the settings accept."""
    plan = made_plan(cameras=60, hours=0.1)
    write(plan, tmp_path)
    assert tuple(load_stations(tmp_path / STATIONS).values()) == plan.stations
