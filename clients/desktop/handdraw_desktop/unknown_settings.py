"""Names in the environment that look like settings of ours and are none: misspelt, they would count as not set."""

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from handdraw_desktop.settings import Settings

PREFIX: Final = "DESKTOP_"
OTHERS: Final = {"DESKTOP_SESSION", "DESKTOP_STARTUP_ID", "DESKTOP_AUTOSTART_ID"}
"""what a desktop itself sets"""


def name_unknown(environ: Mapping[str, str] = os.environ) -> Iterator[str]:
    """Yield a sentence for each, with the nearest name that is known."""
    known = [f"{PREFIX}{field}".upper() for field in Settings.model_fields]
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and name.upper() not in {*known, *OTHERS}:
            nearest = get_close_matches(name.upper(), known, n=1)
            yield f"{name} is no setting of Handdraw" + (f": is {nearest[0]} meant?" if nearest else "")
