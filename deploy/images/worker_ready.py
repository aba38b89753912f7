"""Exits with 0 if the queue knows this container's worker: `python -m worker_ready` is its HEALTHCHECK."""

import os
import signal
import socket
import sys
from pathlib import Path

from redis import Redis

IN_TIME_S = 8  # however many workers the queue knows; the HEALTHCHECK's own time is longer

signal.alarm(IN_TIME_S)
password = Path(os.environ["REPORTER_REDIS_PASSWORD_FILE"]).read_text(encoding="ascii").strip()
with Redis.from_url(os.environ["REPORTER_REDIS_URL"], password=password) as redis:
    hosts = {redis.hget(worker, "hostname") for worker in redis.smembers("rq:workers")}
sys.exit(socket.gethostname().encode() not in hosts)
