"""The machine and the code that a benchmark ran on, in words."""

import os
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TELLING = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm")
"""flags that decide how fast a network runs in 8 bits"""


def describe_machine() -> str:
    """Return two lines: the CPU with the flags that matter, the system and its load; the commit."""
    cpu = read_cpuinfo(Path("/proc/cpuinfo").read_text())
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{cpu}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {system}\ncommit {find_commit()}"


def read_cpuinfo(text: str) -> str:
    """Return the model's name and those of its flags that matter, from /proc/cpuinfo of x86 or Arm."""
    found = dict(line.split(":", 1) for line in reversed(text.splitlines()) if ":" in line)  # the first CPU's win
    named = {name.strip().lower(): value.strip() for name, value in found.items()}
    flags = named.get("flags", named.get("features", "")).split()
    telling = " ".join(flag for flag in TELLING if flag in flags) or "none of " + " ".join(TELLING)
    return f"{named.get('model name', platform.machine())} ({telling})"


def find_commit() -> str:
    """Return the short name of the commit that is checked out, and whether files differ from it."""
    try:
        name = _git("rev-parse", "--short", "HEAD")
        return f"{name} with changes" if _git("status", "--porcelain", "--untracked-files=no") else name
    except (OSError, subprocess.CalledProcessError):
        return "not known"


def _git(*words: str) -> str:
    command = ["git", "-C", str(ROOT), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
