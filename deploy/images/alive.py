"""Exits with 0 if this container's process lives: `python -m alive PORT [PATH]` is its image's HEALTHCHECK.

Orchestrators kill what is unhealthy, and nobody is to die because another is away: whether it is ready is asked by
whoever sends it callers, and in Compose by `python -m ready PORT`. A worker listens nowhere: its process is enough.
"""

import signal
import sys
from http.client import HTTPConnection
from pathlib import Path

IN_TIME_S = 3  # whatever trickles in; the HEALTHCHECK's own time is longer, since Python takes some to start
WORKER = b"handdraw_reporter.worker"


def check(port: int, path: str = "/healthz") -> bool:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    return connection.getresponse().status == 200


if __name__ == "__main__":
    signal.alarm(IN_TIME_S)
    if WORKER not in Path("/proc/1/cmdline").read_bytes():
        sys.exit(not check(int(sys.argv[1]), *sys.argv[2:]))
