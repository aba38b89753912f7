"""The file of a service's keys: a line each, `name scopes hash`. A key itself stands nowhere but with its holder.

A key has 256 random bits, so that its plain SHA-256 is as good at rest as any slower hash.
"""

import os
import stat
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Final, NamedTuple

from handdraw_chassis.private_files import write_private

ANONYMOUS: Final = "anonymous"
SCOPES: Final = ("classify", "read", "reports", "write-events")
"""`read`: whatever changes nothing, in every service; the others: all else, in one each."""

_MOST_BYTES = 1024 * 1024
_HASH_CHARACTERS = 64
_HEADER = "# Keys of a service: name, scopes, SHA-256 of the key. `anonymous`, without a hash: whoever has no key.\n"


class KeysUnreadable(Exception):
    """A file of keys that cannot be read. Its text says which line, and repeats nothing of it."""


class Key(NamedTuple):
    """``digest``: of the key, or None for those who have none."""

    name: str
    scopes: frozenset[str]
    digest: bytes | None


def hash_key(key: bytes) -> bytes:
    return sha256(key).digest()


def make_key() -> str:
    return f"hd_{token_urlsafe(32)}"


def read_keys(file: Path) -> tuple[Key, ...]:
    """Raises KeysUnreadable."""
    content = read_regular(file, _MOST_BYTES)
    if not content.isascii():
        raise KeysUnreadable(f"{file} is no file of keys: it holds more than ASCII")
    try:
        return parse_keys(content.decode("ascii"))
    except ValueError as error:
        raise KeysUnreadable(f"{file}, {error}") from error


def read_regular(file: Path, most_bytes: int) -> bytes:
    """Read a file and nothing else: whoever opened a pipe would wait for its writer. Raises KeysUnreadable."""
    try:
        with os.fdopen(os.open(file, os.O_RDONLY | os.O_NONBLOCK), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise KeysUnreadable(f"{file} is no file")
            content = opened.read(most_bytes + 1)
    except OSError as error:
        raise KeysUnreadable(f"{file} cannot be read: {error.strerror}") from error
    if len(content) > most_bytes:
        raise KeysUnreadable(f"{file} has more than {most_bytes} bytes")
    return content


def parse_keys(text: str) -> tuple[Key, ...]:
    """Raises ValueError."""
    keys: dict[str, Key] = {}
    digests = set[bytes | None]()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#", 1)[0].split()
        if not words:
            continue
        try:
            key = _parse_words(words)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
        if key.name in keys:
            raise ValueError(f"line {number}: its name stands there twice")
        if key.digest is not None and key.digest in digests:
            raise ValueError(f"line {number}: its key stands there twice")
        keys[key.name] = key
        digests.add(key.digest)
    return tuple(keys.values())


def _parse_words(words: Sequence[str]) -> Key:
    name, scopes, *rest = *words, ""
    given = frozenset(filter(None, scopes.split(",")))
    digest = rest[0] if rest else ""
    if not given or given - set(SCOPES):
        raise ValueError(f"its scopes, by commas, are some of {', '.join(SCOPES)}")
    if name == ANONYMOUS and len(words) == 2:
        return Key(name, given, None)
    if name == ANONYMOUS or len(words) != 3 or len(digest) != _HASH_CHARACTERS:
        raise ValueError("a name, scopes and the SHA-256 of the key, as 64 hexadecimal digits, stand in it")
    return Key(name, given, bytes.fromhex(digest))


def render_keys(keys: Iterable[Key]) -> str:
    lines = (
        f"{key.name} {','.join(sorted(key.scopes))} {key.digest.hex() if key.digest else ''}".strip() for key in keys
    )
    return _HEADER + "".join(f"{line}\n" for line in lines)


def write_keys(file: Path, keys: Iterable[Key]) -> None:
    """Write it whole or not at all, for its owner alone. Raises OSError."""
    write_private(file, render_keys(keys))
