"""Kafka brokers that Jingjian starts itself: one in memory for the demo, real ones for tests and benches."""
