"""What a caller says along with a drawing."""

from dataclasses import dataclass

from handdraw_chassis.presence import Departure
from handdraw_chassis.trace_context import TraceContext


@dataclass(frozen=True, slots=True)
class Call:
    """``media_type`` None: the bytes speak for themselves.

    ``departure``, if given, tells when the caller has left, so that nobody's drawing waits to be decoded.
    """

    media_type: str | None = None
    preview: bool = False
    with_glyph: bool = True
    key: str | None = None
    client: str | None = None
    departure: Departure | None = None
    trace: TraceContext | None = None
