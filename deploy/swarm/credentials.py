"""What the services of several machines show one another: made once, in a folder here, and given to Swarm as secrets.

Swarm shows nobody what a secret holds: this folder is what is edited, and what is backed up. Each file is one secret.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

HERE: Final = Path(__file__).resolve().parent
USERS: Final = HERE.parent / "redis" / "users.acl"
FOR_REPLICAS: Final = "+@connection -@admin -@dangerous +info"
"""What a logger needs to wait for replicas. The category has WAIT and WAITAOF, which Redis 7.0 refuses by its name."""
NOTHING: Final = "none\n"  # Swarm wants a secret to hold something


class Pair(NamedTuple):
    """A service that calls another. ``file``: which key it shows."""

    caller: str
    called: str
    scopes: str
    file: str


PAIRS: Final = (
    Pair("inference", "logger", "write-events", "logger-key"),
    Pair("reporter", "logger", "read", "logger-key"),
    Pair("reporter", "inference", "read", "gateway-key"),
    Pair("worker", "logger", "read", "logger-key"),
    Pair("worker", "inference", "read", "gateway-key"),
)
PERSON: Final = "operator"
MAY: Final = {"inference": "classify,read", "logger": "read", "reporter": "read,reports"}
"""What the key of the person who deploys opens; nobody gets in without one."""
PASSWORDS: Final = ("logger-redis-password", "reporter-redis-password", "replica-password", "sentinel-password")


def prepare(folder: Path, given: Mapping[str, Path]) -> None:
    """Make what is missing, and change nothing that is there. ``given``: secrets that the operator brings, by file.

    Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in PASSWORDS:
        _make_missing(folder / name, f"{secrets.token_hex(32)}\n")
    for pair in PAIRS:
        _make_missing(folder / f"{pair.caller}-{pair.file}", f"hd_{secrets.token_urlsafe(32)}\n")
    _make_missing(folder / f"{PERSON}-key", f"hd_{secrets.token_urlsafe(32)}\n")
    for service, scopes in MAY.items():
        _let_in(folder / f"{service}-api-keys", PERSON, scopes, _hash(folder / f"{PERSON}-key"))
    for pair in PAIRS:
        digest = _hash(folder / f"{pair.caller}-{pair.file}")
        _let_in(folder / f"{pair.called}-api-keys", pair.caller, pair.scopes, digest)
    write(folder / "redis-conf", render_redis(folder))
    write(folder / "sentinel-conf", _fill((HERE / "sentinel.conf").read_text(), folder))
    for name, source in given.items():
        write(folder / name, source.read_text())


def render_redis(folder: Path) -> str:
    """Return Redis's accounts: those of one machine, what replicas want beside, and what they sign in with."""
    users = USERS.read_text().replace("~handdraw:* -@all", f"~handdraw:* -@all {FOR_REPLICAS}")
    replica = (folder / "replica-password").read_text().strip()
    signs_in = f"masteruser replica\nmasterauth {replica}\n"
    without_health = "".join(line for line in users.splitlines(keepends=True) if not line.startswith("user health "))
    return _fill(without_health + (HERE / "users.acl").read_text(), folder) + signs_in


def _fill(text: str, folder: Path) -> str:
    names = {"logger": "logger-redis-password", "reporter": "reporter-redis-password"}
    names |= {"replica": "replica-password", "sentinel": "sentinel-password"}
    for account, name in names.items():
        text = text.replace(f"#@{account}@", f"#{_hash(folder / name)}")
    return text.replace("@sentinel-password@", (folder / "sentinel-password").read_text().strip())


def name_of(prefix: str, file: Path) -> str:
    """Return the name that Swarm knows a file by: another content has another."""
    return f"handdraw-{prefix}-{sha256(file.read_bytes()).hexdigest()[:12]}"


def environment_name(secret: str) -> str:
    return "HANDDRAW_" + secret.upper().replace("-", "_").replace(".", "_")


def name_all(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Return what the stack file calls its secrets or configs by, for those files of a folder."""
    return {environment_name(name): name_of(name.replace(".", "-"), folder / name) for name in names}


def write(file: Path, text: str) -> None:
    """Write it whole or not at all, for its owner alone, unless it says that already."""
    if file.exists() and file.read_text() == text:
        return
    new = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(text)
    new.replace(file)


def _make_missing(file: Path, text: str) -> None:
    if not (file.exists() and file.read_text().strip()):
        write(file, text)


def _hash(file: Path) -> str:
    return sha256(file.read_bytes().strip()).hexdigest()


def _let_in(file: Path, name: str, scopes: str, digest: str) -> None:
    """Add a line, in place of one of that name with another key. Scopes that an operator changed stay."""
    lines = file.read_text().splitlines() if file.exists() else []
    if not any(line.split()[:1] == [name] and line.split()[-1] == digest for line in lines):
        kept = [line for line in lines if line.split()[:1] != [name]]
        write(file, "".join(f"{line}\n" for line in [*kept, f"{name} {scopes} {digest}"]))
