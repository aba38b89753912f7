"""Who may do what at a service: its file of keys, read again when it changes, and what a request shows of a key."""

from base64 import b64decode
from collections.abc import Iterable
from http import HTTPMethod
from pathlib import Path
from time import monotonic
from typing import Final

import structlog

from handdraw_chassis.errors import ServiceError
from handdraw_chassis.keys.file import ANONYMOUS, Key, KeysUnreadable, hash_key, read_keys

READ: Final = "read"
OPEN: Final = frozenset(("/healthz", "/readyz"))
"""Asked by probes, which hold no keys."""
LOOK_S: Final = 1.0
LONGEST: Final = 1024
"""Bytes of a header with a key; what is longer is none."""

log = structlog.get_logger()


class KeyMissing(ServiceError):
    """No key, and one is needed."""

    code = "key_missing"
    title = "A key is needed"


class KeyUnknown(ServiceError):
    """A key that is none of this service's."""

    code = "key_unknown"
    title = "Not a key of this service"


class ScopeMissing(ServiceError):
    """A key that may not do this."""

    code = "scope_missing"
    title = "The key may not do this"


class Keys:
    """``scope``: what a key needs to change anything here; whatever changes nothing needs READ.

    Without a ``file`` everybody may do everything. ``exposed``: no file that changed lets anybody in without a key.

    A key is found by its SHA-256, in a table whose places Python keys anew in each process: how long that takes says
    nothing of how near a guess is, and not more with many keys than with few.
    """

    def __init__(self, file: Path | None, scope: str, *, exposed: bool = False) -> None:
        """Raises KeysUnreadable."""
        self._file = file
        self.scope = scope
        self._exposed = exposed
        self._anonymous: Key | None = None
        self._keys: dict[bytes, Key] = {}
        self._looked = 0.0
        self._seen: Mark | None = None
        if file is not None:
            self._seen = _mark(file)
            self._take(read_keys(file))

    @property
    def let_anybody_in(self) -> bool:
        return self._file is None or self._anonymous is not None

    def admit(self, authorization: bytes, api_key: bytes, scope: str) -> bool:
        """Say whether who shows these two headers, b"" where there is none, has the scope."""
        if self._file is None:
            return True
        key = None if authorization and api_key else self._find(authorization, api_key)
        return key is not None and scope in key.scopes

    def check(self, method: str, path: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Raises KeyMissing, KeyUnknown, ScopeMissing."""
        if self._file is None or path in OPEN:
            return
        shown = [header for header in headers if header[0] in (b"authorization", b"x-api-key")]
        if len(shown) > 1:
            raise KeyUnknown("Show one key, once: Authorization and X-API-Key are two places for the same")
        values = dict(shown)
        key = self._find(values.get(b"authorization", b""), values.get(b"x-api-key", b""))
        if key is None and shown:
            raise KeyUnknown("This key is none of this service's")
        if key is None:
            raise KeyMissing("Send a key, as Authorization: Bearer … or X-API-Key: …")
        scope = READ if method in (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS) else self.scope
        if scope not in key.scopes:
            if key.digest is None:
                raise KeyMissing(f"Send a key with the scope {scope}, as Authorization: Bearer … or X-API-Key: …")
            raise ScopeMissing(f"This key lacks the scope {scope}")

    def _find(self, authorization: bytes, api_key: bytes) -> Key | None:
        """A key that is not known may have come a moment ago."""
        self._look()
        if not authorization and not api_key:
            return self._anonymous
        if max(len(authorization), len(api_key)) > LONGEST:
            return None
        shown = api_key.strip() if api_key else _key_in(authorization)
        if not shown:
            return None
        digest = hash_key(shown)
        found = self._keys.get(digest)
        if found is None and self._read_again():
            found = self._keys.get(digest)
        return found

    def _look(self) -> None:
        now = monotonic()
        if self._file is not None and now - self._looked >= LOOK_S:
            self._looked = now
            self._read_again()

    def _read_again(self) -> bool:
        """Read the file if it changed, and say whether other keys hold now. What cannot be read changes nothing."""
        if self._file is None or (seen := _mark(self._file)) == self._seen:
            return False
        self._seen = seen
        try:
            keys = self._read(self._file)
        except KeysUnreadable as error:
            log.error("the keys cannot be read, and the former ones stand", reason=str(error))
            return False
        self._take(keys)
        log.info("the keys are read again", names=[key.name for key in keys])
        return True

    def _read(self, file: Path) -> tuple[Key, ...]:
        keys = read_keys(file)
        if self._exposed and any(key.digest is None for key in keys):
            raise KeysUnreadable(f"{file} would let everybody in: take its line `{ANONYMOUS}` away")
        return keys

    def _take(self, keys: Iterable[Key]) -> None:
        self._keys = {key.digest: key for key in keys if key.digest is not None}
        self._anonymous = next((key for key in keys if key.digest is None), None)


Mark = tuple[int, ...] | None


def _mark(file: Path) -> Mark:
    """None where there is no file."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ctime_ns, found.st_mtime_ns, found.st_size, found.st_ino


def _key_in(authorization: bytes) -> bytes:
    """Return the key of `Bearer KEY`, or of `Basic`, whose password it is; b"" where there is none."""
    kind, _, value = authorization.strip().partition(b" ")
    if kind.lower() == b"bearer":
        return value.strip()
    if kind.lower() != b"basic":
        return b""
    try:
        return b64decode(value.strip(), validate=True).partition(b":")[2]
    except ValueError:
        return b""
