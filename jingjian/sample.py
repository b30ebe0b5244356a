"""The day that the demo plays, made from the real sample data that comes with the package."""

from pathlib import Path

from rich.console import Console

from simulator.about import ABOUT
from simulator.plan import made_plan
from simulator.write import EVENTS, write

CAMERAS = 60
SEED = 25
"""Chosen for its early first fault: 24 minutes into the day, 24 s into the demo."""
FAULTS = 20.0
"""A bad day: some ten faults of cameras and officers, and their delays, so that there is something to see."""


def make_sample_day(folder: Path, console: Console) -> Path:
    """Write the day into a folder and return its events; say what it is."""
    console.print(f"making a day of {CAMERAS} cameras in {folder} …")
    write(made_plan(cameras=CAMERAS, seed=SEED, faults=FAULTS), folder)
    console.print(
        "real calls (New Orleans Police Department, open data) joined to real body-camera clips and shifts "
        "(Texas Juvenile Justice Department, Real World Data Science, CC BY 4.0). They come from different "
        f"places: the join is synthetic, and so are faults, stations and badges. See {folder / ABOUT}.",
        style="dim",
    )
    return folder / EVENTS
