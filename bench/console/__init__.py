"""What the console takes."""
