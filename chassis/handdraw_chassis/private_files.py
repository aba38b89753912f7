"""Files that hold secrets, or what secrets are compared with: for their owner alone."""

import os
from pathlib import Path


def write_private(file: Path, text: str) -> None:
    """Write a file whole or not at all, at no moment readable to others. Raises OSError."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)
