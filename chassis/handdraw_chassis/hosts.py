"""Which hosts and origins a service answers to, so that no web page reads it or drives it.

A page of another site sends its ``Origin``; one whose name was made to resolve to this machine sends its own ``Host``.
"""

import re
from collections.abc import Collection, Iterable
from http import HTTPStatus
from ipaddress import ip_address
from typing import Annotated

import structlog
from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode
from starlette.types import ASGIApp, Receive, Scope, Send

from handdraw_chassis.errors import ServiceError
from handdraw_chassis.problems import Problems

UNCHECKED_HOSTS = {"/healthz", "/readyz"}
"""asked by probes that know no name; they say nothing that is worth reading"""

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^\s\[\]:/?#@]+)(:\d{1,5})?")
_NAME = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_ORIGIN = re.compile(rf"https?://{_HOST.pattern}")

log = structlog.get_logger()


def _split(names: object) -> object:
    return names.replace(",", " ").lower().split() if isinstance(names, str) else names


def _name(text: str) -> str:
    """Raises ValueError for what no ``Host`` would ever match."""
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text[:100]!r} is no host: a name or an address alone, IPv6 in []")
    return text


HostNames = Annotated[tuple[Annotated[str, AfterValidator(_name)], ...], NoDecode, BeforeValidator(_split)]
"""A setting: names without ports, separated by commas."""


class InvalidHost(ServiceError):
    """No ``Host`` at all, or more than one."""

    code = "invalid_host"
    title = "No host is named"


class ForeignHost(ServiceError):
    """A ``Host`` that is not this service's."""

    code = "foreign_host"
    title = "Not a host of this service"


class ForeignOrigin(ServiceError):
    """The ``Origin`` of a page that is not this service's."""

    code = "foreign_origin"
    title = "Not an origin of this service"


STATUS: dict[type[ServiceError], HTTPStatus] = {
    InvalidHost: HTTPStatus.BAD_REQUEST,
    ForeignHost: HTTPStatus.FORBIDDEN,
    ForeignOrigin: HTTPStatus.FORBIDDEN,
}
PROBLEMS = Problems(STATUS, retry_after_s="0")


class OwnHosts:
    """Middleware: refuses every request whose host or origin is neither loopback nor one of ``names``."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                self._check(scope["path"], scope["headers"])
            except ServiceError as error:
                log.info("a request was refused", code=error.code, detail=str(error))
                answer = PROBLEMS.answer(PROBLEMS.problem(error, scope["state"]["request_id"]))
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, path: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
        hosts, origins = (
            [value.decode("latin-1") for name, value in headers if name == wanted] for wanted in (b"host", b"origin")
        )
        if path not in UNCHECKED_HOSTS:
            if len(hosts) != 1:
                raise InvalidHost(f"Name one Host: {len(hosts)} came")
            if not _is_own(_HOST, hosts[0], self._names):
                raise ForeignHost(
                    f"This service is not called {hosts[0][:100]!r}: its setting …_ALLOWED_HOSTS may name it"
                )
        for origin in origins:
            if not _is_own(_ORIGIN, origin, self._names):
                raise ForeignOrigin(
                    f"Pages of {origin[:100]!r} may not call it: its setting …_ALLOWED_HOSTS may name that host"
                )


def _is_own(form: re.Pattern[str], value: str, names: Collection[str]) -> bool:
    found = form.fullmatch(value)
    if found is None:
        return False
    name = found["name"].lower().rstrip(".")
    return name == "localhost" or name in names or _is_loopback(name.strip("[]"))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
