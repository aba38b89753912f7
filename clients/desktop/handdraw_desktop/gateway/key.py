"""The key that the gateway is shown. Its file holds it alone, and is read for each call: it may be replaced."""

import stat
import sys
from contextlib import suppress
from pathlib import Path

import httpx

from handdraw_desktop.errors import NoKey

LONGEST = 1024


def read_key(file: Path) -> str:
    """Raises NoKey."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LONGEST + 1)
    except OSError as error:
        raise NoKey("unreadable", file, error.strerror or str(error)) from error
    key = content.strip()
    if not key:
        raise NoKey("empty_key", file)
    if len(content) > LONGEST or not all(0x21 <= byte <= 0x7E for byte in key):
        raise NoKey("no_key", file)
    return key.decode("ascii")


def is_seen(file: Path) -> bool:
    """Whether everybody on this machine can read it; Windows says that otherwise than by a mode."""
    with suppress(OSError):
        return sys.platform != "win32" and bool(file.stat().st_mode & stat.S_IROTH)
    return False


class ShownKey:
    """For httpx's ``auth``. While the file holds no key, the former one is shown, and where there was none, none."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._key = ""
        if file is not None:
            with suppress(NoKey):
                self._key = read_key(file)

    def __call__(self, request: httpx.Request) -> httpx.Request:
        if self._file is not None and self._file.is_file():  # a pipe is read once
            with suppress(NoKey):
                self._key = read_key(self._file)
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request
