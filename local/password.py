"""The password of the embedded Valkey, made once; it reads it from a file, since everybody sees a command line."""

import os
from pathlib import Path
from secrets import token_urlsafe

from environment import password_file


def prepare_password(run: Path) -> Path:
    """The server's configuration, which sets the password; the password is made where there is none yet, or nothing.

    Nobody but the owner can read either. Raises OSError.
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
    """Whole or not at all, and at no moment readable to others."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    unfinished.replace(file)
