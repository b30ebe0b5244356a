"""Commands that need no Kafka: make a day, run the supervisors over a file, score what came out."""

import time
from pathlib import Path

from rich.console import Console

from config.loader import load_stations
from config.settings import Settings
from jingjian import wiring
from jingjian.files import write_alerts
from streams.recorded import read


def backtest(
    settings: Settings,
    file: Path,
    rules: Path | None,
    stations: Path | None,
    alerts_file: Path | None,
    console: Console,
) -> None:
    """Run the supervisors and the desk over a recording and say what came of it."""
    directory = load_stations(stations or file.parent / "stations.yaml")
    driver = wiring.driver(settings, directory, rules)
    started = time.monotonic()
    outcome = driver.run(read(file))
    took_s = time.monotonic() - started
    if alerts_file is not None:
        write_alerts(alerts_file, outcome.alerts)
    console.print(
        f"{outcome.records} records in {took_s:.1f} s: {len(outcome.alerts)} alerts "
        f"({outcome.versions} versions), {len(outcome.dead)} dead letters"
    )
    for failure in outcome.failures:
        console.print(f"{failure.supervisor} raised:\n{failure.trace}", style="red", markup=False)
    for letter in outcome.dead[:20]:
        console.print(f"line {letter.offset}: {letter.reason}", style="yellow", markup=False)
