"""How long each topic keeps its messages unless the settings say otherwise, each with its source."""

from models.rules import Number

_DAY_S = 86400

_INPUT = (
    "E: two weeks, so that input can be logged anew after a fault is mended; twice limits.farthest_past_s"
)

RETENTION_S: dict[str, Number] = {
    "incidents": Number(14 * _DAY_S, _INPUT),
    "telemetry": Number(
        3 * _DAY_S, "E: a long weekend; the log has it for longer, and this is nearly all of it"
    ),
    "observations": Number(14 * _DAY_S, _INPUT),
    "roster": Number(14 * _DAY_S, _INPUT),
    "actions": Number(
        180 * _DAY_S,
        "公安机关现场执法视音频记录工作规定 (2016): recordings are kept at least 6 months; what people decided "
        "about them no shorter",
    ),
    "log": Number(14 * _DAY_S, "E: two weeks to replay, and to try new numbers on, without an archive"),
    "findings": Number(14 * _DAY_S, "E: as long as the log they were found in"),
    "alerts": Number(
        180 * _DAY_S,
        "公安机关现场执法视音频记录工作规定 (2016): recordings are kept at least 6 months; alerts about them no shorter",
    ),
    "dead-letters": Number(30 * _DAY_S, "E: a month for somebody to notice, mend the sender and send anew"),
}
"""By topic. The log must outlive every outage of the workers: it is what they start again from."""
