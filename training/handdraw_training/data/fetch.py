"""`python -m handdraw_training.data.fetch FOLDER`: MNIST and UCI's Pen-Based Digits, in the forms that training reads.

The pen digits are those of the set's 30 training writers. They are licensed CC BY 4.0: E. Alpaydin and F. Alimoglu,
Pen-Based Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C5MG6K.
"""

import gzip
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np

from handdraw_training import disk
from handdraw_training.data import unipen
from handdraw_training.data.download import download, download_mnist
from handdraw_training.errors import DatasetUnusable, TrainingError

PEN_DIGITS = "https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip"
MEMBER = "pendigits-orig.tra.Z"
NAME = "pentra"
DIGITS = 7_494


def main(arguments: Sequence[str] | None = None) -> int:
    match list(sys.argv[1:] if arguments is None else arguments):
        case [name] if not name.startswith("-"):
            folder = Path(name)
        case _:
            print("usage: python -m handdraw_training.data.fetch FOLDER", file=sys.stderr)
            return 2
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, fetch in {"mnist.npz": fetch_mnist, "pen-digits.jsonl.gz": fetch_pen_digits}.items():
            path = folder / name
            print(f"{path}: " + ("there already" if path.exists() else fetch(path)))
    except TrainingError as error:
        print(f"handdraw_training.data.fetch: {error}", file=sys.stderr)
        return 2
    return 0


def fetch_mnist(path: Path) -> str:
    found = download_mnist()
    with disk.write_whole(path) as scratch, scratch.open("wb") as file:
        train, test = found.train, found.test
        np.savez_compressed(file, x_train=train.images, y_train=train.labels, x_test=test.images, y_test=test.labels)
    return f"{len(train.labels):,} and {len(test.labels):,} images"


def fetch_pen_digits(path: Path) -> str:
    try:
        archive = download(PEN_DIGITS, "pen digits")
    except OSError as error:
        raise DatasetUnusable(f"{PEN_DIGITS} cannot be downloaded: {error}") from error
    return convert_archive(archive, path, expected=DIGITS)


def convert_archive(archive: bytes, path: Path, expected: int) -> str:
    """``expected``: how many digits a whole file has. Raises DatasetUnusable."""
    lines = list(unipen.convert(_unpack(archive).splitlines(), NAME))
    if len(lines) != expected:
        raise DatasetUnusable(f"{PEN_DIGITS} holds {len(lines):,} digits and not {expected:,}")
    with disk.write_whole(path) as scratch:
        scratch.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    return f"{len(lines):,} digits"


def _unpack(archive: bytes) -> str:
    """Return the member's text, compressed as `compress` did it in 1998, which gzip undoes and Python does not."""
    try:
        with zipfile.ZipFile(BytesIO(archive)) as members:
            packed = members.read(MEMBER)
        return subprocess.run(["gzip", "-dc"], input=packed, capture_output=True, check=True).stdout.decode("ascii")  # noqa: S607
    except (zipfile.BadZipFile, KeyError, OSError, subprocess.CalledProcessError, UnicodeDecodeError) as error:
        raise DatasetUnusable(f"{PEN_DIGITS} is not what it was: {error}") from error


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    sys.exit(main())
