"""``jingjian vision export``: a learning set from what people decided about pictures."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from rich.console import Console

from agents.desk.words import LOOKS
from config.problems import suggest
from config.settings import Settings
from jingjian.learning_set import Material, fill, manifest_of
from jingjian.moments import BadMoment, parse_moment
from jingjian.store import away
from jingjian.wiring import stations_of
from models.alerts import Alert
from models.ids import StationId
from models.rules import Rule
from models.stations import Station
from streams.store.connect import StoreProblem, database, revision
from streams.store.decided import decided
from streams.store.troubles import TROUBLES
from vision.learning import layout
from vision.learning.material import RULES, LeftOut, Wanted, samples
from vision.learning.problems import SetProblem
from vision.learning.split import Split
from vision.learning.writing import into
from vision.stills import Stills

LOOK_THROUGH = (
    "Faces are blurred only where something was found, and that misses many. A person must look through all pictures "
    "before the set leaves the house (docs/learning.md)."
)


class ExportOrder(Struct, frozen=True, kw_only=True):
    """What is to be exported, as it was asked for."""

    out: Path
    begin: str | None
    end: str | None
    station: str | None
    rule: str | None
    blur_faces: bool


def export(settings: Settings, order: ExportOrder, console: Console) -> int:
    """Write a set and say what is in it; return the exit status, 1 where there was nothing."""
    stations = stations_of(settings)
    wanted = _wanted(order, stations, ZoneInfo(settings.time.zone))
    material = _material(asyncio.run(_decided(settings, wanted)), stations)
    _tell_left_out(material, console)
    if not material.samples:
        console.print("nothing to export: no picture with a decision is left", style="yellow")
        return 1
    stills = Stills(settings.vision.stills_dir)
    if not stills.folder.is_dir():
        raise SetProblem(
            f"vision.stills_dir: {stills.folder} is no folder; name the one that the vision role fills"
        )
    with into(order.out) as writer:
        pictures = fill(writer, material, stills, blur_faces=order.blur_faces)
        if not pictures:
            why = ", ".join(f"{reason} {count}" for reason, count in material.left_out.items() if count)
            raise SetProblem(
                f"no picture is left to export ({why}); is {stills.folder} the folder of their stills?"
            )
        manifest = manifest_of(writer, material, pictures, wanted, stations, blur_faces=order.blur_faces)
        writer.finish(manifest.made_at, LOOKS, manifest)
    _tell(manifest, order, console)
    return 0


def _wanted(order: ExportOrder, stations: Mapping[StationId, Station], zone: ZoneInfo) -> Wanted:
    try:
        begin, end = (None if text is None else parse_moment(text, zone) for text in (order.begin, order.end))
    except BadMoment as error:
        raise SetProblem(str(error)) from None
    if begin is not None and end is not None and begin >= end:
        raise SetProblem("--from is not before --to; exchange them")
    if order.station is not None and order.station not in stations:
        raise SetProblem(f"--station {order.station}: no such station; {suggest(order.station, stations)}")
    if order.rule is not None and order.rule not in RULES:
        mend = suggest(order.rule, [rule.value for rule in RULES])
        raise SetProblem(f"--rule {order.rule}: rests on no pictures; {mend}")
    rule = None if order.rule is None else Rule(order.rule)
    return Wanted(begin=begin, end=end, station=order.station, rule=rule)


async def _decided(settings: Settings, wanted: Wanted) -> list[Alert]:
    try:
        async with database(settings.store) as engine:
            there, right = await revision(engine)
            if there != right:
                raise StoreProblem(
                    f"store at {settings.store.url}: version {there}, not {right}; name the store that the projection "
                    "writes (store.url), or bring it up to date with: jingjian store upgrade"
                )
            async with engine.connect() as connection:
                rules = RULES if wanted.rule is None else (wanted.rule,)
                return await decided(connection, rules, wanted.begin, wanted.end, wanted.station)
    except TROUBLES as error:
        raise StoreProblem(away(settings, error)) from error


def _material(alerts: Sequence[Alert], stations: Mapping[StationId, Station]) -> Material:
    consents = {name for name, station in stations.items() if station.pictures_for_learning}
    without = Counter(alert.station for alert in alerts if alert.station not in consents)
    found, counts = samples(alert for alert in alerts if alert.station in consents)
    left_out = Counter({LeftOut.NO_CONSENT.value: without.total()})
    left_out.update({reason.value: count for reason, count in counts.items()})
    return Material(found, left_out, without)


def _tell_left_out(material: Material, console: Console) -> None:
    for station, alerts in material.without_consent.items():
        console.print(
            f"station {station}: {alerts} decided alerts left out, since it has not consented; once it has, write "
            "pictures_for_learning: true under it in the stations file",
            style="yellow",
            markup=False,
        )


def _tell(manifest: layout.Manifest, order: ExportOrder, console: Console) -> None:
    for split in Split:
        pictures, cameras = manifest.pictures[split], manifest.cameras[split]
        console.print(f"{split}: {pictures} pictures of {cameras} cameras", highlight=False)
    for label, counts in manifest.labels.items():
        console.print(f"{label}: {counts.confirmed} confirmed, {counts.dismissed} dismissed", highlight=False)
    for reason, count in manifest.left_out.items():
        if count and reason != LeftOut.NO_CONSENT:
            console.print(f"left out, {reason}: {count}", style="yellow", highlight=False)
    if not all(manifest.cameras.values()):
        console.print(
            "one half is empty: with so few cameras figures cannot be told on others than those learnt from",
            style="yellow",
        )
    if order.blur_faces:
        console.print(f"{manifest.heads_hidden} places blurred that may be heads", highlight=False)
    console.print(LOOK_THROUGH if order.blur_faces else "Faces are not blurred.", style="bold")
    console.print(f"{order.out}: written", markup=False)
