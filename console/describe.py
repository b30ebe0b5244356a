"""The API's description, for the front end's types: ``python -m console.describe > openapi.json``."""

import json
from types import SimpleNamespace
from typing import cast

from config.settings import Settings
from console.app import unguarded
from console.parts import Parts


def main() -> None:
    """Print the description. Nothing runs: an application is described by its settings alone."""
    app = unguarded(cast("Parts", SimpleNamespace(settings=Settings())))
    print(json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True))  # noqa: T201  its output


if __name__ == "__main__":
    main()
