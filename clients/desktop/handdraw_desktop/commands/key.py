"""What is wrong with the file that should hold the gateway's key."""

from pathlib import Path

from handdraw_desktop.errors import NoKey
from handdraw_desktop.gateway.key import is_seen, read_key
from handdraw_desktop.session.codes import Complaint

SEEN = "seen_key"
"""A warning: the key is there."""


def key_complaint(file: Path | None) -> Complaint | None:
    """None, too, for what is no file, as a shell's `<(…)`: it can be read only once."""
    if file is None or (file.exists() and not file.is_file() and not file.is_dir()):
        return None
    try:
        read_key(file)
    except NoKey as error:
        return Complaint(error.code, error.path, text=error.text)
    return Complaint(SEEN, file) if is_seen(file) else None
