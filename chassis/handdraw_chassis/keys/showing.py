"""The key that a service shows to another."""

from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final, Protocol, TypeVar

from pydantic import AfterValidator, ValidationError

from handdraw_chassis.keys.file import KeysUnreadable, read_regular
from handdraw_contracts.problems import Problem

LONGEST: Final = 1024
REFUSALS: Final = {
    "key_missing": "it wants a key: set {}",
    "key_unknown": "the key of {} is not accepted",
    "scope_missing": "the key of {} may not do this there",
    "foreign_host": "it is not called by that name: its …_ALLOWED_HOSTS",
}


def explain_refusal(body: bytes, setting: str) -> str:
    """Return in words what the door of another service answered, "" if nothing. ``setting``: names our key's file."""
    try:
        code = Problem.model_validate_json(body).code
    except ValidationError:
        return ""
    return REFUSALS.get(code, "").format(setting)


class HasHeaders(Protocol):
    """A request of httpx."""

    @property
    def headers(self) -> MutableMapping[str, str]: ...


Request = TypeVar("Request", bound=HasHeaders)


def read_key(file: Path) -> str:
    """Return the key that stands alone in a file. Raises KeysUnreadable, which repeats nothing of it."""
    key = read_regular(file, LONGEST).strip()
    if not key:
        raise KeysUnreadable(f"{file} is empty, and should hold a key")
    if not all(0x21 <= byte <= 0x7E for byte in key):
        raise KeysUnreadable(f"{file} holds no key, which is one line of ASCII")
    return key.decode("ascii")


def _check(file: Path) -> Path:
    """Raises ValueError."""
    try:
        read_key(file)
    except KeysUnreadable as error:
        raise ValueError(str(error)) from error
    return file


KeyFile = Annotated[Path, AfterValidator(_check)]
"""A setting: a file that holds a key alone."""


class ShownKey:
    """For httpx's ``auth``. The file is read for each request: it may be replaced. Until then the former key stands."""

    def __init__(self, file: Path | None) -> None:
        """Raises KeysUnreadable."""
        self._file = file
        self._key = read_key(file) if file else ""

    def __call__(self, request: Request) -> Request:
        if self._file is not None:
            with suppress(KeysUnreadable):
                self._key = read_key(self._file)
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request
