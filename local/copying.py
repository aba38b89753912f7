"""How what Handdraw keeps is copied while it changes: each copy is as if everything had been killed at that moment."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from handdraw_chassis.locks import hold

TRIES = 20
MANIFEST = "appendonly.aof.manifest"
MADE_AGAIN = ("index.db", "acknowledged", "lock", "unfinished", ".")
SCHEDULE_LOCK = ".schedule.lock"


class CannotCopy(Exception):
    """Its text is the line that the person reads."""


def copy_outbox(file: Path, into: Path) -> None:
    """Copy by SQLite's own means, which takes one moment of it whoever writes. Raises CannotCopy, OSError."""
    if not file.exists():
        return
    into.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as outbox,
            closing(sqlite3.connect(into)) as copy,
        ):
            outbox.backup(copy)
    except sqlite3.Error as error:
        raise CannotCopy(f"{file} cannot be copied: {error}") from error


def copy_reports(folder: Path, into: Path) -> None:
    """Copy while no window is decided: one that is in half of the copy would be reported twice. Raises OSError."""
    if folder.is_dir():
        with hold(folder / SCHEDULE_LOCK):
            copy_tree(folder, into)


def copy_log(redis: Path, into: Path) -> None:
    """Copy Redis's append-only file. Raises CannotCopy, OSError.

    The files that the manifest names never change but for the last, which grows: its beginning is what Redis held a
    moment ago. While Redis rewrites them the manifest changes, and all of it is copied again.
    """
    source, copy = redis / "appendonlydir", into / "appendonlydir"
    if not (source / MANIFEST).exists():
        return
    for _ in range(TRIES):
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(parents=True)
        manifest = (source / MANIFEST).read_text()
        with suppress(FileNotFoundError):
            for name in _named(manifest):
                shutil.copyfile(source / name, copy / name)
            if (source / MANIFEST).read_text() == manifest:
                (copy / MANIFEST).write_text(_without_history(manifest))
                return
    raise CannotCopy(f"Redis rewrites {source} all the time: try again")


def _without_history(manifest: str) -> str:
    """Leave out what Redis is about to delete."""
    return "".join(line for line in manifest.splitlines(keepends=True) if not line.rstrip().endswith("type h"))


def _named(manifest: str) -> Iterator[str]:
    for line in _without_history(manifest).splitlines():
        words = line.split()
        if words[:1] == ["file"]:
            yield words[1].strip('"')


def copy_archive(folder: Path, into: Path) -> None:
    """Copy all but what is made again: the index, from the segments, and what the logger knows of this Redis alone.

    Raises OSError.
    """
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.is_file() and not file.name.startswith(MADE_AGAIN):
            copy_file(file, into / file.name)


def copy_tree(folder: Path, into: Path) -> None:
    """Copy all but hidden files, which are locks and what is not finished. Raises OSError."""
    into.mkdir(parents=True, exist_ok=True)
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            copy_tree(entry, into / entry.name)
        else:
            copy_file(entry, into / entry.name)


def copy_file(file: Path, copy: Path) -> None:
    """Leave out a file that was deleted meanwhile. Raises OSError."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        shutil.copyfile(file, copy)
