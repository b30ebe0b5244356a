"""The day that the demo plays, made from the real sample data that comes with the package."""

from pathlib import Path

from rich.console import Console

from jingjian.filming import look_at_films
from simulator.about import ABOUT, SAMPLE_SOURCES
from simulator.footage.faults import PictureFault
from simulator.footage.shipped import ROOM, STREET
from simulator.make import make_day
from simulator.plan import made_plan
from simulator.reels import reels
from simulator.videos import Video, place
from simulator.write import EVENTS, write_day

CAMERAS = 60
SEED = 25
"""Chosen for its early first fault: 24 minutes into the day, 24 s into the demo."""
FAULTS = 20.0
"""A bad day: some ten faults of cameras and officers, and their delays, so that there is something to see."""
VIDEOS = (
    Video(ROOM, PictureFault.PARTLY_COVERED, 1),
    Video(ROOM, PictureFault.TILTED, 2),
    Video(STREET, PictureFault.SKY, 3),
    Video(STREET, None, 4),
)
"""Measured: each costs some second of one core before the day is played, so they are few."""
CLIPS = (ROOM, STREET)


def make_sample_day(folder: Path, console: Console) -> Path:
    """Write the day into a folder and return its events; say what it is."""
    console.print(f"making a day of {CAMERAS} cameras in {folder} …")
    day = make_day(made_plan(cameras=CAMERAS, seed=SEED, faults=FAULTS))
    shots = place(day, VIDEOS)
    found = reels(day, CLIPS, shots)
    filmed = {shot.phase.camera for shot in shots} | {reel.camera for reel in found}
    console.print(f"looking at the video of {len(filmed)} of them …")
    look_at_films(day, shots, folder, found)
    write_day(day, folder, [*SAMPLE_SOURCES, *film_sources()])
    console.print(
        "real calls (New Orleans Police Department, open data) joined to real body-camera clips and shifts "
        "(Texas Juvenile Justice Department, Real World Data Science, CC BY 4.0). They come from different "
        f"places: the join is synthetic, and so are faults, stations and badges. See {folder / ABOUT}.",
        style="dim",
    )
    films = "; ".join(f"{clip.name}: {clip.source} ({clip.licence})" for clip in CLIPS)
    console.print(f"video: {films}; made to sway and spoilt by program, and marked as such.", style="dim")
    return folder / EVENTS


def film_sources() -> list[dict[str, str]]:
    """Return whose clips the films are made from, as ``about.json`` names it."""
    what = "video of {}: made to sway and spoilt by program, then really looked at"
    return [{"what": what.format(clip.name), "from": clip.source, "licence": clip.licence} for clip in CLIPS]
