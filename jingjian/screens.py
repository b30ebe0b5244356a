"""What the terminal shows: one alert a line and its sentence, in the room's language first."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.text import Text

from models.alerts import Alert, AlertState, Step
from models.findings import Measure
from models.rules import Priority, Rule

MARKS: dict[Priority, tuple[str, str, str]] = {
    Priority.URGENT: ("◆", "紧急", "bold red"),
    Priority.HIGH: ("▲", "高", "dark_orange"),
    Priority.MEDIUM: ("●", "中", "yellow"),
    Priority.LOW: ("○", "低", "blue"),
}
"""Each priority by shape, word and colour, never by colour alone."""

STEPS: dict[Step, str] = {
    Step.RAISED: "发现",
    Step.RERAISED: "再次发现",
    Step.RETURNED: "已恢复",
    Step.ACKNOWLEDGED: "已签收",
    Step.CONFIRMED: "已确认",
    Step.DISMISSED: "已驳回",
    Step.SHELVED: "已搁置",
    Step.UNSHELVED: "恢复提醒",
    Step.SUPPRESSED: "已抑制",
    Step.UNSUPPRESSED: "解除抑制",
    Step.DIRECTIVE_CALLED: "已喊话",
    Step.ASSIGNED: "已指派",
    Step.NOTED: "已备注",
    Step.CORRECTED: "已纠正",
    Step.CLOSED: "已关闭",
    Step.LAPSED: "未签收，自动关闭",
}

REWORDED = "措辞更新"
"""Nothing happened: a new day has begun, and the sentence says yesterday for today."""

_QUIET = frozenset({AlertState.SUPPRESSED, AlertState.SHELVED})
"""What is found in these states is not for now."""


def render_alert(alert: Alert, zone: ZoneInfo, mark: str = "", more: Iterable[Text] = ()) -> RenderableType:
    """Return one version of an alert for the terminal, with a mark before it where it is not live.

    ``more`` is told after the evidence of what was found.
    """
    latest = alert.history[-1]
    step = latest.step if latest.at == alert.changed_at else None
    shape, word, colour = MARKS[alert.priority]
    found = step in {Step.RAISED, Step.RERAISED} and alert.state not in _QUIET
    head = Text(f"{mark}{local(alert.changed_at, zone)}  ")
    head.append(_padded(f"{shape} {word}", 6), style=colour if found else "dim")
    what = REWORDED if step is None else STEPS[step]
    head.append(f"  {_padded(what, 8)}  {alert.sentence.zh}", style="bold" if found else "dim")
    if not found:
        return head
    lines: list[RenderableType] = [head, Text(f"          {alert.sentence.en}", style="italic")]
    lines += [Text(f"          · {line.words.zh}", style="dim") for line in alert.evidence]
    if alert.measure is not None:
        lines.append(Text(f"          · {_basis(alert.rule, alert.measure)}", style="dim"))
    lines += [Text("          · ", style="dim").append_text(line) for line in more]
    return Group(*lines)


def _basis(rule: Rule, measure: Measure) -> str:
    return f"{rule} {measure.name} = {measure.value:g}（{measure.source_zh or measure.source}）"


def replay_mark(replay: str, *, open_at_start: bool) -> str:
    """Return what stands before an alert that is not live."""
    return f"[回放 {replay} 起始未结] " if open_at_start else f"[回放 {replay}] "


def local(moment: datetime, zone: ZoneInfo) -> str:
    """Return the bureau's time of day."""
    return moment.astimezone(zone).strftime("%H:%M:%S")


def _padded(words: str, cells: int) -> str:
    """Fill up to a width on the screen, where a Chinese character takes two cells."""
    return words + " " * max(0, cells - cell_len(words))
