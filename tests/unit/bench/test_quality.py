"""The bench of quality: which days it plays, and what it says falls short."""

import argparse

import pytest

from bench.quality import HELD_OUT_FROM, SEEDS, LoadFigures, load_figures, plans, seeds_of, shortcomings
from models.load import load
from models.rules import Rule
from simulator.score import FalseAlert, RuleScore, Score
from simulator.truth import PLAYED
from tests.factories import STATION, alert, at

CALM = LoadFigures(
    days=2,
    cameras=300,
    an_hour=2.0,
    an_hour_worst_day=3.0,
    most_in_hour=5,
    most_in_ten_minutes=3,
    days_with_floods=0,
    days_with_chattering=0,
    days_over_a_limit=0,
)


def rule_score(rule: Rule, faults: int, precision: float = 1, recall: float = 1) -> RuleScore:
    """Return how a rule did."""
    return RuleScore(
        rule=rule,
        faults=faults,
        alerts=faults,
        found=faults,
        precision=precision,
        recall=recall,
        delay_p50_s=0,
        delay_p99_s=0,
    )


def all_rules(*others: RuleScore, false: tuple[FalseAlert, ...] = ()) -> Score:
    """Return a score in which every rule did well, but for some."""
    known = {one.rule: one for one in others}
    rules = tuple(known.get(rule, rule_score(rule, 100)) for rule in PLAYED)
    return Score(
        rules=rules,
        faults=0,
        alerts=0,
        found=0,
        precision=None,
        recall=None,
        traps=(),
        false=false,
        missed=(),
    )


def test_each_day_has_a_date_and_each_seed_three_days() -> None:
    """No two days share a date, so no alert can answer another day's fault."""
    made = [(name, plan.seed, plan.day) for name, plan in plans([7, 8], cameras=30, faults=10)]
    assert [(name, seed) for name, seed, _ in made] == [
        (name, seed) for seed in (7, 8) for name in ("bad", "traps", "usual")
    ]
    assert len({day for _, _, day in made}) == 6


def test_usual_days_have_as_many_faults_as_in_real_life() -> None:
    """The load of alarms is that of a day as it comes; faults belong to the bad one, traps to the other."""
    bad, traps, usual = (plan for _, plan in plans([7], cameras=30, faults=10))
    assert (usual.faults, usual.traps, usual.incidents) == (1, 1, None)
    assert (bad.faults, bad.traps) == (10, 1)
    assert traps.faults == 0
    assert traps.traps > 1


@pytest.mark.parametrize(("text", "seeds"), [("7", [7]), ("1001-1003", [1001, 1002, 1003])])
def test_seeds(text: str, seeds: list[int]) -> None:
    """One seed, or from one to another, both of them included."""
    assert list(seeds_of(text)) == seeds


def test_seeds_the_wrong_way_round_are_refused() -> None:
    """Nothing would be played."""
    with pytest.raises(argparse.ArgumentTypeError):
        seeds_of("9-3")


def test_the_usual_seeds_are_held_out() -> None:
    """Tests and tuning use seeds below these."""
    assert min(SEEDS) >= HELD_OUT_FROM == 1001


IN_TRAP = FalseAlert(
    alert="a1", rule=Rule.UNIFORM, station=STATION, subject="C1/vest", raised_at=at(0), trap="bend"
)


@pytest.mark.parametrize(
    ("result", "short"),
    [
        (all_rules(), ()),
        (all_rules(rule_score(Rule.UNIFORM, 99)), ("uniform: 99 faults, fewer than 100",)),
        (all_rules(rule_score(Rule.UNIFORM, 100, precision=0.97)), ("uniform: precision below 0.98",)),
        (all_rules(rule_score(Rule.UNIFORM, 100, recall=0.98)), ("uniform: recall below 0.99",)),
        (all_rules(false=(IN_TRAP,)), ("1 alerts in traps",)),
    ],
)
def test_what_falls_short_is_said(result: Score, short: tuple[str, ...]) -> None:
    """Too few faults, wrong or missing alerts, and traps that caught somebody."""
    assert shortcomings(result, CALM) == short


def test_a_rule_without_faults_falls_short() -> None:
    """A rule that was never put to the test is not well."""
    result = all_rules()
    (missing, *rest) = result.rules
    some = Score(**{name: getattr(result, name) for name in Score.__struct_fields__} | {"rules": tuple(rest)})
    assert shortcomings(some, CALM) == (f"{missing.rule}: no faults",)


def test_the_load_is_that_of_single_days() -> None:
    """Averages over the days, and the worst of each."""
    quiet = load([alert(10)], at(0), at(3600))
    busy = load([alert(float(n), name=f"a{n}") for n in range(20)], at(0), at(3600))
    figures = load_figures([quiet, busy], 300)
    assert (figures.an_hour, figures.an_hour_worst_day, figures.most_in_ten_minutes) == (10.5, 20, 20)
    assert (figures.days_with_floods, figures.days_over_a_limit) == (1, 1)
    assert shortcomings(all_rules(), figures) == (
        "load: 10.5 alerts an hour, more than 6",
        "load: over a limit on 1 of 2 days",
    )
