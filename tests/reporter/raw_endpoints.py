"""Endpoints on loopback that keep to no rule of HTTP: a function speaks for them, until whoever asked has left."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Thread

from handdraw_reporter.writing.endpoint.endpoint import Endpoint

from .fake_openai import MODEL

DRIP_S = 0.02
"""Between two bytes of one that is slow: far less than any time-out here."""


@dataclass
class Speaker:
    """``say`` raises OSError where nobody listens any more; ``said``: bytes so far."""

    send: Callable[[bytes], None]
    over: Event = field(default_factory=Event)
    said: int = 0

    def say(self, words: bytes) -> None:
        self.send(words)
        self.said += len(words)

    def drip(self, words: bytes) -> None:
        for one in words:
            if self.over.wait(DRIP_S):
                raise ConnectionAbortedError
            self.say(bytes([one]))


@dataclass
class RawEndpoint:
    endpoint: Endpoint
    speakers: list[Speaker] = field(default_factory=list)


@contextmanager
def raw_endpoint(speak: Callable[[Speaker], None]) -> Iterator[RawEndpoint]:
    speakers: list[Speaker] = []
    over = Event()

    class Speaking(BaseRequestHandler):
        def handle(self) -> None:
            speaker = Speaker(self.request.sendall, over)
            speakers.append(speaker)
            with suppress(OSError):
                _listen(self.request.recv)
                speak(speaker)

    with ThreadingTCPServer(("127.0.0.1", 0), Speaking) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield RawEndpoint(Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1", MODEL), speakers)
        finally:
            over.set()
            server.shutdown()
            thread.join()


def _listen(receive: Callable[[int], bytes]) -> None:
    """Take in one request as a whole: what is closed before has its answer thrown away by the kernel."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += _hear(receive)
    head, _, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += _hear(receive)


def _hear(receive: Callable[[int], bytes]) -> bytes:
    heard = receive(65_536)
    if not heard:
        raise ConnectionAbortedError
    return heard
