"""Decide a day: first a healthy one, then what goes wrong in it and what only looks wrong."""

from simulator.day import Day
from simulator.duties import duties, posts
from simulator.faults import spoil
from simulator.paper_faults import late_feedback
from simulator.plan import Plan
from simulator.recordings import record
from simulator.scenes import scenes
from simulator.tracks import tracks
from simulator.traps import mislead, unsettle


def make_day(plan: Plan) -> Day:
    """Return the day of a plan with the truth about it."""
    where = posts(plan)
    on_duty = duties(plan, where)
    day = Day(
        plan=plan,
        start=plan.start(),
        end_s=plan.end_s(),
        posts=where,
        duties=on_duty,
        tracks=tracks(plan, where, on_duty),
        scenes=scenes(plan, on_duty),
    )
    unsettle(day)
    spoil(day)
    mislead(day)
    record(day)
    late_feedback(day)
    day.order_truth()
    return day
