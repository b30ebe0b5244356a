"""What a rule is: its numbers, each with the source it comes from, and how a category changes them."""

from enum import StrEnum

from msgspec import Struct


class Rule(StrEnum):
    """Every rule, by the name it has in configuration, topics and figures."""

    RECORDING_NEVER_STARTED = "recording_never_started"
    RECORDING_STARTED_LATE = "recording_started_late"
    RECORDING_INTERRUPTED = "recording_interrupted"
    RECORDING_STOPPED_EARLY = "recording_stopped_early"
    NO_CAMERA_BOUND = "no_camera_bound"
    CAMERA_OFFLINE_ON_INCIDENT = "camera_offline_on_incident"
    CAMERA_OFFLINE = "camera_offline"
    STATION_SILENT = "station_silent"
    BATTERY_LOW = "battery_low"
    STORAGE_LOW = "storage_low"
    ANGLE_TILTED = "angle_tilted"
    ANGLE_PICTURE = "angle_picture"
    FEEDBACK_REMINDER = "feedback_reminder"
    FEEDBACK_OVERDUE = "feedback_overdue"
    FEEDBACK_ESCALATED = "feedback_escalated"
    NEVER_CONCLUDED = "never_concluded"
    IMPOSSIBLE_TIMES = "impossible_times"
    UNIFORM = "uniform"
    ROLL_CALL = "roll_call"
    SUPERVISION_BLIND = "supervision_blind"


OF_SUPERVISORS = tuple(rule for rule in Rule if rule is not Rule.SUPERVISION_BLIND)
"""What supervisors find; the last one is about themselves, and the watchdog's."""


class Priority(StrEnum):
    """How soon a person must look: 紧急, 高, 中, 低."""

    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Number(Struct, frozen=True, forbid_unknown_fields=True):
    """A number of a rule and where it comes from."""

    value: float
    source: str
    """A norm by name, or "E: …" for an engineering choice with its reason."""
    source_zh: str | None = None
    """The same in Chinese; where there is none, ``source`` stands in both languages."""


class RuleSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule as configured."""

    enabled: bool = True
    priority: Priority
    numbers: dict[str, Number]
    """By name, the unit at the end of the name: ``grace_s``, ``pitch_deg``."""


class Category(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A category of incidents and what it changes."""

    name_zh: str
    name_en: str
    codes: tuple[str, ...]
    """The codes that incident events use for it."""
    needs_recording: bool = True
    source: str
    """Why recording is (not) needed."""
    source_zh: str | None = None
    """The same in Chinese."""
    numbers: dict[Rule, dict[str, Number]] = {}
    """Numbers of rules that this category changes."""


class RuleBook(Struct, frozen=True, kw_only=True):
    """All rules and categories of a bureau."""

    rules: dict[Rule, RuleSettings]
    categories: dict[str, Category]
    """By key; the key ``other`` is the one for codes that no category names."""
    category_of_code: dict[str, str] = {}
    desk: dict[str, Number] = {}
    """Numbers of the desk itself: how long to wait before raising anew, lapsing, forgetting."""

    def category(self, code: str | None) -> Category:
        """Return the category of an incident's code; unknown and absent codes are ``other``."""
        return self.categories[self.category_of_code.get(code or "", "other")]

    def number(self, rule: Rule, name: str, code: str | None = None) -> Number:
        """Return a rule's number, as the incident's category has it."""
        changed = self.category(code).numbers.get(rule) if code is not None else None
        if changed is not None and name in changed:
            return changed[name]
        return self.rules[rule].numbers[name]

    def value(self, rule: Rule, name: str, code: str | None = None) -> float:
        """Return a rule's number without its source."""
        return self.number(rule, name, code).value

    def enabled(self, rule: Rule) -> bool:
        """Say whether the rule is switched on."""
        return self.rules[rule].enabled
