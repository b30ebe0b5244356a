"""Peer: quixstreams, with its state in RocksDB, a changelog topic, and commits every 5 s as it comes."""

from typing import Any

from quixstreams import Application  # type: ignore[import-not-found]  # in the peers' environment

from bench.peers.job import Meter, job_from_arguments, on_incident_of
from bench.peers.rule import (
    decode_book,
    decode_state,
    decode_telemetry,
    encode_alert,
    encode_state,
    new_state,
    step,
    step_all,
)

FETCHING = {"fetch.wait.max.ms": 20, "fetch.queue.backoff.ms": 5}
"""As for the bare loop: without it the client sleeps for a second when its queue is full."""


def main() -> None:
    """Build the dataflow and run it until all records have come."""
    job = job_from_arguments()
    on_incident = on_incident_of(job)
    app = Application(
        broker_address=job.bootstrap,
        consumer_group=job.output,
        auto_offset_reset="earliest",
        state_dir=job.state,
        loglevel="WARNING",
        consumer_extra_config=FETCHING,
    )
    meter = Meter(job, app.stop)

    def single(value: bytes, state: Any) -> list[bytes]:
        """Work out the rule with one entry a camera in the store."""
        telemetry = decode_telemetry(value)
        at_s = telemetry.occurred_at.timestamp()
        alerts = []
        for record in telemetry.cameras:
            stored = state.get_bytes(record.camera)
            known = decode_state(stored) if stored else new_state()
            alert = step(known, record, at_s, on_incident)
            state.set_bytes(record.camera, encode_state(known))
            if alert is not None:
                alerts.append(encode_alert(alert))
        meter.count(len(telemetry.cameras), len(alerts))
        return alerts

    def batched(value: bytes, state: Any) -> list[bytes]:
        """Work out the rule with one entry a station in the store: 50 cameras are read and written at once."""
        telemetry = decode_telemetry(value)
        stored = state.get_bytes("cameras")
        book = decode_book(stored) if stored else {}
        alerts = [encode_alert(alert) for alert in step_all(book, telemetry, on_incident)]
        state.set_bytes("cameras", encode_state(book))
        meter.count(len(telemetry.cameras), len(alerts))
        return alerts

    source = app.topic(job.topic, key_deserializer="bytes", value_deserializer="bytes")
    sink = app.topic(job.output, key_serializer="bytes", value_serializer="bytes")
    work = single if job.form == "single" else batched
    app.dataframe(source).apply(work, stateful=True, expand=True).to_topic(sink)
    app.run()


if __name__ == "__main__":
    main()
