"""What a person can mend about a learning set."""


class SetProblem(Exception):
    """A learning set cannot be written or read; says why and what to do."""
