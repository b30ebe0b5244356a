"""``jingjian vision roll-call``: the check of one officer's uniform before a shift, from one picture."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer
from aiokafka.errors import KafkaError
from msgspec import Struct
from rich.console import Console

from config.settings import Settings
from jingjian.live import NotThere
from jingjian.look_numbers import numbers_from
from jingjian.looking import first_picture
from jingjian.wiring import stations_of
from models.observations import Look, Observation, Seen
from streams.kafka import no_kafka
from streams.observing import send
from vision.detector.description import LOOKS
from vision.detector.detector import load_detector
from vision.picture import Picture, shrunk
from vision.roll_call import Asked, Found, Frame, RollCall, roll_call
from vision.roll_call_told import Whose, drawn, faults, in_words, measures, observations
from vision.stills import Note, Stills, jpeg
from vision.uniform import UniformNumbers
from vision.watch import STILL_PX

STATUS = {Seen.WELL: 0, Seen.FAULT: 1, Seen.UNKNOWN: 3}
"""What the command ends with; 2 is a mistake in the command itself."""


class Order(Struct, frozen=True, kw_only=True):
    """What to check."""

    source: str
    whose: Whose
    asked: Asked
    detector: Path | None
    wait_s: float
    send: bool


def asked_for(frame: str | None, require: str, *, present: bool) -> Asked:
    """Return what was asked for in words; raises ``BadParameter``."""
    names = [name.strip() for name in require.split(",") if name.strip()]
    wrong = [name for name in names if name not in LOOKS]
    if wrong or not names:
        raise typer.BadParameter(f"write some of {','.join(sorted(LOOKS))}", param_hint="--require")
    required = frozenset(Look(name) for name in names)
    return Asked(required=required, frame=Frame() if frame is None else _frame(frame), present=present)


def _frame(text: str) -> Frame:
    mend = "write x,y,w,h as shares of the picture, such as 0.3,0.05,0.4,0.9"
    try:
        x, y, width, height = (float(part) for part in text.split(","))
    except ValueError:
        raise typer.BadParameter(mend, param_hint="--frame") from None
    if not (0 <= x < x + width <= 1 and 0 <= y < y + height <= 1):
        raise typer.BadParameter(f"{mend}: it must lie in the picture", param_hint="--frame")
    return Frame(x, y, width, height)


def check(order: Order, settings: Settings, console: Console) -> int:
    """Check, say what came of it, keep the still, send if asked to; return the exit status."""
    detector = None if order.detector is None else load_detector(order.detector)
    if order.send and order.whose.station not in stations_of(settings):
        what = f"{order.whose.station} is not in the stations file"
        raise typer.BadParameter(what, param_hint="--station")
    picture = first_picture(order.source, order.wait_s, console)
    if picture is None:
        return STATUS[Seen.UNKNOWN]
    taken_at = datetime.now(UTC)
    found = None if detector is None else Found(detector.find(picture), detector.description)
    quality = numbers_from(settings.vision.numbers_file).quality
    judged = roll_call(picture, order.asked, found, UniformNumbers(), quality)
    for line in in_words(judged, order.whose.badge):
        console.print(line, markup=False, highlight=False)
    still = _keep(Stills(settings.vision.stills_dir), picture, judged, found, order.whose, taken_at)
    console.print(f"静帧 still: {still}", highlight=False)
    if order.send:
        told = observations(judged, order.asked, order.whose, taken_at, still)
        asyncio.run(_sent(settings, told))
        console.print(f"已发送 {len(told)} 条观察 observations sent: {len(told)}", highlight=False)
    return STATUS[judged.verdict]


async def _sent(settings: Settings, told: Sequence[Observation]) -> None:
    try:
        await send(settings, told)
    except KafkaError as error:
        raise NotThere(await no_kafka(settings, error)) from error


def _keep(
    stills: Stills, picture: Picture, judged: RollCall, found: Found | None, whose: Whose, taken_at: datetime
) -> str:
    """Keep the picture, with a note for the check and for each part that failed; return its name."""
    still = stills.put(jpeg(shrunk(picture, STILL_PX)))
    marked = stills.put(jpeg(drawn(picture, judged, found)))
    for kind in (Look.ROLL_CALL, *(kind for kind, _ in faults(judged))):
        note = Note(
            station=whose.station,
            camera=whose.camera,
            taken_at=taken_at,
            kind=kind,
            badge=whose.badge,
            measures=measures(judged),
            marked=marked,
        )
        stills.note(still, note)
    return still
