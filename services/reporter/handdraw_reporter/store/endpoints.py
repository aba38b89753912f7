"""What is remembered of endpoints, in a file: each report is written by a process of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from handdraw_chassis.locks import hold
from handdraw_contracts.wire import WireModel
from handdraw_reporter.store.files import map_disk_errors, replace
from handdraw_reporter.writing.endpoint.circuit import Remembered

KEPT: Final = 20
"""Endpoints; whoever sets more, one after the other, finds the oldest asked as if they were new."""


class _Endpoints(WireModel):
    by_key: Mapping[str, Remembered] = Field(default_factory=dict)


class EndpointFile:
    """``<reports_dir>/endpoints.json``. A file that cannot be read counts as one that is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recall(self, key: str) -> Remembered:
        return self._read().get(key, Remembered())

    def keep(self, key: str, remembered: Remembered) -> None:
        """Raises ReportsUnwritable."""
        with map_disk_errors(self._folder), hold(self._folder / ".endpoints.lock"):
            others = {other: known for other, known in self._read().items() if other != key}
            kept = dict([*others.items(), (key, remembered)][-KEPT:])
            replace(self._folder / "endpoints.json", _Endpoints(by_key=kept).model_dump_json().encode())

    def _read(self) -> Mapping[str, Remembered]:
        try:
            return _Endpoints.model_validate_json((self._folder / "endpoints.json").read_bytes()).by_key
        except (OSError, ValidationError):
            return {}
