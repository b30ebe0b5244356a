"""How much memory a process has in use, from Linux's /proc."""

from pathlib import Path


def resident_mb(pid: int) -> float:
    """Return what it has in use now."""
    return _read_mb(pid, "VmRSS")


def peak_mb(pid: int) -> float:
    """Return the most it had in use at any time."""
    return _read_mb(pid, "VmHWM")


def _read_mb(pid: int, field: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0]) / 1024
    raise ValueError(f"/proc/{pid}/status has no {field}: the process has ended")
