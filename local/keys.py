"""The keys that the services of `make run` show one another, made once, and what people may do there without one."""

from pathlib import Path
from typing import Final, NamedTuple

from environment import KEYS_FILES, secrets_folder
from password import open_folder

from handdraw_chassis.keys.file import ANONYMOUS, Key, hash_key, make_key, read_keys, write_keys
from handdraw_chassis.private_files import write_private


class Pair(NamedTuple):
    """A service that calls another. ``file``: of its settings, the one that names the key to show."""

    caller: str
    called: str
    scope: str
    file: str


PAIRS: Final = (
    Pair("inference", "logger", "write-events", "logger-key"),
    Pair("reporter", "logger", "read", "logger-key"),
    Pair("reporter", "inference", "read", "gateway-key"),
)
UNASKED: Final = {"inference": ("classify", "read"), "logger": ("read",), "reporter": ("read", "reports")}
"""What anybody on this machine may do at a service, until the operator takes the line away."""


def prepare_keys(run: Path) -> None:
    """Make the keys and files of keys that are missing, and let each key in where it is shown.

    What an operator added or took away stays so. Raises OSError, KeysUnreadable.
    """
    for service, scopes in UNASKED.items():
        file = keys_file(run, service)
        if not file.exists():
            write_keys(file, [Key(ANONYMOUS, frozenset(scopes), None)])
        file.chmod(0o600)
    for pair in PAIRS:
        digest = hash_key(_prepare_key(open_folder(secrets_folder(run) / pair.caller) / pair.file))
        _let_in(keys_file(run, pair.called), Key(pair.caller, frozenset((pair.scope,)), digest))


def keys_file(run: Path, service: str) -> Path:
    """Return the file of a service's keys, in a folder that is there."""
    return open_folder(secrets_folder(run) / service) / KEYS_FILES


def _prepare_key(file: Path) -> bytes:
    if not (file.exists() and file.read_bytes().strip()):
        write_private(file, f"{make_key()}\n")
    file.chmod(0o600)
    return file.read_bytes().strip()


def _let_in(file: Path, key: Key) -> None:
    known = read_keys(file)
    if key not in known:
        write_keys(file, [*(one for one in known if one.name != key.name), key])
