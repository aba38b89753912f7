"""Which hosts and origins a service answers to, so that no web page reads it or drives it.

A page of another site sends its ``Origin``; one whose name was made to resolve to this machine sends its own ``Host``.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

from handdraw_chassis.errors import ServiceError

UNCHECKED_HOSTS = {"/healthz", "/readyz"}
"""asked by probes that know no name; they say nothing that is worth reading"""

LONGEST = 300  # of a host or an origin: a name has 253 characters at most

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^\s\[\]:/?#@]+)(:\d{1,5})?")
_NAME = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_ORIGIN = re.compile(rf"https?://{_HOST.pattern}")


def _split(names: object) -> object:
    return names.replace(",", " ").lower().split() if isinstance(names, str) else names


def _name(text: str) -> str:
    """Raises ValueError for what no ``Host`` would ever match."""
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text[:100]!r} is no host: a name or an address alone, IPv6 in []")
    return text


HostNames = Annotated[tuple[Annotated[str, AfterValidator(_name)], ...], NoDecode, BeforeValidator(_split)]
"""A setting: names without ports, separated by commas."""


def _origin(text: str) -> str:
    """Raises ValueError for what no ``Origin`` would ever match."""
    if not _ORIGIN.fullmatch(text):
        raise ValueError(f"{text[:100]!r} is no origin: a scheme and a host, such as https://draw.example")
    return text


Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(_split)]
"""A setting: origins, separated by commas."""


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


class Hosts:
    """The hosts and origins that are a service's own: loopback, and ``names``; and ``origins`` that are let in."""

    def __init__(self, names: Iterable[str], origins: Iterable[str] = ()) -> None:
        self._names = frozenset(names)
        self._origins = frozenset(origin.encode() for origin in origins)

    def own(self, host: bytes, origin: bytes | None) -> bool:
        return _is_own(_HOST, host, self._names) and (origin is None or _is_own(_ORIGIN, origin, self._names))

    def check(self, path: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Raises InvalidHost, ForeignHost, ForeignOrigin."""
        hosts, origins = ([value for name, value in headers if name == wanted] for wanted in (b"host", b"origin"))
        if path not in UNCHECKED_HOSTS:
            if len(hosts) != 1:
                raise InvalidHost(f"Name one Host: {len(hosts)} came")
            if not _is_own(_HOST, hosts[0], self._names):
                raise ForeignHost(
                    f"This service is not called {_quote(hosts[0])}: its setting …_ALLOWED_HOSTS may name it"
                )
        for origin in origins:
            if origin.lower() not in self._origins and not _is_own(_ORIGIN, origin, self._names):
                raise ForeignOrigin(
                    f"Pages of {_quote(origin)} may not call it: its setting …_ALLOWED_ORIGINS may name that origin"
                )


def name_in(host: bytes) -> str | None:
    """Return the name or address that a ``Host`` has beside its port, None for what is no host."""
    return _name_in(_HOST, host) if len(host) <= LONGEST else None


def _name_in(form: re.Pattern[str], value: bytes) -> str | None:
    found = form.fullmatch(value.decode("latin-1"))
    return found["name"].lower().rstrip(".") if found else None


def _quote(value: bytes) -> str:
    return repr(value.decode("latin-1")[:100])


def _is_own(form: re.Pattern[str], value: bytes, names: frozenset[str]) -> bool:
    return len(value) <= LONGEST and _is_known(form, value, names)


@lru_cache(maxsize=256)  # callers name the same few
def _is_known(form: re.Pattern[str], value: bytes, names: frozenset[str]) -> bool:
    name = _name_in(form, value)
    if name is None:
        return False
    return name == "localhost" or name in names or _is_loopback(name.strip("[]"))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
