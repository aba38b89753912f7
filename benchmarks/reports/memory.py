"""The memory that this process has held at most."""

from pathlib import Path

KIB_A_MIB = 1024


def peak_mib() -> float:
    """Return MiB of resident memory since the process began its program."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    [found] = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(found) / KIB_A_MIB
