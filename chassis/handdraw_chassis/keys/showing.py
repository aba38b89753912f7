"""The key that a service shows to another."""

from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar


class HasHeaders(Protocol):
    """A request of httpx."""

    @property
    def headers(self) -> MutableMapping[str, str]: ...


Request = TypeVar("Request", bound=HasHeaders)


class ShownKey:
    """For httpx's ``auth``. The file holds the key alone, and is read for each request: it may be replaced."""

    def __init__(self, file: Path | None) -> None:
        """Raises OSError where there is a file that cannot be read."""
        self._file = file
        self._key = file.read_text(encoding="ascii").strip() if file else ""

    def __call__(self, request: Request) -> Request:
        if self._file is not None:
            with suppress(OSError, ValueError):  # while it is replaced by hand the former one stands
                self._key = self._file.read_text(encoding="ascii").strip() or self._key
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request
