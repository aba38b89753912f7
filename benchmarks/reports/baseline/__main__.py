"""The window's facts as a good user of pandas would compute them, from a file of the same bytes.

Run by the environment that has pandas: ``python -m benchmarks.reports.baseline FILE READER``. Prints the CPU time, the
peak of its memory and the facts as JSON.
"""

import json
import sys
import time

from benchmarks.reports.baseline.facts import compute
from benchmarks.reports.baseline.readers import READERS
from benchmarks.reports.memory import peak_mib


def main() -> None:
    path, reader = sys.argv[1:]
    started, wall = time.process_time(), time.perf_counter()
    facts = compute(READERS[reader](path))
    cost = {
        "cpu_s": time.process_time() - started,
        "wall_s": time.perf_counter() - wall,
        "peak_mib": peak_mib(),
    }
    json.dump(cost | {"facts": facts}, sys.stdout)


if __name__ == "__main__":
    main()
