"""Say what came of runs."""

from collections import defaultdict
from collections.abc import Sequence

from bench.chaos.compare import NAMED
from bench.chaos.plan import Kind
from bench.chaos.run import Felt, Outcome


def tell(outcome: Outcome) -> None:
    """Say what came of one run."""
    print(f"seed {outcome.order.seed}: {'well' if outcome.well else 'NOT WELL'}")
    print(f"  acknowledged {outcome.acknowledged}, refused {outcome.refused}")
    for name, count in outcome.differences.counts().items():
        print(f"  {name}: {count}")
    for felt in outcome.felt:
        print(
            f"  {felt.fault.at_s:6.1f} s {felt.fault.kind:9} {felt.fault.target:9} "
            f"for {felt.fault.lasts_s:4.1f} s: silent {felt.silence_s} s, recovered after {felt.recovered_s} s"
        )
    print(f"  ended with: {outcome.statuses}")
    for name in outcome.differences.__struct_fields__:
        value = getattr(outcome.differences, name)
        for each in value[:NAMED] if isinstance(value, list) else ():
            print(f"  {name}: {each}")
    if not outcome.well:
        print(f"  the logs of all processes are in {outcome.order.folder}")


def tell_all(outcomes: Sequence[Outcome]) -> None:
    """Say what came of all of them."""
    well = sum(outcome.well for outcome in outcomes)
    faults = sum(len(outcome.felt) for outcome in outcomes)
    versions = sum(outcome.differences.versions for outcome in outcomes)
    repeats = sum(outcome.differences.identical_repeats for outcome in outcomes)
    records = sum(outcome.acknowledged for outcome in outcomes)
    print(
        f"{well} of {len(outcomes)} runs well: {faults} faults, {records} records, {versions} versions of alerts"
    )
    print(f"identical repeats by zombies: {repeats}")
    by_kind: dict[Kind, list[Felt]] = defaultdict(list)
    for outcome in outcomes:
        for felt in outcome.felt:
            by_kind[felt.fault.kind].append(felt)
    for kind, felts in sorted(by_kind.items()):
        recovered = [felt.recovered_s for felt in felts if felt.recovered_s is not None]
        print(
            f"  {kind:9} {len(felts):3} times: silent at most {max(felt.silence_s for felt in felts)} s, "
            f"recovered after at most {max(recovered, default=None)} s"
        )
