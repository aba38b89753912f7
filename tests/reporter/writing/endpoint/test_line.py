import gzip
import json
from dataclasses import replace
from typing import Any

import pytest
from openai import APIConnectionError, APIStatusError, AuthenticationError

from handdraw_reporter.writing.endpoint.completions import NotACompletion
from handdraw_reporter.writing.endpoint.endpoint import Endpoint, UnusableEndpoint
from handdraw_reporter.writing.endpoint.line import open_line

from ....http_servers import Handler, serve
from ...fake_openai import MODEL, Reply, endpoint
from ...raw_endpoints import raw_endpoint

BODY = {"model": MODEL, "messages": []}


def test_the_answer_is_what_was_sent_byte_by_byte() -> None:
    with (
        endpoint([Reply(b"\xff\0{", media_type="text/html; charset=ebcdic")]) as there,
        open_line(there.endpoint) as line,
    ):
        answered = line.post(BODY, 60)

    assert (answered, there.asked, there.headers[0]["accept-encoding"]) == (b"\xff\0{", [BODY], "identity")


def test_a_bomb_is_not_unpacked_and_not_even_read() -> None:
    bomb = gzip.compress(b" " * 100_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with (
        raw_endpoint(lambda speaker: speaker.say(head + bomb)) as there,
        open_line(there.endpoint) as line,
        pytest.raises(NotACompletion, match="gzip"),
    ):
        line.post(BODY, 60)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_to_another_place(status: int) -> None:
    with endpoint([Reply("{}")]) as elsewhere:
        away = (("Location", f"{elsewhere.endpoint.base_url}/chat/completions"),)
        with (
            endpoint([Reply("", status, headers=away)]) as there,
            open_line(there.endpoint) as line,
            pytest.raises(APIStatusError),
        ):
            line.post(BODY, 60)

    assert (len(there.asked), elsewhere.asked) == (1, [])


def test_an_error_keeps_its_status_and_body() -> None:
    refusal = Reply(json.dumps({"error": {"message": "no", "param": "key"}}), 401)
    with (
        endpoint([refusal]) as there,
        open_line(there.endpoint) as line,
        pytest.raises(AuthenticationError) as raised,
    ):
        line.post(BODY, 60)

    assert (raised.value.param, there.headers[0]["authorization"]) == ("key", "Bearer none")


def test_what_the_environment_says_of_proxies_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with endpoint([Reply("{}")], proxy="http://127.0.0.1:9") as there, open_line(there.endpoint) as line:
        answered = line.post(BODY, 60)

    assert answered == b"{}"


def test_an_endpoint_elsewhere_is_reached_through_the_proxy_that_is_set() -> None:
    asked = []

    class Passing(Handler):
        def do_POST(self) -> None:
            asked.append((self.path, self.headers["Proxy-Authorization"]))
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(b"{}")

    with serve(Passing) as url:
        proxy = url.replace("http://", "http://me:secret@")
        with open_line(Endpoint("http://model.invalid/v1", MODEL, proxy=proxy)) as line:
            line.post(BODY, 60)

    assert asked == [("http://model.invalid/v1/chat/completions", "Basic bWU6c2VjcmV0")]


def test_where_nobody_listens_nobody_is_reached() -> None:
    with endpoint([Reply("{}")]) as gone:
        pass
    with open_line(gone.endpoint) as line, pytest.raises(APIConnectionError):
        line.post(BODY, 60)


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_key": "\N{CYRILLIC SMALL LETTER KA}"},
        {"api_key": "a\nb"},
        {"api_key": "a\0"},
        {"base_url": "http://a..b/v1"},
        {"base_url": f"http://{'a' * 70}.invalid/v1"},
    ],
)
def test_what_cannot_be_sent_is_called_that(wrong: dict[str, Any]) -> None:
    with (
        endpoint([Reply("{}")]) as there,
        open_line(replace(there.endpoint, **wrong)) as line,
        pytest.raises(UnusableEndpoint),
    ):
        line.post(BODY, 60)

    assert there.asked == []


def test_an_empty_key_is_sent_as_if_there_were_none() -> None:
    with endpoint([Reply("{}")], api_key="") as there, open_line(there.endpoint) as line:
        line.post(BODY, 60)

    assert there.headers[0]["authorization"] == "Bearer none"


@pytest.mark.parametrize("charset", ["zlib", "hex", "rot13", "utf-16", "undefined"])
def test_a_refusal_is_read_as_utf_8_whatever_its_charset(charset: str) -> None:
    refusal = Reply("temperature", 400, media_type=f"text/plain; charset={charset}")
    with (
        endpoint([refusal]) as there,
        open_line(there.endpoint) as line,
        pytest.raises(APIStatusError) as raised,
    ):
        line.post(BODY, 60)

    assert raised.value.response.text == "temperature"
