"""What only looks wrong in a day, and must raise nothing: which traps, and how many with 300 cameras."""

from collections.abc import Iterable

from simulator import camera_traps, message_traps, scene_traps
from simulator.day import Day
from simulator.duties import Post
from simulator.placing import Kind, phases, put, wearers

_OFTEN = 20
"""How often a station may be drawn for something that happens to it again and again."""


def _posts(day: Day) -> Iterable[Post]:
    return [post for post in day.posts for _ in range(_OFTEN)]


MESSAGES = (
    Kind("outage", 0.5, lambda day: day.posts, message_traps.outage),
    Kind("skewed_clock", 2.0, lambda day: day.posts, message_traps.skewed_clock),
    Kind("swap", 3.0, wearers, message_traps.swap),
    Kind("handed_over", 2.0, lambda day: day.scenes, message_traps.handed_over),
    Kind("late_tick", 30.0, _posts, message_traps.late_tick),
    Kind("repeated_tick", 30.0, _posts, message_traps.repeated_tick),
    Kind("repeated_event", 20.0, lambda day: day.scenes, message_traps.repeated_event),
    Kind("end_untold", 2.0, lambda day: day.scenes, message_traps.end_untold),
    Kind("disordered_event", 10.0, lambda day: day.scenes, message_traps.disordered_event),
)
"""Before the faults, which go by when things are heard of. All rates are engineering choices."""

CAMERAS = (
    Kind("auxiliary", 4.0, scene_traps.auxiliaries, scene_traps.not_recording),
    Kind("recording_unknown", 4.0, scene_traps.unknown_recorders, scene_traps.not_recording),
    Kind("double_booked", 2.0, phases, scene_traps.double_booked),
    Kind("overtime", 3.0, phases, scene_traps.overtime),
    Kind("recording_blip", 8.0, phases, scene_traps.recording_blip),
    Kind("prompt_start", 6.0, phases, scene_traps.prompt_start),
    Kind("stopped_at_end", 6.0, phases, scene_traps.stopped_at_end),
    Kind("bend", 12.0, phases, scene_traps.bend),
    Kind("picture_noise", 3.0, phases, scene_traps.picture_noise),
    Kind("uniform_noise", 3.0, phases, scene_traps.uniform_noise),
    Kind("unsure_looks", 3.0, phases, scene_traps.unsure_looks),
    Kind("sensor_knows_better", 3.0, phases, scene_traps.sensor_knows_better),
    Kind("offline_blip", 60.0, wearers, camera_traps.offline_blip),
    Kind("lost_position", 10.0, wearers, camera_traps.lost_position),
    Kind("hung_up", 10.0, wearers, camera_traps.hung_up),
    Kind("covered_in_car", 3.0, wearers, camera_traps.covered_in_car),
    Kind("low_at_end", 3.0, wearers, camera_traps.low_at_end),
    Kind("records_for_nobody", 4.0, camera_traps.spares, camera_traps.records_for_nobody),
    Kind("offline_for_nobody", 4.0, camera_traps.spares, camera_traps.offline_for_nobody),
)
"""After the faults, which have the first pick of officers and cameras."""


def unsettle(day: Day) -> None:
    """Put traps into how things are told."""
    put(day, MESSAGES, "trap", day.plan.traps)
    message_traps.called_off(day)


def mislead(day: Day) -> None:
    """Put traps into what cameras do."""
    scene_traps.needs_no_recording(day)
    put(day, CAMERAS, "trap", day.plan.traps)
