"""What all commands have in common."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

console = Console(soft_wrap=True)

Config = Annotated[
    Path | None, typer.Option("--config", help="The settings file; default: jingjian.toml here.")
]
