"""Begins every process of `make run` anew while it serves.

    make restart

The gateway's processes are replaced one by one, and no drawing is refused. Logger, reporter and worker are one process
each: they finish what they are at, and are away for the seconds until they are back. Events wait in the outbox
meanwhile, reports in their queue.
"""

import subprocess
import sys
from pathlib import Path

from environment import read_settings, stack_environment

SIGNALS = {"HUP": ["gateway"], "TERM": ["logger", "reporter", "worker"]}  # who ends is begun again


def main() -> int:
    folder = Path(stack_environment(read_settings())["LOCAL_RUN_DIR"])
    control = [sys.executable, "-m", "supervisor.supervisorctl", "-c", str(folder / "supervisord.conf")]
    for signal, processes in SIGNALS.items():
        asked = subprocess.run([*control, "signal", signal, *processes], capture_output=True, text=True, check=False)
        if asked.returncode:
            print(f"Nothing runs in {folder} that could be begun anew: make run", file=sys.stderr)
            return 1
        print(asked.stdout, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
