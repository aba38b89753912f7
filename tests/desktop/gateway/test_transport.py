"""One request over HTTP, and its response, or why there is none: a real socket at the other end."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest

from handdraw_desktop.gateway.calls import Away, Classify, Preview, Reason, Tell
from handdraw_desktop.gateway.exchange import exchange
from handdraw_desktop.gateway.transport import LARGEST_ANSWER, connect

from ..answers import KEY

PREVIEW, CLASSIFY, TELL = Preview(KEY, b"png"), Classify(KEY, b"png"), Tell(KEY, 7)
FOREIGN = Away(Reason.NOT_THE_GATEWAY)


def test_the_client_says_who_it_is_and_keeps_a_path_of_the_gateways_address() -> None:
    with connect("http://house:81/digits", 1) as http:
        request = http.build_request("GET", "readyz")

    assert (str(request.url), request.headers["User-Agent"]) == ("http://house:81/digits/readyz", "handdraw-desktop")


@contextmanager
def speaking(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server below HTTP: whoever connects is talked to once."""
    ended = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while not ended.is_set():
                    with server.accept()[0] as peer, suppress(OSError):
                        talk(peer)

        thread = Thread(target=serve)
        thread.start()
        host, port = server.getsockname()
        try:
            yield f"{host}:{port}"
        finally:
            ended.set()
            with suppress(OSError), socket.create_connection((host, port)):
                pass
            thread.join()


def hang_up(peer: socket.socket) -> None:
    peer.recv(65536)


def greet_as_ssh(peer: socket.socket) -> None:
    peer.recv(65536)
    peer.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    while peer.recv(65536):
        pass


def cut_the_answer(peer: socket.socket) -> None:
    peer.recv(65536)
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    peer.shutdown(socket.SHUT_WR)
    while peer.recv(65536):
        pass


def drip(peer: socket.socket) -> None:
    peer.recv(65536)
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    peer.settimeout(0.01)
    while True:
        peer.sendall(b" ")
        with suppress(TimeoutError):
            if not peer.recv(1):
                return


def flood(peer: socket.socket) -> None:
    peer.recv(65536)
    peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2 * LARGEST_ANSWER))
    peer.shutdown(socket.SHUT_WR)
    while peer.recv(65536):
        pass


@pytest.mark.parametrize(
    ("scheme", "talk", "reason"),
    [
        ("http", hang_up, Reason.NOBODY_ANSWERS),
        ("http", greet_as_ssh, Reason.NOT_THE_GATEWAY),
        ("https", greet_as_ssh, Reason.NOT_THE_GATEWAY),
        ("http", cut_the_answer, Reason.NOBODY_ANSWERS),
        ("http", drip, Reason.TOO_SLOW),
        ("http", flood, Reason.NOT_THE_GATEWAY),
    ],
)
def test_what_is_no_whole_answer_of_http_has_its_reason(
    scheme: str, talk: Callable[[socket.socket], None], reason: Reason
) -> None:
    with speaking(talk) as place, connect(f"{scheme}://{place}", 0.2) as http:
        assert exchange(http, CLASSIFY) == Away(reason)
