"""A service behind a reverse proxy: below a path of its site, and reached by https, which ends there."""

import re
from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import AfterValidator
from starlette.types import ASGIApp, Receive, Scope, Send

from handdraw_chassis.hosts import name_in

OWN: Final = frozenset(("v1", "v2", "docs", "openapi.json", "healthz", "readyz", "metrics", "favicon.ico"))
"""First parts of services' own paths: below one of them nobody could tell whose a path is."""

_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_SCHEMES: Final = {b"http": "http", b"https": "https"}


def _root_path(text: str) -> str:
    """Raises ValueError."""
    path = text.rstrip("/")
    if path and (not _PATH.fullmatch(path) or path.split("/")[1] in OWN or {".", ".."} & set(path.split("/"))):
        raise ValueError("it is a path such as /handdraw/reports, and begins with none of a service's own")
    return path


RootPath = Annotated[str, AfterValidator(_root_path)]
"""A setting: the path of a site below which a service is reached, without a slash behind it; "" for none."""


class Proxied:
    """Middleware, before any that looks at a path: takes away what a proxy left before a service's own, and knows it.

    ``names``: the hosts of the site. In a request to one of them ``X-Forwarded-Proto`` is believed, and then makes the
    scheme of addresses in its own answer; nothing else that a proxy may say is.
    """

    def __init__(self, app: ASGIApp, root_path: str, names: Iterable[str]) -> None:
        self._app = app
        self._root_path = root_path
        self._names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if self._root_path:
                scope["root_path"] = self._root_path
                scope["path"] = strip(scope["path"], self._root_path)
            if self._names:
                scope["scheme"] = self._find_scheme(scope)
        await self._app(scope, receive, send)

    def _find_scheme(self, scope: Scope) -> str:
        hosts, forwarded = (
            [value for name, value in scope["headers"] if name == wanted] for wanted in (b"host", b"x-forwarded-proto")
        )
        own: str = scope.get("scheme", "http")
        is_of_site = len(hosts) == 1 and name_in(hosts[0]) in self._names
        return _SCHEMES.get(forwarded[0], own) if is_of_site and len(forwarded) == 1 else own


def strip(path: str, root_path: str) -> str:
    """Return a service's own path, whether a proxy took the path of the site away or not.

    Where it stands twice it stays so: Starlette takes one away, and what is left is nobody's.
    """
    rest = _rest(path, root_path)
    return path if rest is None or _rest(rest, root_path) is not None else rest or "/"


def _rest(path: str, root_path: str) -> str | None:
    """Return what stands below; None for a path that is elsewhere."""
    rest = path.removeprefix(root_path)
    return rest if rest != path and rest[:1] in ("", "/") else None
