"""Fill a learning set: stills made fit to be shown, and a manifest of where they come from."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct

from models.ids import StationId
from models.stations import Station
from vision.learning import layout
from vision.learning.hiding import without_heads, without_writing
from vision.learning.judging import read_picture
from vision.learning.material import RULES, LeftOut, Sample, Wanted
from vision.learning.split import VAL_SHARE, numbered, split_of
from vision.learning.writing import Pictured, Writer
from vision.picture import Picture
from vision.stills import NoStill, Note, Stills, name_of


class Material(Struct, frozen=True):
    """What a set is made from, and what is not."""

    samples: list[Sample]
    left_out: Counter[str]
    without_consent: Counter[StationId]
    """Alerts left out, by station."""


def fill(writer: Writer, material: Material, stills: Stills, *, blur_faces: bool) -> Counter[StationId]:
    """Write the pictures, and count what is left out on the way; return how many each station gave."""
    numbers = numbered({sample.camera for sample in material.samples})
    pictures: Counter[StationId] = Counter()
    for sample in material.samples:
        found = _read(sample, stills)
        if isinstance(found, LeftOut):
            material.left_out[found.value] += 1
            continue
        pictured = _pictured(sample, found, _note(sample, stills), numbers[sample.camera], blur_faces)
        if writer.add(pictured):
            pictures[sample.station] += 1
        else:
            material.left_out[LeftOut.REPEATED.value] += 1
    return pictures


def _read(sample: Sample, stills: Stills) -> Picture | LeftOut:
    try:
        content = stills.read(sample.still)
    except NoStill:
        return LeftOut.GONE
    # A still is named by what is in it: one that was cut short may well decode, grey from somewhere on.
    if name_of(content) != sample.still:
        return LeftOut.DAMAGED
    picture = read_picture(content)
    return LeftOut.DAMAGED if picture is None else picture


def _note(sample: Sample, stills: Stills) -> Note | None:
    """Return the note of a still; several speak of the same camera and picture, so any will do with most regions."""
    notes = []
    for label in sample.decisions:
        try:
            notes.append(stills.noted(sample.still, label))
        except NoStill:
            # Only a person saw it, or the note is over: the whole picture is labelled.
            continue
    return max(notes, key=lambda note: len(note.regions), default=None)


def _pictured(sample: Sample, picture: Picture, note: Note | None, camera: int, blur_faces: bool) -> Pictured:
    regions = () if note is None else note.regions
    hidden = 0
    picture = without_writing(picture)
    if blur_faces:
        picture, hidden = without_heads(picture, regions)
    return Pictured(
        picture=picture,
        split=split_of(sample.camera),
        camera=camera,
        decisions=sample.decisions,
        regions=regions,
        camera_model=None if note is None else note.model,
        fov_deg=None if note is None else note.fov_deg,
        heads_hidden=hidden,
    )


def manifest_of(
    writer: Writer,
    material: Material,
    pictures: Counter[StationId],
    wanted: Wanted,
    stations: Mapping[StationId, Station],
    *,
    blur_faces: bool,
) -> layout.Manifest:
    """Return where a set comes from; ``pictures`` is how many each station gave."""
    by_split, cameras = writer.of_split()
    rules = RULES if wanted.rule is None else (wanted.rule,)
    return layout.Manifest(
        made_at=datetime.now(UTC),
        settings=layout.Settings(
            begin=wanted.begin,
            end=wanted.end,
            station=wanted.station,
            rules=tuple(rule.value for rule in rules),
            faces_blurred=blur_faces,
            val_share=VAL_SHARE,
        ),
        pictures=by_split,
        cameras=cameras,
        labels=writer.counts(),
        left_out=dict(material.left_out),
        heads_hidden=writer.heads_hidden(),
        attribution=[
            layout.FromStation(
                station=name,
                name_zh=station.name_zh,
                name_en=station.name_en,
                consents=station.pictures_for_learning,
                pictures=pictures[name],
                alerts_left_out=material.without_consent[name],
            )
            for name, station in stations.items()
            if wanted.station in (None, name)
        ],
    )
