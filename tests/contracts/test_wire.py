import base64
import math
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from handdraw_contracts.wire import Code, Digit, GlyphBase64, Probabilities, UtcTime, Warnings, WireModel, Written

GREY_BYTES = bytes(index % 256 for index in range(784))


class Number(WireModel):
    number: float


@pytest.mark.parametrize(
    "text", ['{"number": NaN}', '{"number": Infinity}', '{"number": -Infinity}', '{"number": 1e999}']
)
def test_nan_and_infinity_are_refused_in_json(text: str) -> None:
    with pytest.raises(ValidationError):
        Number.model_validate_json(text)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_nan_and_infinity_are_refused_in_python(number: float) -> None:
    with pytest.raises(ValidationError, match="finite number"):
        Number(number=number)


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_an_integer_from_0_to_9(digit: int) -> None:
    assert TypeAdapter(Digit).validate_python(digit) == digit


@pytest.mark.parametrize("value", [-1, 10, 12, True, "7", 7.0, None])
def test_anything_else_is_no_digit(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Digit).validate_python(value)


@pytest.mark.parametrize("text", ["7.0", '"7"', "true", "12"])
def test_anything_else_is_no_digit_in_json_either(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Digit).validate_json(text)


@pytest.mark.parametrize("sent", ["2026-11-24T08:00:00Z", "2026-11-24T10:00:00+02:00", "2026-11-23T23:30:00-08:30"])
def test_times_become_utc(sent: str) -> None:
    times = TypeAdapter(UtcTime)

    assert times.dump_json(times.validate_python(sent)) == b'"2026-11-24T08:00:00Z"'


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        TypeAdapter(UtcTime).validate_python("2026-11-24T08:00:00")


def test_a_glyph_is_the_base64_of_784_bytes() -> None:
    sent = base64.b64encode(GREY_BYTES).decode()

    assert base64.b64decode(TypeAdapter(GlyphBase64).validate_python(sent)) == GREY_BYTES


@pytest.mark.parametrize(
    "sent",
    [
        base64.b64encode(GREY_BYTES[:-1]).decode(),
        base64.b64encode(GREY_BYTES + b"\0").decode(),
        base64.urlsafe_b64encode(b"\xff" * 784).decode(),
        base64.b64encode(GREY_BYTES).decode() + "\n",
        base64.b64encode(GREY_BYTES).decode()[:-1] + "A",
        "",
    ],
    ids=["783 bytes", "785 bytes", "another alphabet", "a line's end", "no padding", "nothing"],
)
def test_anything_else_is_no_glyph(sent: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(GlyphBase64).validate_python(sent)


@pytest.mark.parametrize("sent", [[0.1] * 9, [0.1] * 11, [0.1] * 9 + [1.1], [0.1] * 9 + [-0.1], []])
def test_probabilities_are_ten_numbers_from_0_to_1(sent: list[float]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Probabilities).validate_python(sent)


@pytest.mark.parametrize("sent", ["", "Blank", "blank-drawing", "7up", "_blank", "blank drawing", "a" * 65, "blank\n"])
def test_a_code_is_one_snake_case_word(sent: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Code).validate_python(sent)


def test_warnings_that_only_a_newer_gateway_knows_are_taken_as_they_are() -> None:
    sent = ["faint_ink", "upside_down"]

    assert TypeAdapter(Warnings).validate_python(sent) == ("faint_ink", "upside_down")


@pytest.mark.parametrize("sent", ["Upside down", 7, None])
def test_a_warning_is_a_code(sent: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Warnings).validate_python([sent])


@pytest.mark.parametrize("sent", ["2026-01-01T00:00:00 09:00", "2026-01-01T00:00 0900", "2026-01-01 00:00:00.5 09"])
def test_a_time_whose_plus_became_a_space_is_told_how_to_write_it(sent: str) -> None:
    with pytest.raises(ValidationError, match="%2B"):
        TypeAdapter(Annotated[UtcTime, Written]).validate_python(sent)


@pytest.mark.parametrize("sent", [0.5, 1_700_000_000, "1700000000", "0.5", "2026-01-01", "yesterday", True])
def test_what_is_not_written_as_a_time_is_none(sent: object) -> None:
    with pytest.raises(ValidationError, match="a time looks like"):
        TypeAdapter(Annotated[UtcTime, Written]).validate_python(sent)


@pytest.mark.parametrize("sent", ["2026-01-01T00:00:00+09:00", "2026-01-01 00:00:00Z", "2025-12-31T15:00-00:00"])
def test_any_other_time_is_taken_as_before(sent: str) -> None:
    assert TypeAdapter(Annotated[UtcTime, Written]).validate_python(sent) == TypeAdapter(UtcTime).validate_python(sent)
