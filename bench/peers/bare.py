"""Peer: a bare loop on aiokafka, our own client. State in a dict: what it knew is gone when it ends."""

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench.peers.job import Meter, job_from_arguments, on_incident_of
from bench.peers.rule import Book, decode_telemetry, encode_alert, step_all

POLL = {"single": 4000, "batched": 80}
"""The most messages a poll, about 4,000 records either way: more brings nothing."""


async def main() -> None:
    """Read, decode, work out the rule, send alerts; nothing else."""
    job = job_from_arguments()
    on_incident = on_incident_of(job)
    meter = Meter(job)
    book: Book = {}
    consumer = AIOKafkaConsumer(
        job.topic,
        bootstrap_servers=job.bootstrap,
        group_id=job.output,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=8 << 20,
    )
    async with consumer, AIOKafkaProducer(bootstrap_servers=job.bootstrap) as producer:
        while not meter.done:
            polled = await consumer.getmany(timeout_ms=200, max_records=POLL[job.form])
            for place, messages in polled.items():
                records = alerts = 0
                for message in messages:
                    telemetry = decode_telemetry(message.value)
                    records += len(telemetry.cameras)
                    for alert in step_all(book, telemetry, on_incident):
                        alerts += 1
                        await producer.send(
                            job.output, encode_alert(alert), key=message.key, partition=place.partition
                        )
                meter.count(records, alerts)


if __name__ == "__main__":
    uvloop.run(main())
