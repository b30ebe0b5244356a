"""What the terminal shows: one alert a line and its sentence, in the room's language first."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from models.alerts import Alert, AlertState, Step
from models.rules import Priority

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
    Step.UNSHELVED: "取消搁置",
    Step.SUPPRESSED: "已抑制",
    Step.UNSUPPRESSED: "解除抑制",
    Step.DIRECTIVE_CALLED: "已喊话",
    Step.CORRECTED: "已纠正",
    Step.CLOSED: "已办结",
    Step.LAPSED: "未签收，自动办结",
}


def render_alert(alert: Alert, zone: ZoneInfo) -> RenderableType:
    """Return one version of an alert for the terminal."""
    happened = alert.history[-1]
    shape, word, colour = MARKS[alert.priority]
    raised = happened.step in {Step.RAISED, Step.RERAISED} and alert.state is not AlertState.SUPPRESSED
    head = Text(f"{local(happened.at, zone)}  ")
    head.append(f"{shape} {word}", style=colour if raised else "dim")
    head.append(f"  {STEPS[happened.step]:<5}", style="bold" if raised else "dim")
    head.append(f"  {alert.sentence.zh}", style="bold" if raised else "dim")
    if not raised:
        return head
    lines: list[RenderableType] = [head, Text(f"          {alert.sentence.en}", style="italic")]
    lines += [Text(f"          · {line.words.zh}", style="dim") for line in alert.evidence]
    if alert.measure is not None:
        source = f"          · {alert.rule} {alert.measure.name} = {alert.measure.value:g}（{alert.measure.source}）"
        lines.append(Text(source, style="dim"))
    return Group(*lines)


def local(moment: datetime, zone: ZoneInfo) -> str:
    """Return the bureau's time of day."""
    return moment.astimezone(zone).strftime("%H:%M:%S")
