"""What is fetched from the web: MNIST among it, from the address and through the cache that Keras uses."""

import hashlib
import os
import urllib.request
from contextlib import suppress
from http.client import HTTPException
from io import BytesIO
from pathlib import Path

from handdraw_training import disk
from handdraw_training.data.dataset import Dataset, check, unpack
from handdraw_training.errors import DatasetUnusable, DiskRefuses
from handdraw_training.progress import Progress

SOURCE = "keras.datasets.mnist"
MNIST = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
PATIENCE_S = 60.0
CHUNK_BYTES = 1 << 18


def download_mnist(url: str = MNIST, sha256: str = MNIST_SHA256) -> Dataset:
    """Download MNIST, or take it from the cache. Raises DatasetUnusable."""
    cached = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser() / "datasets" / "mnist.npz"
    try:
        content = cached.read_bytes() if cached.is_file() else b""
        if _digest(content) != sha256:
            content = _verified(download(url, "MNIST"), url, sha256)
            _keep(content, cached)
        return check(unpack(BytesIO(content)), name=SOURCE, source=SOURCE)
    except (OSError, ValueError) as error:
        raise DatasetUnusable(f"{SOURCE} cannot be downloaded, name a file with --mnist: {error}") from error


def download(url: str, what: str) -> bytes:
    """Return the content of an http address. ``what`` is downloaded, for the person who waits. Raises OSError."""
    content = bytearray()
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer:  # noqa: S310 the callers' addresses are constants
            size = int(answer.headers.get("Content-Length") or 0)
            progress = Progress(f"Downloading {what}", size or 1)
            while chunk := answer.read(CHUNK_BYTES):
                content += chunk
                progress.update(min(len(content), size))
    except HTTPException as error:
        raise OSError(f"{url} does not answer as HTTP has it: {error}") from error
    if len(content) < size:
        raise OSError(f"{url} broke off after {len(content):,} of {size:,} bytes")
    progress.milestone(size or 1, f"Downloading {what}")
    return bytes(content)


def _verified(content: bytes, url: str, sha256: str) -> bytes:
    if _digest(content) != sha256:
        raise ValueError(f"{url} is not the file that it was: its SHA-256 is {_digest(content)}")
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _keep(content: bytes, cached: Path) -> None:
    """For the next time; where the cache is closed to us, there is none."""
    with suppress(OSError, DiskRefuses):
        cached.parent.mkdir(parents=True, exist_ok=True)
        with disk.write_whole(cached) as scratch:
            scratch.write_bytes(content)
