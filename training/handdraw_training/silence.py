"""TensorFlow's libraries write of CUDA to descriptor 2 before anybody can set a level: there it is not heard."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2


@contextmanager
def silence() -> Iterator[None]:
    """Exceptions are unharmed."""
    kept = os.dup(STDERR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, STDERR)
    try:
        yield
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)
        os.close(nowhere)
