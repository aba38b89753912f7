"""The base of every wire model, and the few types that several of them share."""

import re
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")
_BARE_PLUS: Final = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)? \d\d(:?\d\d)?")


class WireModel(BaseModel):
    """Frozen. Unknown fields are ignored, so that a newer peer may add some; NaN and infinity are refused."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class AskedModel(WireModel):
    """What a caller asks. A field that is not known is refused: left out, it would ask for something else."""

    model_config = ConfigDict(extra="forbid")


def _as_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("in UTC, a time lies in the years 1 to 9999") from error


UtcTime = Annotated[AwareDatetime, AfterValidator(_as_utc)]


def _check_form(sent: object) -> object:
    if isinstance(sent, datetime) or sent is None:
        return sent
    if not isinstance(sent, str) or not _TIME.match(sent):
        raise ValueError("a time looks like 2026-11-24T08:30:00Z")
    if _BARE_PLUS.search(sent):
        raise ValueError("before a zone stands + or -: in a query + is written %2B, a bare one is a space")
    return sent


Written = BeforeValidator(_check_form)
"""Of a time that a caller writes, as RFC 3339 has it: a number is none, and where a + became a space, that is said."""
Digit = Annotated[int, Field(ge=0, le=9, strict=True)]
Probability = Annotated[float, Field(ge=0, le=1)]
Probabilities = Annotated[tuple[Probability, ...], Field(min_length=10, max_length=10)]
Milliseconds = Annotated[float, Field(ge=0)]
GlyphBase64 = Annotated[
    str,
    Field(min_length=1048, max_length=1048, pattern=r"^[A-Za-z0-9+/]{1046}==$"),
]
"""The 28x28 that the network saw: base64 of its 784 grey bytes, row by row, white ink on black."""

Engine = Literal["tensorflow_serving", "embedded"]
MAX_KEY_CHARACTERS = 255
IdempotencyKey = Annotated[str, Field(min_length=1, max_length=MAX_KEY_CHARACTERS)]
"""What a caller names a call by, so that it may be repeated: a uuid, or any other string."""
Traceparent = Annotated[str, Field(max_length=512)]
"""As W3C's Trace Context writes it. Another is no error: whoever reads it takes it for none."""
Tracestate = Annotated[str, Field(max_length=512)]
RequestName = Annotated[str, Field(max_length=128)]
"""What a caller named a request by: its ``X-Request-Id``."""
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A stable snake_case word for what happened."""
WarningCode = Literal[
    "faint_ink", "touches_edge", "several_marks", "something_left_out", "low_confidence", "unlike_a_digit"
]
"""``something_left_out``: the picture held ink that is not the digit (a frame, a line, a stray mark, a desk round the
page); the rest was read."""
Warnings = tuple[WarningCode | Code, ...]
"""A newer gateway may warn of what is not known here: its codes are taken as they are."""
