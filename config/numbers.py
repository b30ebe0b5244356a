"""Which numbers every rule has, what kind each is, and which must stand in order.

The one list of names: the loader refuses any other, so code may ask the rule book without a default.
"""

from enum import Enum

from models.rules import Rule


class Kind(Enum):
    """What a number may be: the least, the most, and how to say so."""

    SECONDS = (0.0, 366 * 86400.0, "seconds, 0 or more and less than a year")
    DEGREES = (0.0, 180.0, "degrees from 0 to 180")
    PERCENT = (0.0, 100.0, "a percentage from 0 to 100")
    SHARE = (0.0, 1.0, "a share from 0 to 1")
    COUNT = (1.0, 100_000.0, "a whole number, 1 or more")
    YES_NO = (0.0, 1.0, "0 for no or 1 for yes")
    LUMA = (0.0, 255.0, "a number from 0 to 255")
    HUE = (0.0, 180.0, "a hue from 0 to 180, as OpenCV has them")
    VARIANCE = (0.0, 255.0**2, "a number from 0 to 65025")
    RATIO = (0.0, 100.0, "a number from 0 to 100")

    def fits(self, value: float) -> bool:
        """Say whether a value is of this kind."""
        least, most, _ = self.value
        whole = self not in {Kind.COUNT, Kind.YES_NO} or value.is_integer()
        return least <= value <= most and whole

    def words(self) -> str:
        """Return what the number must be, in words."""
        return str(self.value[2])


_SECONDS, _DEGREES, _PERCENT = Kind.SECONDS, Kind.DEGREES, Kind.PERCENT
_SHARE, _COUNT, _YES_NO = Kind.SHARE, Kind.COUNT, Kind.YES_NO

_LOW = {"below_pct": _PERCENT, "clear_pct": _PERCENT, "hold_s": _SECONDS, "shift_left_s": _SECONDS}
_FEEDBACK = {"after_s": _SECONDS, "settle_s": _SECONDS}

NUMBERS: dict[Rule, dict[str, Kind]] = {
    Rule.RECORDING_NEVER_STARTED: {
        "grace_s": _SECONDS,
        "fresh_s": _SECONDS,
        "from_departure": _YES_NO,
        "auxiliaries_too": _YES_NO,
        "longest_scene_s": _SECONDS,
    },
    Rule.RECORDING_STARTED_LATE: {"late_s": _SECONDS, "heard_within_s": _SECONDS},
    Rule.RECORDING_INTERRUPTED: {"off_s": _SECONDS},
    Rule.RECORDING_STOPPED_EARLY: {"off_s": _SECONDS},
    Rule.NO_CAMERA_BOUND: {"grace_s": _SECONDS},
    Rule.CAMERA_OFFLINE_ON_INCIDENT: {"offline_s": _SECONDS},
    Rule.CAMERA_OFFLINE: {
        "offline_s": _SECONDS,
        "back_s": _SECONDS,
        "keepalive_s": _SECONDS,
        "missed": _COUNT,
    },
    Rule.STATION_SILENT: {"silent_s": _SECONDS},
    Rule.SUPERVISION_BLIND: {"blind_after_s": _SECONDS},
    Rule.BATTERY_LOW: _LOW,
    Rule.STORAGE_LOW: _LOW,
    Rule.ANGLE_TILTED: {
        "pitch_deg": _DEGREES,
        "roll_deg": _DEGREES,
        "hold_s": _SECONDS,
        "clear_below_deg": _DEGREES,
        "clear_hold_s": _SECONDS,
        "fresh_s": _SECONDS,
    },
    Rule.ANGLE_PICTURE: {
        "window_s": _SECONDS,
        "on_share": _SHARE,
        "off_share": _SHARE,
        "least_looks": _COUNT,
        "score": _SHARE,
    },
    Rule.FEEDBACK_REMINDER: _FEEDBACK,
    Rule.FEEDBACK_OVERDUE: _FEEDBACK,
    Rule.FEEDBACK_ESCALATED: _FEEDBACK,
    Rule.NEVER_CONCLUDED: _FEEDBACK,
    Rule.IMPOSSIBLE_TIMES: {"tolerance_s": _SECONDS, "settle_s": _SECONDS},
    Rule.UNIFORM: {
        "least_faults": _COUNT,
        "of_looks": _COUNT,
        "window_s": _SECONDS,
        "score": _SHARE,
        "clear_well": _COUNT,
        "forget_s": _SECONDS,
        "firm_forget_s": _SECONDS,
        "around_shift_s": _SECONDS,
    },
    Rule.ROLL_CALL: {"before_s": _SECONDS, "grace_s": _SECONDS},
}
"""By rule, the numbers that it must have; the unit is at the end of the name."""

DESK_NUMBERS: dict[str, Kind] = {
    "reraise_s": _SECONDS,
    "lapse_s": _SECONDS,
    "keep_closed_s": _SECONDS,
    "longest_shelve_s": _SECONDS,
    "history_most": _COUNT,
}
"""The numbers of the desk itself."""

IN_ORDER: tuple[tuple[Rule, str, Rule, str], ...] = (
    (Rule.BATTERY_LOW, "below_pct", Rule.BATTERY_LOW, "clear_pct"),
    (Rule.STORAGE_LOW, "below_pct", Rule.STORAGE_LOW, "clear_pct"),
    (Rule.ANGLE_TILTED, "clear_below_deg", Rule.ANGLE_TILTED, "pitch_deg"),
    (Rule.ANGLE_TILTED, "clear_below_deg", Rule.ANGLE_TILTED, "roll_deg"),
    (Rule.ANGLE_PICTURE, "off_share", Rule.ANGLE_PICTURE, "on_share"),
    (Rule.UNIFORM, "least_faults", Rule.UNIFORM, "of_looks"),
    (Rule.UNIFORM, "forget_s", Rule.UNIFORM, "firm_forget_s"),
    (Rule.FEEDBACK_REMINDER, "after_s", Rule.FEEDBACK_OVERDUE, "after_s"),
    (Rule.FEEDBACK_OVERDUE, "after_s", Rule.FEEDBACK_ESCALATED, "after_s"),
)
"""Numbers of which the first may not be above the second, or the rule could never clear or would leap."""
