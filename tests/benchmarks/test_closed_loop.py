import socket
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from benchmarks.closed_loop import Caller, Tally, call_until, is_whole, load, quantile
from benchmarks.requests import Post

POST = Post("/v1/classify", "image/png", b"picture")


@contextmanager
def serving(answers: list[int]) -> Iterator[int]:
    """Answer with these statuses, the last one again and again, each with an id of its own."""
    numbers, statuses = count(), iter(answers)

    class Service(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = b'{"id":"%036d"}' % next(numbers)
            self.send_response(next(statuses, answers[-1]))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_every_answer_is_counted_and_its_id_kept(tmp_path: Path) -> None:
    ids = tmp_path / "ids"
    with serving([200]) as port:
        tally = load(POST, port, connections=3, seconds=0.1, ids=ids)

    told = sorted(map(int, ids.read_text().split()))
    assert (told, tally.statuses) == (list(range(tally.answers)), {"200": tally.answers})


def test_only_what_was_answered_200_is_kept() -> None:
    with serving([429, 200, 503]) as port:
        notes, _ = call_until(port, POST.to_bytes(), 1, 0.1, keep_ids=True)

    assert (notes.statuses["429"], notes.statuses["200"], notes.ids) == (1, 1, [b"%036d" % 1])


def test_a_connection_that_ends_without_an_answer_is_counted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            listening.accept()[0].close()

        thread = Thread(target=hang_up)
        thread.start()
        notes, _ = call_until(listening.getsockname()[1], b"request", 1, 0.1, keep_ids=False)
        thread.join()

    assert notes.statuses == {"closed": 1}


def test_the_rate_is_of_what_was_answered_200() -> None:
    assert Tally(30, 2, 1, 1, 1, {"200": 20, "429": 10}).rate == 10


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", False),
        (b"HTTP/1.1 200 OK\r\nContent-Le", False),
    ],
)
def test_an_answer_is_as_long_as_it_says(answer: bytes, whole: bool) -> None:
    assert is_whole(answer) is whole


def test_an_answer_that_does_not_say_its_length_ends_the_benchmark() -> None:
    with pytest.raises(SystemExit, match="no Content-Length"):
        is_whole(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")


def test_an_answer_may_come_in_parts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        caller = Caller(listening.getsockname()[1], b"request")
        served = listening.accept()[0]
        served.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n")
        first = caller.receive()
        served.sendall(b"ab")
        second = caller.receive()
        served.close()
        caller.socket.close()

    assert (first, second) == (None, b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab")


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.5, 3), (0.99, 4), (1, 4)])
def test_a_quantile_is_of_values_in_any_order(share: float, value: float) -> None:
    assert quantile(array("d", [3, 1, 4, 2]), share) == value
