"""Who gets in: a service's hosts and origins, pages of others that it lets in, its keys; and bodies as they are."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from handdraw_chassis.codings import EncodedBody, check_codings
from handdraw_chassis.errors import ServiceError
from handdraw_chassis.hosts import ForeignHost, ForeignOrigin, Hosts, InvalidHost
from handdraw_chassis.keys.checking import KeyMissing, Keys, KeyUnknown, ScopeMissing
from handdraw_chassis.methods import METHODS
from handdraw_chassis.problems import Problems
from handdraw_chassis.proxied import Proxied
from handdraw_chassis.settings import ServiceSettings

STATE: Final = "refusals"
"""Under which the state of a lifespan has the counter of what is refused here."""
STATUS: Final[dict[type[ServiceError], HTTPStatus]] = {
    InvalidHost: HTTPStatus.BAD_REQUEST,
    ForeignHost: HTTPStatus.FORBIDDEN,
    ForeignOrigin: HTTPStatus.FORBIDDEN,
    KeyMissing: HTTPStatus.UNAUTHORIZED,
    KeyUnknown: HTTPStatus.UNAUTHORIZED,
    ScopeMissing: HTTPStatus.FORBIDDEN,
    EncodedBody: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
PROBLEMS: Final = Problems(STATUS, retry_after_s="0")
ASKED_FOR: Final = (
    *("Authorization", "Content-Type", "Idempotency-Key", "X-API-Key"),
    *("X-Request-ID", "traceparent", "tracestate"),
)
TOLD: Final = ("Location", "Retry-After", "X-Request-ID")
REMEMBERED_S: Final = 600  # what a browser was told in answer to a preflight

log = structlog.get_logger()


class Exposed(Exception):
    """Others than this machine would be let in without a key. Its text says what to set."""


def count_refusals(registry: CollectorRegistry) -> Counter:
    return Counter(
        "handdraw_refusals",
        "Requests refused at the door, for their host, origin, key or encoding",
        ["code"],
        registry=registry,
    )


class Doors:
    """``name``: the host that other services know this one by. ``scope``: what a key needs to change anything."""

    def __init__(self, settings: ServiceSettings, name: str, scope: str) -> None:
        """Raises KeysUnreadable, Exposed."""
        self.hosts = Hosts((name, *settings.allowed_hosts), settings.allowed_origins)
        exposed = settings.listens_beyond_loopback and settings.published is None
        self.keys = Keys(settings.api_keys_file, scope, exposed=exposed)
        self.origins = settings.allowed_origins
        self.root_path, self._site = settings.root_path, settings.allowed_hosts
        if exposed and self.keys.let_anybody_in:
            file, published = (settings.environment_name(field) for field in ("api_keys_file", "published"))
            raise Exposed(
                f"{settings.environment_name('host')} is {settings.host}: others than this machine could do anything "
                f"without a key. Set {file}, to a file without an `anonymous` line (docs/security.md); or, in a "
                f"container whose port is published on 127.0.0.1 alone, {published}=loopback"
            )

    def admit(self, headers: dict[bytes, bytes]) -> bool:
        """Say whether a request that changes something, with each header once, gets in without further words."""
        return (
            b"content-encoding" not in headers
            and (b"authorization" not in headers or b"x-api-key" not in headers)
            and self.hosts.own(headers.get(b"host", b""), headers.get(b"origin"))
            and self.keys.admit(headers.get(b"authorization", b""), headers.get(b"x-api-key", b""), self.keys.scope)
        )

    def guard(self, app: ASGIApp) -> ASGIApp:
        """Return the application behind these doors."""
        keyed = Door(Door(app, _check_codings), self._check_key)
        shared = (
            CORSMiddleware(
                keyed,
                allow_origins=self.origins,
                allow_methods=METHODS,
                allow_headers=ASKED_FOR,
                expose_headers=TOLD,
                max_age=REMEMBERED_S,
            )
            if self.origins
            else keyed
        )
        return Proxied(Door(shared, self._check_host), self.root_path, self._site)

    def _check_host(self, scope: Scope) -> None:
        self.hosts.check(scope["path"], scope["headers"])

    def _check_key(self, scope: Scope) -> None:
        self.keys.check(scope["method"], scope["path"], scope["headers"])


class Door:
    """Middleware: refuses, and counts, what ``check`` raises ServiceError for."""

    def __init__(self, app: ASGIApp, check: Callable[[Scope], None]) -> None:
        self._app = app
        self._check = check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                self._check(scope)
            except ServiceError as error:
                await _refuse(error, scope, receive, send)
                return
        await self._app(scope, receive, send)


def _check_codings(scope: Scope) -> None:
    check_codings(scope["headers"])


async def _refuse(error: ServiceError, scope: Scope, receive: Receive, send: Send) -> None:
    log.info("a request was refused", code=error.code, detail=str(error))
    if STATE in scope["state"]:
        scope["state"][STATE].labels(error.code).inc()
    answer = PROBLEMS.answer(PROBLEMS.problem(error, scope["state"]["request_id"]))
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = _challenge(scope["headers"])
    if isinstance(error, EncodedBody):
        answer.headers["Accept-Encoding"] = "identity"
    await answer(scope, receive, send)


def _challenge(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Ask a browser for a name and a password, which is the key; others are told of the header."""
    pages = any(name == b"accept" and b"text/html" in value for name, value in headers)
    return 'Basic realm="Handdraw: the key is the password", charset="UTF-8"' if pages else 'Bearer realm="Handdraw"'
