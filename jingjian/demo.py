"""The demo: a broker, the roles, a real day played fast, and the alerts as they come."""

import asyncio
import json
import signal
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
import uvloop
from msgspec import Struct
from pydantic import SecretStr
from rich.console import Console
from rich.text import Text

from config.loader import load_stations
from config.settings import ENVIRONMENT_PREFIX, Settings, TimeSource
from jingjian.files import write_alerts
from jingjian.keeper import Keeper
from jingjian.screens import local, render_alert
from jingjian.wiring import TABLES
from models.alerts import Alert
from streams.broker.embedded import EmbeddedBroker
from streams.broker.process import free_ports
from streams.follow import alerts, wait_for_desk
from streams.liveness import tell_failure
from streams.play import Progress, keep_time, play_recording
from streams.recorded import end_of
from streams.topic_admin import create_topics

log = structlog.get_logger(__name__)

FOLDER = Path(".jingjian") / "demo"
"""Where the day and the workers' files are written, below the working folder."""


class DemoPlan(Struct, frozen=True):
    """What to play and how."""

    events: Path
    stations: Path
    speed: float
    workers: int
    once: bool
    alerts_file: Path | None
    folder: Path
    """For the roles' files."""
    port: int
    """Of the console."""


def demo(
    settings: Settings,
    speed: float,
    once: bool,
    alerts_file: Path | None,
    workers: int,
    events: Path | None,
    port: int | None,
    console: Console,
) -> int:
    """Play a day, made from the shipped sample if no recording is named; return the exit status."""
    if events is None:
        # What looks at pictures is large, and the roles' processes begin here too.
        from jingjian.sample import make_sample_day  # noqa: PLC0415

        events = make_sample_day(FOLDER, console)
    stations = events.parent / "stations.yaml"
    load_stations(stations)
    plan = DemoPlan(
        events=events.resolve(),
        stations=stations.resolve(),
        speed=speed,
        workers=workers,
        once=once,
        alerts_file=alerts_file,
        folder=FOLDER.resolve(),
        port=port or free_ports(1)[0],
    )
    return uvloop.run(_demo(settings, plan, console))


async def _demo(settings: Settings, plan: DemoPlan, console: Console) -> int:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    lines, first, last = end_of(plan.events)
    if first is None or last is None:
        console.print(f"{plan.events}: no lines", style="red")
        return 2
    zone = ZoneInfo(settings.time.zone)
    console.print(f"playing {plan.events}: {lines} messages, {local(first, zone)} to {local(last, zone)}")
    hourly = _hourly(console, zone)
    pictures_of = _pictures(plan.events.parent)
    async with EmbeddedBroker() as broker:
        final: dict[str, Alert] = {}

        def show(alert: Alert) -> None:
            final[alert.alert] = alert
            console.print(render_alert(alert, zone, more=pictures_of(alert)))

        try:
            settings = _with_files(_with_broker(settings, broker.bootstrap), plan)
            _remove_old_stores(plan.folder)
            await _open_the_console(settings, plan, console)
            await _play_and_show(settings, plan, show, hourly, lambda: _tell_the_day_is_over(console))
        except asyncio.CancelledError:
            console.print("stopped")
    _tell_the_end(final, plan, console)
    return 0


async def _open_the_console(settings: Settings, plan: DemoPlan, console: Console) -> None:
    """Make people for this demo, and say how they log in."""
    # Large, and needed here alone.
    from jingjian.demo_people import make_people  # noqa: PLC0415

    console.print(f"console: http://{settings.console.host}:{plan.port}", style="bold")
    for name, password in (await make_people(settings)).items():
        console.print(f"  {name}  {password}")


def _pictures(folder: Path) -> Callable[[Alert], list[Text]]:
    """Return what tells where an alert's picture lies, in a day's folder."""
    from jingjian.evidence import STILLS, films_of, picture_lines  # noqa: PLC0415  as above
    from vision.stills import Stills  # noqa: PLC0415  as above

    stills, films = Stills(folder / STILLS), films_of(folder)
    return lambda alert: picture_lines(alert, stills, films)


async def _play_and_show(
    settings: Settings,
    plan: DemoPlan,
    show: Callable[[Alert], None],
    progress: Progress,
    over: Callable[[], None],
) -> None:
    """Play the day, and show the wall's stills while it goes by."""
    from jingjian.showing import show_stills  # noqa: PLC0415  as above

    showing = asyncio.create_task(show_stills(settings, plan.events.parent))
    # At once, and again at the end: the day goes on without them.
    showing.add_done_callback(lambda done: tell_failure(done, _tell_no_stills))
    try:
        await play_day(settings, plan, show, progress, over)
    finally:
        await _stop(showing)


async def play_day(
    settings: Settings,
    plan: DemoPlan,
    show: Callable[[Alert], None],
    progress: Progress,
    over: Callable[[], None],
) -> None:
    """Start the roles and play the recording; when the desk has taken all of it, return, or go on where not ``once``."""
    settings = _with_files(_with_day(settings, plan), plan)
    await create_topics(settings, TABLES)
    keeper = _start_roles(settings, plan)
    shown: dict[str, int] = {}
    following = asyncio.create_task(_follow(settings, show, shown))
    try:
        last = await play_recording(settings, plan.events, plan.speed, progress)
        if last is not None:
            await wait_for_desk(settings, last)
        if not plan.once and last is not None:
            over()
            # Whoever is at the console goes on there, until somebody stops the demo.
            await asyncio.gather(following, keep_time(settings, last))
        # The desk has taken everything; whatever the follower has not shown yet is in the topic.
        await _stop(following)
        await _follow(settings, show, shown, live=False)
    finally:
        try:
            await _stop(following)
        finally:
            await keeper.stop()


def _with_broker(settings: Settings, bootstrap: str) -> Settings:
    """Return settings for the broker that was started."""
    own = settings.broker.model_copy(update={"bootstrap": bootstrap, "embedded": True})
    return settings.model_copy(update={"broker": own})


def _remove_old_stores(folder: Path) -> None:
    """Remove what an earlier demo's Kafka, which is gone, has told."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db*"):
        old.unlink()


def _with_files(settings: Settings, plan: DemoPlan) -> Settings:
    """Return settings with all files in the demo's folder."""
    day = plan.events.parent
    update = {
        "store": {"url": f"sqlite+aiosqlite:///{plan.folder / 'store.db'}"},
        "people": {"url": f"sqlite+aiosqlite:///{plan.folder / 'console.db'}"},
        "vision": {"stills_dir": day / "stills", "latest_dir": day / "latest"},
        "console": {"port": plan.port},
    }
    sections = {name: getattr(settings, name).model_copy(update=values) for name, values in update.items()}
    return settings.model_copy(update=sections)


def _with_day(settings: Settings, plan: DemoPlan) -> Settings:
    """Return settings for a recording: its stations, and time from the input."""
    return settings.model_copy(
        update={
            "bureau": settings.bureau.model_copy(update={"stations": plan.stations}),
            "time": settings.time.model_copy(update={"source": TimeSource.INPUT}),
        }
    )


def environment_of(settings: Settings) -> Mapping[str, str]:
    """Return the environment by which a role's process gets the same settings."""
    return {
        f"{ENVIRONMENT_PREFIX}{section}_{name}".upper(): _in_words(
            getattr(getattr(settings, section), name), value
        )
        for section, values in settings.model_dump(mode="json").items()
        for name, value in values.items()
        if value is not None
    }


def _in_words(setting: object, value: object) -> str:
    """Return a setting as an environment variable has it; a secret as it is, for it goes to our own process."""
    if isinstance(setting, SecretStr):
        return setting.get_secret_value()
    return value if isinstance(value, str) else json.dumps(value)


def _start_roles(settings: Settings, plan: DemoPlan) -> Keeper:
    keeper = Keeper(environment_of(settings))
    workers = {f"worker-{number}": "worker" for number in range(plan.workers)}
    roles = {"intake": "intake", **workers, "projection": "projection"}
    ports = dict(zip(roles, free_ports(len(roles)), strict=True))
    for name, role in roles.items():
        own = {
            "JINGJIAN_HEALTH_PORT": str(ports[name]),
            "JINGJIAN_WORKER_STATE_DIR": str(plan.folder / name),
        }
        keeper.keep(name, [role], own)
    where = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    keeper.keep("console", ["console"], {"JINGJIAN_CONSOLE_ROLES": json.dumps(where)})
    return keeper


def _hourly(console: Console, zone: ZoneInfo) -> Progress:
    said: set[str] = set()

    def progress(lines: int, at: datetime) -> None:
        hour = local(at, zone)[:2]
        if hour not in said:
            said.add(hour)
            console.print(f"── {hour}:00 ── {lines} messages", style="dim")

    return progress


async def _follow(
    settings: Settings, show: Callable[[Alert], None], shown: dict[str, int], *, live: bool = True
) -> None:
    """Show each version of each alert once, the latest last; go on with new ones, or end where they end."""
    async for alert in alerts(settings, follow=live):
        if alert.version > shown.get(alert.alert, 0):
            shown[alert.alert] = alert.version
            show(alert)


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()


def _tell_no_stills(error: BaseException) -> None:
    log.error("the wall shows no new stills any more", reason=str(error))


def _tell_the_day_is_over(console: Console) -> None:
    console.print("the day is over; the console stays open until Ctrl+C", style="bold")


def _tell_the_end(final: Mapping[str, Alert], plan: DemoPlan, console: Console) -> None:
    if plan.alerts_file is not None:
        write_alerts(plan.alerts_file, final)
        console.print(f"{len(final)} alerts in their final state: {plan.alerts_file}")
    console.print(f"events: {plan.events}")
