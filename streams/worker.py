"""Run a worker until it is told to stop, or until its inside has failed; it never lingers in between."""

import asyncio
from collections.abc import Callable
from typing import Any

import faust
import structlog

from streams.app import Pipeline
from streams.health import serving
from streams.liveness import tell_failure, until_stuck
from streams.tuning import quieten
from streams.worker_status import WorkerStatus

STOP_WITHIN_S = 15.0
"""E: how long Faust may take to leave its group; the state is safe without it, so it may be cut short."""

LOOK_EVERY_S = 0.5
"""How often we look whether Faust has crashed; it tells nobody."""

log = structlog.get_logger(__name__)

MakePipeline = Callable[[Callable[[BaseException], None]], Pipeline]


class WorkerFailed(Exception):
    """The worker's inside has failed; whoever started it should start it again."""


async def run_worker(make: MakePipeline, stop: asyncio.Event) -> None:
    """Start the pipeline and wait; raises ``WorkerFailed`` with the reason when it cannot go on."""
    failed: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    def on_fatal(error: BaseException) -> None:
        if not failed.done():
            failed.set_result(error)

    pipeline = make(on_fatal)
    health = pipeline.settings.health
    status = WorkerStatus(pipeline)
    async with pipeline.sending(), serving(health, "worker", status):
        watching = asyncio.ensure_future(until_stuck(status.places, health.stuck_after_s))
        watching.add_done_callback(lambda watched: tell_failure(watched, on_fatal))
        try:
            await _run(pipeline.app, failed, on_fatal, stop)
        finally:
            watching.cancel()


async def _run(
    app: faust.App,
    failed: asyncio.Future[BaseException],
    on_fatal: Callable[[BaseException], None],
    stop: asyncio.Event,
) -> None:
    app.finalize()
    starting = asyncio.ensure_future(app.start())
    starting.add_done_callback(lambda started: tell_failure(started, on_fatal))
    stopping = asyncio.ensure_future(stop.wait())
    crashed = asyncio.ensure_future(_until_crashed(app))
    ends: list[asyncio.Future[Any]] = [stopping, failed, crashed]
    await asyncio.wait([starting, *ends], return_when=asyncio.FIRST_COMPLETED)
    quieten()
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    try:
        await asyncio.wait_for(app.stop(), STOP_WITHIN_S)
    except TimeoutError:
        log.warning("faust did not stop in time", seconds=STOP_WITHIN_S)
    for waiting in (starting, stopping, crashed):
        waiting.cancel()
    if failed.done():
        error = failed.result()
        raise WorkerFailed(f"{type(error).__name__}: {error}") from error
    if not stop.is_set():
        raise WorkerFailed(f"Faust has crashed: {app.crash_reason!r}")


async def _until_crashed(app: faust.App) -> None:
    while not app.crashed:
        await asyncio.sleep(LOOK_EVERY_S)
