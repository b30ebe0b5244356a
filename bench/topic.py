"""Read a whole topic as it lies."""

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from config.settings import Settings
from streams.kafka import client_options
from streams.topics import topics_of

WAIT_MS = 500


async def read_topic(
    settings: Settings, name: str, partitions: int | None = None
) -> dict[int, list[ConsumerRecord]]:
    """Return all messages that there are now, by partition: of so many, or of as many as our own topics have."""
    count = topics_of(settings).partitions if partitions is None else partitions
    sources = [TopicPartition(name, number) for number in range(count)]
    consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(settings))
    await consumer.start()
    found: dict[int, list[ConsumerRecord]] = {source.partition: [] for source in sources}
    try:
        consumer.assign(sources)
        await consumer.seek_to_beginning(*sources)
        ends = await consumer.end_offsets(sources)
        # On until nothing comes: the embedded broker's end is its last batch's beginning.
        while True:
            polled = await consumer.getmany(timeout_ms=WAIT_MS)
            for source, messages in polled.items():
                found[source.partition] += messages
            if not polled and all([await consumer.position(source) >= ends[source] for source in sources]):
                return found
    finally:
        await consumer.stop()
