"""What goes wrong in a day: which faults there are, and how many a day with 300 cameras."""

from models.rules import Rule
from simulator import device_faults, paper_faults, picture_faults, recording_faults
from simulator.day import Day
from simulator.placing import Kind, phases, put, wearers

FAULTS = (
    Kind(Rule.STATION_SILENT, 0.05, lambda day: day.posts, device_faults.station_silent),
    Kind(Rule.NEVER_CONCLUDED, 0.3, lambda day: day.scenes, paper_faults.never_concluded),
    Kind(Rule.IMPOSSIBLE_TIMES, 0.5, lambda day: day.scenes, paper_faults.impossible_times),
    Kind(Rule.RECORDING_NEVER_STARTED, 0.3, phases, recording_faults.never_started),
    Kind(Rule.RECORDING_STARTED_LATE, 0.25, phases, recording_faults.started_late),
    Kind(Rule.RECORDING_INTERRUPTED, 0.1, phases, recording_faults.interrupted),
    Kind(Rule.RECORDING_STOPPED_EARLY, 0.2, phases, recording_faults.stopped_early),
    Kind(Rule.NO_CAMERA_BOUND, 0.15, phases, device_faults.no_camera_bound),
    Kind(Rule.CAMERA_OFFLINE_ON_INCIDENT, 0.15, phases, device_faults.offline_on_incident),
    Kind(Rule.CAMERA_OFFLINE, 0.2, wearers, device_faults.offline_on_shift),
    Kind(Rule.BATTERY_LOW, 0.15, wearers, device_faults.battery_low),
    Kind(Rule.STORAGE_LOW, 0.05, wearers, device_faults.storage_low),
    Kind(Rule.ANGLE_TILTED, 0.15, phases, picture_faults.tilted),
    Kind(Rule.ANGLE_PICTURE, 0.1, phases, picture_faults.picture),
    Kind(Rule.UNIFORM, 0.15, phases, picture_faults.uniform),
)
"""Those of officers and cameras are two a day together (E: a supervision room's 531 problems in a year); the
shares are engineering choices. Those of papers come on top, and outcomes are late as often as in 安康."""


def spoil(day: Day) -> None:
    """Put faults into the day."""
    put(day, FAULTS, "fault", day.plan.faults)
