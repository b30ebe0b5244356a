"""A worker that loses what it first fetched of each of its tables: ``python -m tests.integration.dropping``.

As Faust does where partitions are given out just then: Kafka has given the records, and nobody gets them.
"""

import sys
import time
from typing import Any

from aiokafka import AIOKafkaConsumer
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread

from config.settings_file import load_settings
from jingjian.roles import run_role

DROPPED_FOR_S = 3.0
"""Until all of a small table was fetched; shorter than it takes until it is asked for again."""


def drop_what_is_fetched_first() -> None:
    """Have all that is fetched of tables dropped for a while."""
    fetch = AIOKafkaConsumerThread._fetch_records
    until_s: list[float] = []

    async def dropping(
        self: AIOKafkaConsumerThread, consumer: AIOKafkaConsumer, *how: Any, **more: Any
    ) -> dict[Any, Any]:
        fetched = await fetch(self, consumer, *how, **more)
        of_tables = [place for place in fetched if place.topic.endswith("-changelog")]
        if of_tables and not until_s:
            until_s.append(time.monotonic() + DROPPED_FOR_S)
        if not of_tables or time.monotonic() > until_s[0]:
            return fetched
        sys.stderr.write(f"dropped what was fetched of {len(of_tables)} partitions of tables\n")
        return {place: messages for place, messages in fetched.items() if place not in of_tables}

    AIOKafkaConsumerThread._fetch_records = dropping  # type: ignore[method-assign]


if __name__ == "__main__":
    drop_what_is_fetched_first()
    sys.exit(run_role(load_settings(), "worker"))
