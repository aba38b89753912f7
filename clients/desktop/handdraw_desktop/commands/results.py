"""Rows as a table for people, as JSON lines or as CSV for programs."""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TextIO
from unicodedata import east_asian_width

from handdraw_desktop.commands.exits import in_words
from handdraw_desktop.commands.reading import Row

COLUMNS = ("file", "digit", "confidence", "warnings", "id", "problem")
WIDEST_NAME = 48  # columns; a longer one moves its own row alone

Write = Callable[[Row], None]
"""Each row as soon as it is there."""


def write_table(out: TextIO, names: Iterable[str]) -> Write:
    """``names``: of all files that will come, for the width of their column."""
    width = min(max(_columns(_printable(name)) for name in ("file", *names)), WIDEST_NAME)
    out.write(f"{'file':{width}}  digit  sure  what else\n")

    def write(row: Row) -> None:
        sure = "" if row.confidence is None else f"{row.confidence:.0%}"
        digit = "-" if row.digit is None else str(row.digit)
        name = _printable(row.file)
        name += " " * (width - _columns(name))
        out.write(f"{name}  {digit:>5}  {sure:>4}  {_remark(row)}".rstrip() + "\n")
        out.flush()

    return write


def write_jsonl(out: TextIO) -> Write:
    plain = (getattr(out, "encoding", None) or "utf-8").lower() != "utf-8"  # JSON has escapes for the rest

    def write(row: Row) -> None:
        said = {name: value for name, value in asdict(row).items() if value is not None}
        out.write(json.dumps(said, default=str, ensure_ascii=plain) + "\n")
        out.flush()

    return write


def write_csv(out: TextIO) -> Write:
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()

    def write(row: Row) -> None:
        writer.writerow(asdict(row) | {"warnings": " ".join(row.warnings)})
        out.flush()

    return write


def _printable(name: str) -> str:
    """On one line, and without what a terminal would obey."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in name
    )


def _columns(text: str) -> int:
    """As a terminal shows it: Hangul takes two columns a syllable."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _remark(row: Row) -> str:
    if row.problem:
        words = in_words(row.problem)
        return f"not read: {words} ({row.detail})" if row.detail else f"not read: {words}"
    return ", ".join(in_words(warning) for warning in row.warnings)
