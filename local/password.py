"""The password of the embedded Valkey, made once. It lies in a file, since everybody can see a command line."""

import os
from pathlib import Path
from secrets import token_urlsafe

from environment import password_file


def prepare_password(run: Path) -> Path:
    """Return the server's configuration file, which sets the password. Make a password where none is, or an empty one.

    Nobody but the owner can read either file. Raises OSError.
    """
    file = password_file(run)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.parent.chmod(0o700)
    if not (file.exists() and file.read_bytes().strip()):
        write_private(file, f"{token_urlsafe(32)}\n")
    file.chmod(0o600)
    configuration = file.with_name("redis.conf")
    write_private(configuration, f"requirepass {file.read_text().strip()}\n")
    return configuration


def write_private(file: Path, text: str) -> None:
    """Write a file whole or not at all, at no moment readable to others."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    unfinished.replace(file)
