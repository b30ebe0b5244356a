"""The rules' numbers that the faults are built around: those of config/rules, which a test compares."""

NEVER_STARTED_GRACE_S = 60.0
LATE_S = 30.0
INTERRUPTED_OFF_S = 60.0
STOPPED_EARLY_OFF_S = 60.0
NO_CAMERA_GRACE_S = 120.0
OFFLINE_ON_INCIDENT_S = 180.0
OFFLINE_S = 600.0
STATION_SILENT_S = 900.0
BATTERY_BELOW_PCT = 15.0
STORAGE_BELOW_PCT = 5.0
LEVEL_HOLD_S = 60.0
SHIFT_LEFT_S = 1800.0
FRESH_S = 60.0
TILT_HOLD_S = 20.0
LEAST_LOOKS = 5
LOOKS_LEAST_S = 20.0
"""Five looks, one each 5 s."""
UNIFORM_LEAST_FAULTS = 3
REMINDER_S = 1800.0
OVERDUE_S = 7200.0
ESCALATED_S = 14400.0
NEVER_CONCLUDED_S = 28800.0
SETTLE_S = 60.0
TOLERANCE_S = 60.0
NEED_NO_RECORDING = frozenset({"58", "WALK"})
"""Codes of the real calls whose category needs no recording."""
