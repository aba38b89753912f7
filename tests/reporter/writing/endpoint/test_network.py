import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import pytest
from openai import APIConnectionError, APITimeoutError, OpenAIError

from handdraw_reporter.writing.endpoint.allowance import MAX_BYTES, AnswerTooLong
from handdraw_reporter.writing.endpoint.line import open_line

from ...raw_endpoints import RawEndpoint, Speaker, raw_endpoint

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
FOR_EVER = 10**9
CALL_S = 0.3


def flood(speaker: Speaker, before: bytes, piece: bytes) -> None:
    speaker.say(before)
    for _ in range(FOR_EVER):
        speaker.say(piece)


def drip(speaker: Speaker, before: bytes, piece: bytes) -> None:
    speaker.say(before)
    for _ in range(FOR_EVER):
        speaker.drip(piece)


def stay_silent(speaker: Speaker) -> None:
    speaker.over.wait()


def ask(there: RawEndpoint, seconds: float) -> None:
    with open_line(there.endpoint) as line:
        line.post({"model": "x", "messages": []}, seconds)


@pytest.mark.parametrize(
    "speak",
    [
        lambda speaker: flood(speaker, HEAD + b"\r\n", b"x" * 65_536),
        lambda speaker: flood(speaker, HEAD + b"Content-Length: 1000000000000\r\n\r\n", b" " * 65_536),
        lambda speaker: flood(speaker, HEAD + CHUNKED, b"4000\r\n" + b"x" * 16_384 + b"\r\n"),
        lambda speaker: flood(speaker, HEAD + CHUNKED, (b"20\r\n" + b"x" * 32 + b"\r\n") * 1_000),
        lambda speaker: flood(speaker, b"", (b"HTTP/1.1 102 Processing\r\nX: " + b"x" * 2_000 + b"\r\n\r\n") * 100),
        lambda speaker: flood(speaker, b"HTTP/1.1 500 Broken\r\n\r\n", b"x" * 65_536),
    ],
    ids=["until it closes", "a length", "chunks", "small chunks", "beginnings", "an error"],
)
def test_an_endless_answer_is_left_after_a_million_bytes(speak: Callable[[Speaker], None]) -> None:
    with raw_endpoint(speak) as there, pytest.raises(AnswerTooLong):
        ask(there, seconds=60)


def test_an_endless_answer_takes_no_memory() -> None:
    with raw_endpoint(lambda speaker: flood(speaker, HEAD + b"\r\n", b"x" * 65_536)) as there:
        tracemalloc.start()
        with pytest.raises(AnswerTooLong):
            ask(there, seconds=60)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert peak < 10 * MAX_BYTES


def test_headers_without_end_are_left_at_once() -> None:
    more = b"X-More: " + b"x" * 1_000 + b"\r\n"
    with raw_endpoint(lambda speaker: flood(speaker, HEAD, more)) as there, pytest.raises(OpenAIError):
        ask(there, seconds=60)


@pytest.mark.parametrize(
    "speak",
    [
        stay_silent,
        lambda speaker: drip(speaker, b"", b"HTTP/1.1 200 OK\r\n"),
        lambda speaker: drip(speaker, HEAD, b"X-More: x\r\n"),
        lambda speaker: drip(speaker, HEAD + b"\r\n", b"{"),
        lambda speaker: drip(speaker, HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
        lambda speaker: drip(speaker, HEAD + CHUNKED, b"1\r\n \r\n"),
        lambda speaker: drip(speaker, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silence", "a status", "headers", "a body", "a length", "chunks", "beginnings"],
)
def test_a_byte_now_and_then_holds_nobody_beyond_the_calls_time(speak: Callable[[Speaker], None]) -> None:
    with raw_endpoint(speak) as there, pytest.raises(APITimeoutError):
        ask(there, CALL_S)


def test_a_handshake_that_is_never_answered_ends_with_the_calls_time() -> None:
    with raw_endpoint(stay_silent) as there:
        address = there.endpoint.base_url.replace("http://", "https://")
        veiled = RawEndpoint(replace(there.endpoint, base_url=address))
        with pytest.raises(APITimeoutError):
            ask(veiled, CALL_S)


@pytest.mark.parametrize(
    "words",
    [b"", b"HTTP/1.1 200 OK\r\n", HEAD + b"Content-Length: 99\r\n\r\n{", b"-ERR unknown command\r\n", b"\0" * 200],
    ids=["nothing", "half a head", "half a body", "another protocol", "nul"],
)
def test_who_hangs_up_is_not_reached(words: bytes) -> None:
    with raw_endpoint(lambda speaker: speaker.say(words)) as there, pytest.raises(APIConnectionError):
        ask(there, seconds=60)


def test_a_call_that_has_no_time_left_reaches_nobody() -> None:
    with raw_endpoint(stay_silent) as there:
        with pytest.raises(APITimeoutError):
            ask(there, seconds=0)

        assert there.speakers == []


def test_a_request_is_sent_whole_however_long_it_is() -> None:
    answer = HEAD + b"Content-Length: 2\r\n\r\n{}"
    with raw_endpoint(lambda speaker: speaker.say(answer)) as there, open_line(there.endpoint) as line:
        answered = line.post({"model": "x", "messages": ["x" * 3_000_000]}, 60)

    assert answered == b"{}"
