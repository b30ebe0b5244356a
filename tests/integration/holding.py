"""A role that reads nothing until a file is there: ``python -m tests.integration.holding ROLE FILE``."""

import asyncio
import sys
from pathlib import Path

from aiokafka import AIOKafkaConsumer

from config.settings_file import load_settings
from jingjian.roles import run_role


def hold_until(file: Path) -> None:
    """Have consumers start when a file is there."""
    start = AIOKafkaConsumer.start

    async def held(self: AIOKafkaConsumer) -> None:
        while not file.exists():
            await asyncio.sleep(0.05)
        await start(self)

    AIOKafkaConsumer.start = held


if __name__ == "__main__":
    hold_until(Path(sys.argv[2]))
    sys.exit(run_role(load_settings(), sys.argv[1]))
