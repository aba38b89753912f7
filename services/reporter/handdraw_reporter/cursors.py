"""Cursors as places in the log that compare."""

from handdraw_contracts.log import Cursor


def place(cursor: Cursor | None) -> tuple[int, int]:
    """Return milliseconds and number, which compare in log order. None is the log's beginning, before all else."""
    milliseconds, _, number = (cursor or "0-0").partition("-")
    return int(milliseconds), int(number)
