"""The supervision room's console: what people see and decide. Every act of theirs goes to Kafka."""
