"""The numbers that the simulated faults are built around are those of the rules as shipped."""

import pytest

from config.loader import load_rulebook
from models.rules import Rule
from simulator import limits


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        (Rule.RECORDING_NEVER_STARTED, "grace_s", limits.NEVER_STARTED_GRACE_S),
        (Rule.RECORDING_NEVER_STARTED, "fresh_s", limits.FRESH_S),
        (Rule.RECORDING_STARTED_LATE, "late_s", limits.LATE_S),
        (Rule.RECORDING_INTERRUPTED, "off_s", limits.INTERRUPTED_OFF_S),
        (Rule.RECORDING_STOPPED_EARLY, "off_s", limits.STOPPED_EARLY_OFF_S),
        (Rule.NO_CAMERA_BOUND, "grace_s", limits.NO_CAMERA_GRACE_S),
        (Rule.CAMERA_OFFLINE_ON_INCIDENT, "offline_s", limits.OFFLINE_ON_INCIDENT_S),
        (Rule.CAMERA_OFFLINE, "offline_s", limits.OFFLINE_S),
        (Rule.STATION_SILENT, "silent_s", limits.STATION_SILENT_S),
        (Rule.BATTERY_LOW, "below_pct", limits.BATTERY_BELOW_PCT),
        (Rule.BATTERY_LOW, "hold_s", limits.LEVEL_HOLD_S),
        (Rule.BATTERY_LOW, "shift_left_s", limits.SHIFT_LEFT_S),
        (Rule.STORAGE_LOW, "below_pct", limits.STORAGE_BELOW_PCT),
        (Rule.STORAGE_LOW, "hold_s", limits.LEVEL_HOLD_S),
        (Rule.ANGLE_TILTED, "hold_s", limits.TILT_HOLD_S),
        (Rule.ANGLE_PICTURE, "least_looks", limits.LEAST_LOOKS),
        (Rule.ANGLE_PICTURE, "window_s", limits.LOOKS_WINDOW_S),
        (Rule.ANGLE_PICTURE, "on_share", limits.LOOKS_ON_SHARE),
        (Rule.UNIFORM, "least_faults", limits.UNIFORM_LEAST_FAULTS),
        (Rule.FEEDBACK_REMINDER, "after_s", limits.REMINDER_S),
        (Rule.FEEDBACK_OVERDUE, "after_s", limits.OVERDUE_S),
        (Rule.FEEDBACK_ESCALATED, "after_s", limits.ESCALATED_S),
        (Rule.NEVER_CONCLUDED, "after_s", limits.NEVER_CONCLUDED_S),
        (Rule.IMPOSSIBLE_TIMES, "settle_s", limits.SETTLE_S),
        (Rule.IMPOSSIBLE_TIMES, "tolerance_s", limits.TOLERANCE_S),
    ],
)
def test_limits_are_those_of_the_rules(rule: Rule, name: str, value: float) -> None:
    """Whoever changes a rule's number is told that the faults are built around the old one."""
    assert load_rulebook().number(rule, name).value == value


def test_codes_that_need_no_recording_are_those_of_the_categories() -> None:
    """Nobody is said to owe a recording where the categories ask for none."""
    rules = load_rulebook()
    codes = {
        code for code, name in rules.category_of_code.items() if not rules.categories[name].needs_recording
    }
    assert codes == limits.NEED_NO_RECORDING
