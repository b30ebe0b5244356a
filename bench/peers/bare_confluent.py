"""Peer: the same bare loop on confluent-kafka, whose fetching is done in C: as fast as Python gets."""

from confluent_kafka import Consumer, Producer  # type: ignore[import-not-found]  # in the peers' environment

from bench.peers.job import Meter, job_from_arguments, on_incident_of
from bench.peers.rule import Book, decode_telemetry, encode_alert, step_all

POLL = {"single": 500, "batched": 50}
"""Messages a call; more brings nothing."""

CONSUMER = {
    "auto.offset.reset": "earliest",
    "fetch.max.bytes": 50_000_000,
    "queued.max.messages.kbytes": 65_536,
    "fetch.wait.max.ms": 20,
    "fetch.queue.backoff.ms": 5,
}
"""Its queue as large as 64 MiB and refilled at once: as it comes it waits a second when the queue is full."""


def main() -> None:
    """Read, decode, work out the rule, send alerts; nothing else."""
    job = job_from_arguments()
    on_incident = on_incident_of(job)
    meter = Meter(job)
    book: Book = {}
    consumer = Consumer({"bootstrap.servers": job.bootstrap, "group.id": job.output, **CONSUMER})
    producer = Producer({"bootstrap.servers": job.bootstrap})
    consumer.subscribe([job.topic])
    while not meter.done:
        records = alerts = 0
        for message in consumer.consume(POLL[job.form], 0.2):
            telemetry = decode_telemetry(message.value())
            records += len(telemetry.cameras)
            for alert in step_all(book, telemetry, on_incident):
                alerts += 1
                producer.produce(job.output, encode_alert(alert), message.key(), message.partition())
        producer.poll(0)
        meter.count(records, alerts)
    producer.flush()
    consumer.close()


if __name__ == "__main__":
    main()
