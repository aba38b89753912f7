"""How many reports there are of each status, without reading more of any than it takes to know that."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

HEAD_BYTES: Final = 256  # of a report's file: its id and its status stand first
UNREADABLE: Final = "unreadable"

_STATUS = re.compile(rb'"status":\s*"([a-z]{1,16})"')


class Count(NamedTuple):
    """``written_at``: when the newest of those that are done was written, in seconds since the epoch; 0 for none."""

    by_status: Mapping[str, int]
    written_at: float


class Census:
    """Of a folder of reports. What it read once it reads again where the file has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, tuple[int, str]] = {}

    def take(self) -> Count:
        """Raises OSError."""
        known, self._known = self._known, {}
        for file in self._folder.glob("*/report.json"):
            try:
                changed = file.stat().st_mtime_ns
                before = known.get(file)
                self._known[file] = before if before and before[0] == changed else (changed, _read_status(file))
            except FileNotFoundError:  # deleted meanwhile
                continue
        written = [changed for changed, status in self._known.values() if status == "done"]
        return Count(Counter(status for _, status in self._known.values()), max(written, default=0) / 1e9)


def _read_status(file: Path) -> str:
    with file.open("rb") as opened:
        found = _STATUS.search(opened.read(HEAD_BYTES))
    return found[1].decode() if found else UNREADABLE
