"""Run all roles on this machine."""

import asyncio
import contextlib
import json
import signal
from collections.abc import Sequence
from pathlib import Path

import uvloop
from rich.console import Console

from config.camera_file import load_cameras
from config.look_numbers import load_look_numbers
from config.settings import Settings
from jingjian import wiring
from jingjian.keeper import Keeper
from streams.broker.embedded import EmbeddedBroker
from streams.broker.process import free_ports
from vision.detector.description import beside, load_description

ROLES = ("intake", "worker", "projection", "watchdog", "console")
"""What always runs on one machine."""


def up(settings: Settings, config: Path | None, console: Console) -> int:
    """Run all roles; with the embedded broker, if the settings say so."""
    stations = wiring.stations_of(settings)
    wiring.rules_of(settings)
    if settings.vision.cameras_file is not None:
        load_cameras(settings.vision.cameras_file, stations)
        load_look_numbers(settings.vision.numbers_file)
        if settings.vision.detector is not None:
            load_description(beside(settings.vision.detector))
    return uvloop.run(_up(settings, config, console))


async def _up(settings: Settings, config: Path | None, console: Console) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        environment = {} if config is None else {"JINGJIAN_CONFIG": str(config.resolve())}
        waiting: list[asyncio.Task[object]] = [asyncio.create_task(stop.wait())]
        if settings.broker.embedded:
            broker = await stack.enter_async_context(EmbeddedBroker())
            waiting.append(asyncio.create_task(broker.wait()))
            bootstrap = {"bootstrap": broker.bootstrap}
            settings = settings.model_copy(update={"broker": settings.broker.model_copy(update=bootstrap)})
            environment |= {"JINGJIAN_BROKER_BOOTSTRAP": broker.bootstrap}
        console.print(f"Kafka: {settings.broker.bootstrap}; Ctrl-C stops all roles")
        port = settings.console.port or free_ports(1)[0]
        environment["JINGJIAN_CONSOLE_PORT"] = str(port)
        console.print(f"console: http://{settings.console.host}:{port}")
        keeper = Keeper(environment)
        stack.push_async_callback(keeper.stop)
        names = roles_of(settings)
        for place, name in enumerate(names):
            own = _where_roles_are(settings, names) if name == "console" else {}
            keeper.keep(name, [name], {**_own_port(settings, place), **own})
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        if not stop.is_set():
            console.print("the embedded broker has ended, and what it held is gone; start anew", style="red")
            return 1
    return 0


def roles_of(settings: Settings) -> list[str]:
    """Return which roles run: vision too where a cameras file is named; no watchdog where a day is played."""
    roles = [*ROLES] if settings.vision.cameras_file is None else [*ROLES, "vision"]
    return [role for role in roles if role != "watchdog" or not settings.time.is_played]


def _where_roles_are(settings: Settings, names: Sequence[str]) -> dict[str, str]:
    """Return the environment by which the console finds the others' health."""
    host, port = settings.health.host, settings.health.port
    roles = {name: f"http://{host}:{port + place}" for place, name in enumerate(names)} if port else {}
    return {"JINGJIAN_CONSOLE_ROLES": json.dumps(roles | settings.console.roles)}


def _own_port(settings: Settings, number: int) -> dict[str, str]:
    """Return the environment in which a role serves its health beside the others'."""
    port = settings.health.port
    return {"JINGJIAN_HEALTH_PORT": str(port + number)} if port else {}
