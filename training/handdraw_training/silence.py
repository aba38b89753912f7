"""Mutes descriptor 2, to which TensorFlow's libraries write about CUDA before anybody can set a log level."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2


@contextmanager
def silence() -> Iterator[None]:
    """Write to nowhere while the block runs. Exceptions get through."""
    stderr = os.dup(STDERR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, STDERR)
    try:
        yield
    finally:
        os.dup2(stderr, STDERR)
        os.close(stderr)
        os.close(nowhere)
