"""What a browser may do with an answer: run, load, embed and keep nothing that the answer does not allow itself.

``Permissions-Policy`` would forbid scripts what the policy leaves none to ask for, and ``X-Frame-Options`` says what
``frame-ancestors`` does: neither is sent. ``Strict-Transport-Security`` is for whoever ends TLS.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOSNIFF: Final = ("X-Content-Type-Options", "nosniff")
"""The server says it of every answer, also of those that no application sees."""
POLICY: Final = "Content-Security-Policy"
GUARDS: Final[Mapping[str, str]] = {
    POLICY: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer that does not say otherwise. ``same-origin``: with ``no-referrer`` a browser would send our own form
without its origin. ``no-store``: an answer may need a key, and is true of now."""

_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_GUARDS: Final = tuple((name.lower().encode(), value.encode()) for name, value in GUARDS.items())


class GuardedAnswers:
    """Middleware: says GUARDS of each answer that does not say otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", ())
                said = {name.lower() for name, _ in own}
                message["headers"] = [*own, *(guard for guard in _GUARDS if guard[0] not in said)]
            await send(message)

        await self._app(scope, receive, send_guarded if scope["type"] == "http" else send)


def page_headers(page: str) -> dict[str, str]:
    """Allow the one style sheet that stands in a page, by its hash, pictures as ``data:``, and forms to its host."""
    found = _STYLE.search(page)
    styles = f"'sha256-{_hash(found[1])}'" if found else "'none'"
    return {
        POLICY: f"default-src 'none'; style-src {styles}; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    }


@lru_cache(maxsize=8)
def _hash(style: str) -> str:
    return b64encode(sha256(style.encode()).digest()).decode()
