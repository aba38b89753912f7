"""Compiles the kernel with what compiler there is: cc, gcc, clang, or the one in PyPI's ziglang."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from handdraw_inference.drawings.compiled.kernel import LIBRARY, SOURCE, digest_of

FLAGS = (
    "-std=c11",
    "-O3",
    "-fPIC",
    "-shared",
    "-ffp-contract=off",  # what is added and multiplied at once is rounded once, and NumPy and OpenCV round twice
    "-fno-math-errno",
)
ZIG = ("-m", "ziglang", "cc")
TIMEOUT_S = 300


class CannotBuild(Exception):
    """Its message says why, in a line."""


def find_compiler() -> list[str]:
    """Raises CannotBuild."""
    for name in (os.environ.get("CC"), "cc", "gcc", "clang"):
        if name and shutil.which(name):
            return [name]
    if find_spec("ziglang"):
        return [sys.executable, *ZIG, "-mcpu=baseline"]  # others compile for any machine anyway
    raise CannotBuild("there is no C compiler")


def build(compiler: Sequence[str], library: Path = LIBRARY, flags: Sequence[str] = FLAGS) -> None:
    """Write the library, whole or not at all. Raises CannotBuild."""
    unfinished = library.with_suffix(f".{os.getpid()}")
    sources = sorted(str(file) for file in SOURCE.glob("*.c"))
    command = [*compiler, *flags, f'-DDIGEST="{digest_of(SOURCE)}"', *sources, "-o", str(unfinished), "-lm"]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIMEOUT_S)  # noqa: S603 a compiler
        unfinished.replace(library)
    except subprocess.CalledProcessError as error:
        raise CannotBuild(f"{compiler[0]} cannot compile it: {error.stderr.strip()[:300]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotBuild(f"{compiler[0]} cannot compile it: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
