"""The real pipeline under faults on a real Apache Kafka, compared with a plain fold over the same log."""
