"""Play a recording into the input topics, at its own speed or another."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from aiokafka import AIOKafkaProducer

from config.settings import Settings
from streams.kafka import producer_options
from streams.merge import clock_headers, record_headers
from streams.recorded import Line, read
from streams.topics import INPUTS, Topics, topics_of

STEP_S = 0.05
"""How often the player looks at its watch; the time between is played at once."""

AFTERWARDS_EVERY_S = 1.0
"""E: how long an act waits at most when a recording is over."""

INSTANT = timedelta(milliseconds=1)
"""As fine as times are told: what is told is over, so it lies before whatever may still be sent."""

Progress = Callable[[int, datetime], None]
"""``progress(lines, at)``: how many lines were sent, and which moment the recording is at."""


class Player:
    """Send recorded lines; the recording's time goes ``speed`` times as fast as ours."""

    def __init__(
        self,
        producer: AIOKafkaProducer,
        topics: Topics,
        speed: float,
        tells_time: bool,
        progress: Progress,
    ) -> None:
        self._producer = producer
        self._topics = topics
        self._speed = speed
        self._tells_time = tells_time
        """Whether records carry their time and every partition is told how late it is: intake then
        takes time from the input."""
        self._progress = progress
        self._sent = 0
        self._failures: list[BaseException] = []

    async def play(self, lines: Iterable[tuple[int, Line]]) -> datetime | None:
        """Send all lines, each when its time has come; the last word is the last line's time.

        Returns that time, None where there are no lines. Raises what went wrong with the first message that was not delivered.
        """
        started = time.monotonic()
        first: datetime | None = None
        told: datetime | None = None
        latest: datetime | None = None
        for number, line in lines:
            if first is None:
                first = told = line.at
            due = (line.at - first).total_seconds() / self._speed
            while (ahead := due - (time.monotonic() - started)) > 0:
                now = first + timedelta(seconds=(due - ahead) * self._speed)
                told = await self._tell_sometimes(min(now, line.at - INSTANT), told)
                await asyncio.sleep(min(ahead, STEP_S))
            await self._send(number, line)
            latest = line.at
            told = await self._tell_sometimes(latest - INSTANT, told)
        if latest is not None:
            await self._tell(latest)
        await self._producer.flush()
        if self._failures:
            raise self._failures[0]
        return latest

    async def keep_time(self, last: datetime) -> None:
        """Tell a time an instant later each second, until cancelled; raises what went wrong with the first message."""
        while True:
            last += INSTANT
            await self._tell(last)
            await self._producer.flush()
            if self._failures:
                raise self._failures[0]
            await asyncio.sleep(AFTERWARDS_EVERY_S)

    async def _send(self, number: int, line: Line) -> None:
        key = None if line.key is None else line.key.encode()
        headers = record_headers(line.at, number) if self._tells_time else []
        name = self._topics.name(line.topic)
        self._watch(await self._producer.send(name, bytes(line.value), key=key, headers=headers))
        self._sent += 1
        self._progress(self._sent, line.at)

    async def _tell_sometimes(self, now: datetime, told: datetime | None) -> datetime | None:
        """Tell the time when enough of it has passed: a step of ours, or a second of the recording's."""
        if told is not None and (now - told).total_seconds() < max(1.0, STEP_S * self._speed):
            return told
        await self._tell(now)
        return now

    async def _tell(self, now: datetime) -> None:
        if not self._tells_time:
            return
        headers = clock_headers(now)
        for topic in INPUTS:
            for partition in range(self._topics.partitions):
                name = self._topics.name(topic)
                self._watch(await self._producer.send(name, b"", partition=partition, headers=headers))

    def _watch(self, delivery: asyncio.Future[object]) -> None:
        """Note a delivery that fails; nobody waits for each."""
        delivery.add_done_callback(self._note)

    def _note(self, delivery: asyncio.Future[object]) -> None:
        if not delivery.cancelled() and (error := delivery.exception()) is not None:
            self._failures.append(error)


async def play_recording(settings: Settings, file: Path, speed: float, progress: Progress) -> datetime | None:
    """Send a recording; return the last line's time, None where there are no lines.

    Time is told where the settings say that it comes from the input. Raises ``BadRecording``, ``KafkaError``.
    """
    async with _player(settings, speed, progress) as player:
        return await player.play(read(file))


async def keep_time(settings: Settings, last: datetime) -> None:
    """Let time go on after a recording's last moment, hardly, until cancelled: what people do is taken, and nothing falls due."""
    async with _player(settings, 1, lambda _lines, _at: None) as player:
        await player.keep_time(last)


@asynccontextmanager
async def _player(settings: Settings, speed: float, progress: Progress) -> AsyncIterator[Player]:
    # A linger that the roles must not have: nobody waits for a single record here.
    async with AIOKafkaProducer(**producer_options(settings) | {"linger_ms": 5}) as producer:
        yield Player(producer, topics_of(settings), speed, settings.time.is_played, progress)
