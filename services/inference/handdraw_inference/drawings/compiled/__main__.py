"""Builds the kernel where it is missing or old: python -m handdraw_inference.drawings.compiled."""

import sys

from handdraw_inference.drawings.compiled.build import CannotBuild, build, find_compiler
from handdraw_inference.drawings.compiled.kernel import LIBRARY, load


def main() -> int:
    if load() is not None:
        return 0
    try:
        build(find_compiler())
    except CannotBuild as reason:
        print(f"Drawings are read by the Python implementation, about five times as slow: {reason}", file=sys.stderr)
        return 1
    print(f"The kernel that reads light drawings is built: {LIBRARY}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
