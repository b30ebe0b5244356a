"""What all commands have in common."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

console = Console(soft_wrap=True)

Config = Annotated[
    Path | None, typer.Option("--config", help="The settings file; default: jingjian.toml here.")
]

MOMENT = "The bureau's local time, as 2026-11-02T20:00, or with an offset, as 2026-11-02T20:00+08:00."
"""How a moment is written in an option."""
