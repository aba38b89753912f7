"""Exits with 0 if this container's service is ready: `python -m ready 8000` is its HEALTHCHECK."""

import signal
import sys
from http.client import HTTPConnection

IN_TIME_S = 3  # whatever trickles in; the HEALTHCHECK's own time is longer

signal.alarm(IN_TIME_S)
connection = HTTPConnection("127.0.0.1", int(sys.argv[1]))
connection.request("GET", "/readyz")
sys.exit(connection.getresponse().status != 200)
