"""The Lua scripts that Redis runs: a file each, read as package data."""

from importlib.resources import files
from typing import Literal

PRELUDE = "prelude.lua"
"""Functions for all scripts: Redis gives a script no other way to share them than to stand before it."""


def read_script(name: Literal["append", "trim", "lease", "manifest"]) -> str:
    """Return ``name.lua`` as Redis gets it: the prelude, then the script."""
    folder = files(__package__)
    return "\n".join((folder / file).read_text(encoding="utf-8") for file in (PRELUDE, f"{name}.lua"))
