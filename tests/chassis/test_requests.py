import asyncio
from collections.abc import Sequence

import pytest
from starlette.requests import Request
from starlette.types import Message, Receive

from handdraw_chassis.requests import media_type, parse_body, read_body
from handdraw_contracts.classifications import Label

pytestmark = pytest.mark.anyio


class TooLargeError(Exception):
    pass


class TooSlowError(Exception):
    pass


class NonsenseError(Exception):
    pass


def request(parts: Sequence[bytes], *, ends: bool = True, content_type: str = "") -> Request:
    headers = [(b"content-type", content_type.encode())] if content_type else []
    return Request({"type": "http", "headers": headers}, sending(list(parts), ends=ends))


def sending(parts: list[bytes], *, ends: bool) -> Receive:
    async def receive() -> Message:
        if parts:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts) or not ends}
        await asyncio.Event().wait()
        raise AssertionError

    return receive


async def test_a_body_is_read_to_its_end() -> None:
    assert await read_body(request([b"ab", b"c"]), 3, TooLargeError, TooSlowError) == b"abc"


async def test_what_really_comes_is_counted_and_no_more_of_it_read() -> None:
    parts = [b"ab", b"cd", b"ef"]
    with pytest.raises(TooLargeError, match="3 bytes"):
        await read_body(
            Request({"type": "http", "headers": []}, sending(parts, ends=True)), 3, TooLargeError, TooSlowError
        )

    assert parts == [b"ef"]


async def test_each_part_is_told_before_it_is_kept() -> None:
    told: list[int] = []

    async def arriving(part: int) -> None:
        told.append(part)
        if part == 3:
            raise NonsenseError

    with pytest.raises(NonsenseError):
        await read_body(request([b"ab", b"cde", b"f"]), 9, TooLargeError, TooSlowError, arriving=arriving)

    assert told == [2, 3]


async def test_a_body_that_does_not_arrive_is_given_up() -> None:
    with pytest.raises(TooSlowError, match=r"within 0\.01 s"):
        await read_body(request([b"ab"], ends=False), 3, TooLargeError, TooSlowError, within_s=0.01)


@pytest.mark.parametrize(
    ("said", "meant"), [("image/PNG; charset=x", "image/png"), ("", ""), (" application/json ", "application/json")]
)
def test_the_media_type_is_what_content_type_says_without_its_parameters(said: str, meant: str) -> None:
    assert media_type(request([], content_type=said)) == meant


def test_a_body_is_parsed_as_the_model_that_is_asked_for() -> None:
    assert parse_body(Label, b'{"digit": 7}', NonsenseError) == Label(digit=7)


def test_a_body_that_makes_no_sense_is_refused_without_repeating_it() -> None:
    with pytest.raises(NonsenseError) as refused:
        parse_body(Label, b'{"digit": "secret"}', NonsenseError)

    assert str(refused.value) == "digit: Input should be a valid integer"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"digit": 7, "digt": 7}', "digt: nobody knows it: is digit meant?"),
        (b'{"digit": 7, "%b": 7}' % (b"x" * 4000), f"{'x' * 40}: nobody knows it, but digit"),
    ],
)
def test_a_field_that_nobody_knows_is_refused_and_the_nearest_is_named(body: bytes, detail: str) -> None:
    with pytest.raises(NonsenseError) as refused:
        parse_body(Label, body, NonsenseError)

    assert str(refused.value) == detail
