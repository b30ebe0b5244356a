"""The SQL store: what the screens need, projected from the topics."""
