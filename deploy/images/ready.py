"""Exits 0 where the service of this container is ready: `python -m ready 8000` is its HEALTHCHECK."""

import sys
from http.client import HTTPConnection

asked = HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=3)
asked.request("GET", "/readyz")
sys.exit(asked.getresponse().status != 200)
