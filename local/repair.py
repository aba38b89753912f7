"""Repairs the append-only file of the Redis that `make run` starts, whether or not that runs.

make repair
"""

import os
import sys
from pathlib import Path

from environment import read_settings, stack_environment


def main() -> None:
    env = stack_environment(read_settings())
    folder = Path(env["LOCAL_RUN_DIR"]) / "redis"
    os.execve(sys.executable, [sys.executable, "-m", "handdraw_logger.repair", str(folder)], env)  # noqa: S606


if __name__ == "__main__":
    main()
