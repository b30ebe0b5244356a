"""The benchmarks' data: the same bytes every time, and what the rules need to find something in it."""

import hashlib
from collections import Counter

import msgspec
import pytest

from agents.wearers import Roster
from bench.data import (
    Plan,
    badge_of,
    camera_id,
    cameras_on_incident,
    incident_events,
    is_recording,
    plan_for,
    roster_entries,
    station_ticks,
)
from models.incidents import Stage
from models.telemetry import Telemetry

SMALL = Plan(stations=6, cameras=20, ticks=3)


def decode(message: bytes) -> Telemetry:
    """Read a message as our own code does."""
    return msgspec.json.decode(message, type=Telemetry)


def test_the_bytes_never_change() -> None:
    """Other bytes are other work: figures from before and after could not be compared."""
    digest = hashlib.sha256()
    for tick in station_ticks(SMALL):
        digest.update(b"".join([tick.key, *tick.singles, tick.batched]))
    assert digest.hexdigest() == "2b57935a2c79b3c790498d06f7ff8f163d326a5e867eca38295ea25a0ce6c330"


def test_both_forms_say_the_same() -> None:
    """The batched message holds what the single ones hold, in the same order, as our own encoder writes it."""
    for tick in station_ticks(SMALL):
        singles = [decode(message) for message in tick.singles]
        batched = decode(tick.batched)
        assert [one.cameras[0] for one in singles] == batched.cameras
        assert {one.station for one in singles} == {batched.station} == {tick.key.decode()}
        assert {one.occurred_at for one in singles} == {batched.occurred_at}
        assert msgspec.json.encode(batched) == tick.batched


def test_a_message_is_like_a_real_camera_s() -> None:
    """All fields are set, and with some 340 bytes it is as long as a real one."""
    for tick in station_ticks(SMALL):
        for message in tick.singles:
            record = decode(message).cameras[0]
            assert None not in msgspec.structs.astuple(record)
            assert 300 <= len(message) <= 360


def test_what_moves_changes_every_tick() -> None:
    """A camera that stands still could be skipped by comparing: these cannot."""
    first, second, _ = (
        decode(tick.batched).cameras for tick in station_ticks(SMALL) if tick.key == b"610900000000"
    )
    for before, after in zip(first, second, strict=True):
        for name in ("latitude_deg", "longitude_deg", "speed_kmh", "heading_deg", "battery_pct"):
            assert getattr(before, name) != getattr(after, name)


def test_stations_go_round_the_partitions() -> None:
    """Each partition has its share of the stations, and a station has one partition."""
    places = {tick.key: tick.partition for tick in station_ticks(Plan(ticks=1))}
    assert Counter(places.values()) == {0: 50, 1: 50, 2: 50, 3: 50}


def test_one_camera_in_ten_is_on_an_incident() -> None:
    """The roster and the incidents together put exactly those cameras on a scene."""
    roster = Roster()
    for entry in roster_entries(SMALL):
        roster.learn(entry)
    wearers = roster.wearers(SMALL.at(0))
    camera_of = {entry.badge: camera for camera, entry in wearers.items() if entry is not None}
    events = list(incident_events(SMALL))
    arrived = {event.incident for event in events if event.stage is Stage.ARRIVED}
    officers = {event.incident: event.officers for event in events if event.officers is not None}
    on_scene = [camera_of[badge] for incident in sorted(arrived) for badge in officers[incident] or ()]
    assert len(camera_of) == 120
    assert on_scene == cameras_on_incident(SMALL)
    assert len(on_scene) == 12
    assert max(event.occurred_at for event in events) < SMALL.at(0)


@pytest.mark.parametrize(
    ("camera", "longest_s"),
    [(0, 90), (10, 30), (1, 90)],
    ids=["on an incident, at fault", "on an incident, not at fault", "on none"],
)
def test_cameras_stop_recording_for_as_long_as_they_should(camera: int, longest_s: int) -> None:
    """Only a station's first camera stops for longer than the rules allow while on an incident."""
    pattern = "".join(".#"[is_recording(3, camera, tick)] for tick in range(120))
    assert max(len(stop) for stop in pattern.split("#")) * Plan().tick_s == longest_s


def test_names_are_all_different() -> None:
    """No two cameras share an id or a badge, and ids are as long as real ones."""
    pairs = [(station, camera) for station in range(200) for camera in range(50)]
    ids, badges = {camera_id(*pair) for pair in pairs}, {badge_of(*pair) for pair in pairs}
    assert len(ids) == len(badges) == 10_000
    assert {len(one) for one in ids} == {20}
    assert {len(one) for one in badges} == {6}


@pytest.mark.parametrize(("wanted", "made"), [(1, 10_000), (500_000, 500_000), (500_001, 510_000)])
def test_a_plan_is_made_of_whole_ticks(wanted: int, made: int) -> None:
    """What is asked for is rounded up to whole ticks of the full city."""
    assert plan_for(wanted).records == made
