"""Times the logger's intake, and a bare pipelined XADD of the same bytes into the same Redis."""

from collections.abc import Sequence
from http.client import HTTPConnection
from time import perf_counter

from redis import Redis

from benchmarks.logger.events import batch_body

MEDIA = {"Content-Type": "application/cloudevents-batch+json"}
BARE = "benchmark:bare"


def time_xadd(redis: Redis, batches: Sequence[Sequence[bytes]]) -> float:
    """Return the seconds that it takes."""
    started = perf_counter()
    for events in batches:
        with redis.pipeline(transaction=False) as pipeline:
            for event in events:
                pipeline.xadd(BARE, {"e": event})
            pipeline.execute()
    taken = perf_counter() - started
    redis.delete(BARE)
    return taken


def time_intake(port: int, batches: Sequence[Sequence[bytes]]) -> float:
    """Return the seconds that it takes; each batch waits for the previous receipt, as the gateway's forwarder does."""
    bodies = [batch_body(events) for events in batches]
    connection = HTTPConnection("127.0.0.1", port)
    started = perf_counter()
    for sent, events in zip(bodies, batches, strict=True):
        connection.request("POST", "/v1/events", sent, MEDIA)
        answer = connection.getresponse().read()
        if not answer.startswith(b'{"accepted":%d,' % len(events)):
            raise SystemExit(answer.decode())
    taken = perf_counter() - started
    connection.close()
    return taken
