"""What looks at pictures find, and what they cost."""
