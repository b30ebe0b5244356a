"""Run a role in this process: wait for Kafka, run, stop when told to, end with a reason when it fails."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from aiokafka.errors import KafkaError
from rich.console import Console

from config.settings import Settings
from jingjian import wiring
from streams.acls import Principal, needs
from streams.health import serving
from streams.intake_status import IntakeStatus
from streams.kafka import until_broker
from streams.lease import Frozen
from streams.liveness import Heart, Stuck, end_within, until_stuck
from streams.projection import Projection
from streams.projection_status import ProjectionStatus
from streams.refusals import in_words
from streams.store.connect import StoreProblem
from streams.store.write import Overtaken
from streams.topic_admin import topic_risks, try_to_create, wrong_topics
from streams.topics import topics_of
from streams.tuning import be_patient_with_garbage, quieten, use_uvloop
from streams.watchdog_status import WatchdogStatus
from streams.worker import WorkerFailed, run_worker

STOP_WITHIN_S = 5.0
"""E: how long intake may take to commit and leave its group; without Kafka it would try for ever. What it has
not committed is appended again, and left out by whoever reads. A projection's last transaction takes less."""

ENDS_WITHIN_S = 18.0
"""E: after being told to: a worker's Faust may take 15 s, and `up` waits for 20."""

LINGERS_S = 2.0
"""E: how long threads may take when everything has been done."""

log = structlog.get_logger(__name__)

Run = Callable[[asyncio.Event], Awaitable[None]]


class NotReady(Exception):
    """The topics are not as the settings say; says which, and what to do."""


def run_role(settings: Settings, role: str) -> int:
    """Run one role until it is told to stop; return the exit status, 1 when its inside has failed."""
    runs: dict[str, Callable[[Settings], Run]] = {
        "intake": _intake,
        "worker": _worker,
        "projection": _projection,
        "watchdog": _watchdog,
        "vision": _vision,
        "console": _console,
    }
    run = runs[role](settings)
    use_uvloop()
    be_patient_with_garbage()
    return asyncio.run(_ending(settings, role, run))


def serving_at(settings: Settings, host: str | None, port: int | None) -> Settings:
    """Return settings with the console served elsewhere, where something is given."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return settings.model_copy(update={"console": settings.console.model_copy(update=given)})


def _intake(settings: Settings) -> Run:
    intake = wiring.intake(settings)
    status = IntakeStatus(intake)

    async def run(stop: asyncio.Event) -> None:
        async with serving(settings.health, "intake", status):
            await _until_stopped(intake.run, stop, until_stuck(status.places, settings.health.stuck_after_s))

    return run


def _projection(settings: Settings) -> Run:
    projection = Projection(settings, wiring.rules_of(settings))
    status = ProjectionStatus(projection)

    async def run(stop: asyncio.Event) -> None:
        async with serving(settings.health, "projection", status):
            stuck = until_stuck(status.places, settings.health.stuck_after_s)
            await _until_stopped(projection.run, stop, stuck)

    return run


def _worker(settings: Settings) -> Run:
    make = wiring.pipeline(settings)

    async def run(stop: asyncio.Event) -> None:
        await run_worker(make, stop)

    return run


def _watchdog(settings: Settings) -> Run:
    if settings.time.is_played:
        raise NotReady(
            "a watchdog compares the log's time with the wall's; while time.source is 'input' it has nothing to watch"
        )
    watchdog = wiring.watchdog(settings)

    async def run(stop: asyncio.Event) -> None:
        async with serving(settings.health, "watchdog", WatchdogStatus(watchdog)):
            await _until_stopped(watchdog.run, stop, asyncio.Event().wait())

    return run


def _vision(settings: Settings) -> Run:
    # Only this role needs what looks at pictures, which is large and wants libraries of the system.
    from jingjian.eyes import Eyes, EyesStatus  # noqa: PLC0415

    eyes = Eyes(settings)

    async def run(stop: asyncio.Event) -> None:
        async with serving(settings.health, "vision", EyesStatus(eyes), [eyes.uniform()]):
            await _until_stopped(eyes.run, stop, asyncio.Event().wait())

    return run


def _console(settings: Settings) -> Run:
    # Only this role needs what serves pages.
    from console.role import Console, ConsoleStatus  # noqa: PLC0415

    console = Console(settings, wiring.stations_of(settings), wiring.rules_of(settings))

    async def run(stop: asyncio.Event) -> None:
        async with serving(settings.health, "console", ConsoleStatus(console)):
            await _until_stopped(console.run, stop, asyncio.Event().wait())

    return run


async def _until_stopped(run: Run, stop: asyncio.Event, stuck: Coroutine[Any, Any, object]) -> None:
    """Run until told to stop, or until it is stuck; raises what went wrong."""
    running = asyncio.ensure_future(run(stop))
    stopping = asyncio.ensure_future(stop.wait())
    watching = asyncio.ensure_future(stuck)
    try:
        await asyncio.wait({running, stopping, watching}, return_when=asyncio.FIRST_COMPLETED)
        if watching.done():
            watching.result()
        await asyncio.wait_for(running, STOP_WITHIN_S)
    except TimeoutError:
        log.warning("role did not stop in time", seconds=STOP_WITHIN_S)
    finally:
        for task in (running, stopping, watching):
            task.cancel()


async def _ending(settings: Settings, role: str, run: Run) -> int:
    """Run, and see to it that the process ends then; what is not committed is done again by whoever comes next."""
    stop = asyncio.Event()

    def told_to_stop() -> None:
        if not stop.is_set():
            end_within(ENDS_WITHIN_S, status=0)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop)
    status = 1
    try:
        status = await _guarded(settings, role, run, stop)
    finally:
        end_within(LINGERS_S, status)
    return status


async def _guarded(settings: Settings, role: str, run: Run, stop: asyncio.Event) -> int:
    loop = asyncio.get_running_loop()
    try:
        if not await _ready(settings, role, stop):
            return 0
        quieten()
        log.info("role started", role=role, broker=settings.broker.bootstrap)
        heart = loop.create_task(Heart(settings.health.stuck_after_s).beat())
        try:
            await run(stop)
        finally:
            heart.cancel()
    except (WorkerFailed, NotReady, Stuck, Frozen, Overtaken, StoreProblem, KafkaError, OSError) as error:
        log.error(  # noqa: TRY400  the reason is enough; a traceback would hide it
            "role failed", role=role, reason=in_words(error, settings.broker)
        )
        return 1
    log.info("role stopped", role=role)
    return 0


async def _ready(settings: Settings, role: str, stop: asyncio.Event) -> bool:
    """Wait for Kafka and see that the topics are there; False when told to stop meanwhile."""

    def say(words: str) -> None:
        Console(stderr=True, soft_wrap=True).print(words, style="yellow", markup=False)

    waiting = asyncio.ensure_future(until_broker(settings, say))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (waiting, stopping):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    if stop.is_set():
        return False
    await _see_to_topics(settings, role)
    return True


async def _see_to_topics(settings: Settings, role: str) -> None:
    """Create the topics that are missing; one with other partitions would put stations' records elsewhere."""
    created = await try_to_create(settings, wiring.CHANGELOGS)
    if created.made:
        log.info("topics created", topics=created.made)
    topics = topics_of(settings)
    lacking = [name for name in created.refused if needs(Principal(role), topics, name)]
    if lacking:
        raise NotReady(
            f"user {settings.broker.username} can neither see nor create {', '.join(lacking)}; create them with "
            "jingjian check --create-topics as the administrator, and give the role its rights: jingjian acls"
        )
    wrong = await wrong_topics(settings, wiring.CHANGELOGS)
    if wrong:
        raise NotReady(f"{wrong[0]} (topics like this: {len(wrong)}; jingjian check names them all)")
    for risk in (*settings.broker.risks(), *await topic_risks(settings, wiring.CHANGELOGS)):
        log.warning("unsafe", what=risk)
