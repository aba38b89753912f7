"""A disk of its own for a folder, which fills up, or fails. Skipped where none can be mounted."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import pytest

CHUNK = 64 * 1024
Fault = Literal["full", "read-only"]


class Disk(Protocol):
    def befall(self) -> None:
        """Let it happen."""

    def pass_over(self, end_users: Callable[[], None]) -> None:
        """Let it be over. ``end_users`` ends who has files open there, where that is needed."""


@dataclass(frozen=True)
class FillingDisk:
    """In memory. Somebody else takes all that is left."""

    folder: Path

    def befall(self) -> None:
        with (self.folder / "somebody else's").open("ab", buffering=0) as file:
            for size in (CHUNK, 1024, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError as error:
                    assert error.errno == errno.ENOSPC  # noqa: PT017 - any other is a mistake of the test

    def pass_over(self, end_users: Callable[[], None]) -> None:
        del end_users
        (self.folder / "somebody else's").unlink()


@dataclass(frozen=True)
class FailingDisk:
    """An ext4 in a file, which meets an error: from then on it is read-only, for who has files open there, too."""

    folder: Path
    image: Path

    def befall(self) -> None:
        device = Path(run("findmnt", "-no", "SOURCE", str(self.folder)).strip())
        (Path("/sys/fs/ext4") / device.name / "trigger_fs_error").write_text("1")

    def pass_over(self, end_users: Callable[[], None]) -> None:
        end_users()
        run("umount", str(self.folder))
        subprocess.run(["e2fsck", "-fy", str(self.image)], check=False, capture_output=True)  # 1: it has mended
        self.mount()

    def mount(self) -> None:
        run("mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.folder))


@contextmanager
def small_disk(folder: Path, mib: int, fault: Fault) -> Iterator[Disk]:
    """Mount one on the folder until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform != "linux" or os.geteuid():
        pytest.skip("a small disk needs Linux and root, who may mount")
    try:
        disk = mount_filling(folder, mib) if fault == "full" else mount_failing(folder, mib)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        pytest.skip(f"no small disk can be mounted here: {getattr(error, 'stderr', error)}")
    try:
        yield disk
    finally:
        run("umount", "--lazy", str(folder))


def mount_filling(folder: Path, mib: int) -> FillingDisk:
    run("mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(folder))
    return FillingDisk(folder)


def mount_failing(folder: Path, mib: int) -> FailingDisk:
    disk = FailingDisk(folder, folder.with_name(f"{folder.name}.ext4"))
    with disk.image.open("wb") as file:
        file.truncate(mib << 20)
    run("mkfs.ext4", "-q", str(disk.image))
    disk.mount()
    return disk


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
