"""Exits with 0 if this container's service is ready: `python -m ready 8000` is its HEALTHCHECK."""

import sys
from http.client import HTTPConnection

connection = HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=3)
connection.request("GET", "/readyz")
sys.exit(connection.getresponse().status != 200)
