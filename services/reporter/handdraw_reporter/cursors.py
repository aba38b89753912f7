"""By which places in the log compare."""

from handdraw_contracts.log import Cursor


def place(cursor: Cursor | None) -> tuple[int, int]:
    """The log's beginning is before all."""
    milliseconds, _, number = (cursor or "0-0").partition("-")
    return int(milliseconds), int(number)
