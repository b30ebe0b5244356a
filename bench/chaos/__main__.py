"""Six zeros, or what is wrong.

python -m bench.chaos --seed S --minutes M --workers N --faults kill,term,… [--seeds 1-20] [--json FILE]
starts three Kafka nodes (replication 3, min.insync 2), an intake, workers and a projection, sends them a bad day sixty
times as fast by rules that are as much quicker, does to them what the seed says, and compares.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from bench.apache import kafka_jars
from bench.chaos.plan import ON_ROLES, Kind
from bench.chaos.report import tell, tell_all
from bench.chaos.run import Order, Outcome, run


def main() -> None:
    """Run one seed or several."""
    order = _arguments()
    jars = None if order.embedded else kafka_jars()
    out = order.out or Path(tempfile.mkdtemp(prefix="jingjian-chaos-"))
    outcomes: list[Outcome] = []
    for seed in order.seeds:
        folder = out / f"seed-{seed}"
        one = Order(
            seed=seed,
            minutes=order.minutes,
            workers=order.workers,
            kinds=order.faults,
            folder=folder,
            intakes=order.intakes,
        )
        outcome = asyncio.run(run(one, jars))
        outcomes.append(outcome)
        tell(outcome)
        if outcome.well:
            shutil.rmtree(folder)
        if order.json:
            data = msgspec.json.encode(outcomes, enc_hook=str)
            order.json.write_bytes(msgspec.json.format(data))
    if len(outcomes) > 1:
        tell_all(outcomes)
    sys.exit(0 if all(outcome.well for outcome in outcomes) else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=_range, help="several, one after another: 1-20")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--intakes", type=int, default=1)
    parser.add_argument("--faults", type=_kinds, help=",".join(Kind))
    parser.add_argument(
        "--embedded", action="store_true", help="on the embedded broker: kill, term and pause"
    )
    parser.add_argument("--out", type=Path, help="where runs that are not well leave their logs")
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    order.seeds = order.seeds or [order.seed]
    order.faults = order.faults or (ON_ROLES if order.embedded else list(Kind))
    return order


def _range(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _kinds(text: str) -> list[Kind]:
    return [Kind(name) for name in text.split(",")]


if __name__ == "__main__":
    main()
