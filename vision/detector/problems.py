"""What can be wrong with a detector."""


class DetectorProblem(Exception):
    """A detector cannot be used: says which file, what is wrong and how to mend it."""

    def __init__(self, where: object, what: str, mend: str) -> None:
        super().__init__(f"{where}: {what}; {mend}")
