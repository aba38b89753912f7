"""What a browser may do with a page of ours: run nothing, load nothing, and be framed by nobody."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Final

_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
SAFE: Final[Mapping[str, str]] = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
"""``same-origin``: with less, a browser would send a form of ours without its origin."""
FIGURE: Final[Mapping[str, str]] = {**SAFE, "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
"""A figure that is opened by itself has styles of its own, and may do nothing else."""


def page_headers(page: str) -> dict[str, str]:
    """Allow the one style sheet that stands in the page, by its hash, and pictures that stand in it."""
    found = _STYLE.search(page)
    styles = f"'sha256-{_hash(found[1])}'" if found else "'none'"
    policy = (
        f"default-src 'none'; style-src {styles}; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return {**SAFE, "Content-Security-Policy": policy}


@lru_cache(maxsize=8)
def _hash(style: str) -> str:
    return b64encode(sha256(style.encode()).digest()).decode()
