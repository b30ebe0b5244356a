"""Groups of commands, and what all commands have in common."""
