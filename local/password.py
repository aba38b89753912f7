"""The accounts of the embedded Valkey, each with a password, made once: in a file, as all can see a command line."""

from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from stat import S_ISVTX

from environment import ROOT, secrets_folder

from handdraw_chassis.private_files import write_private

ACCOUNTS = ("logger", "reporter", "health")
USERS = ROOT / "deploy" / "redis" / "users.acl"


def prepare_passwords(run: Path) -> Path:
    """Return the server's configuration file: who may do what. Make a password where none is, or an empty one.

    Nobody but the owner can read any of these. Raises OSError.
    """
    users = USERS.read_text()
    for account in ACCOUNTS:
        file = open_folder(secrets_folder(run) / account) / "redis-password"
        if not (file.exists() and file.read_bytes().strip()):
            write_private(file, f"{token_urlsafe(32)}\n")
        file.chmod(0o600)
        users = users.replace(f"@{account}@", sha256(file.read_bytes().strip()).hexdigest())
    (secrets_folder(run) / "redis-password").unlink(missing_ok=True)  # that of all, before there were accounts
    configuration = secrets_folder(run) / "redis.conf"
    write_private(configuration, users)
    return configuration


def open_folder(folder: Path) -> Path:
    """Make a folder and the one above it, or close them, so that others cannot look in. Raises OSError.

    A place for everybody, as /tmp is, stays one.
    """
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, exist_ok=True)
        if not one.stat().st_mode & S_ISVTX:
            one.chmod(0o700)
    return folder
