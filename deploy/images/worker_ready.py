"""Exits with 0 if the queue knows this container's worker: `python -m worker_ready` is its HEALTHCHECK."""

import os
import socket
import sys
from pathlib import Path

from redis import Redis

password = Path(os.environ["REPORTER_REDIS_PASSWORD_FILE"]).read_text(encoding="ascii").strip()
with Redis.from_url(os.environ["REPORTER_REDIS_URL"], password=password, socket_timeout=3) as redis:
    hosts = {redis.hget(worker, "hostname") for worker in redis.smembers("rq:workers")}
sys.exit(socket.gethostname().encode() not in hosts)
