"""Running a service: check its arguments and settings, set up its logs, serve its application."""

import asyncio
import resource
import signal
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from handdraw_chassis import logs
from handdraw_chassis.bounds import CONNECTIONS, BoundedProtocol
from handdraw_chassis.doors import Exposed
from handdraw_chassis.fast_path import FastPathProtocol
from handdraw_chassis.keys.file import KeysUnreadable
from handdraw_chassis.policy import NOSNIFF
from handdraw_chassis.renewal import LEAVE, LEAVE_S
from handdraw_chassis.settings import ServiceSettings
from handdraw_chassis.shared_metrics import metrics_folder, share_metrics
from handdraw_chassis.unknown_settings import warn_of_unknown
from handdraw_chassis.workers import Place, run_workers
from handdraw_contracts import __version__

GRACE_S = 10
FILES = 2 * CONNECTIONS  # open at once: connections, and what is opened for them
LET_IN_TURNS = 5  # of the event loop, from a connection that waits to its protocol


AnySettings = TypeVar("AnySettings", bound=BaseSettings)
AnyServiceSettings = TypeVar("AnyServiceSettings", bound=ServiceSettings)


def parse_arguments(package: str, description: str) -> None:
    """Answer --help and --version, and refuse anything else; each ends the process."""
    parser = ArgumentParser(
        f"python -m {package}", description=description, epilog="Settings are environment variables: see the README."
    )
    parser.add_argument("--version", action="version", version=f"Handdraw {__version__}")
    parser.parse_args()


def read_settings(settings: type[AnySettings]) -> AnySettings:
    """Read settings from the environment. If any is invalid, print a line for each and exit with status 2."""
    try:
        return settings()
    except ValidationError as error:
        prefix = settings.model_config.get("env_prefix", "")
        for wrong in error.errors():
            sys.stderr.write(f"{prefix}{wrong['loc'][0]}".upper() + f" {wrong['msg']}\n")
        sys.exit(2)


def open_app(create_app: Callable[[AnyServiceSettings], FastAPI], settings: AnyServiceSettings) -> FastAPI:
    """Set up logs and limits, and build. If its keys cannot be read or are needed, print a line and exit with 2."""
    logs.configure(settings.log_level)
    warn_of_unknown(type(settings))
    raise_file_limit()
    try:
        return create_app(settings)
    except (Exposed, KeysUnreadable) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


def raise_file_limit() -> None:
    """Let this process open FILES files, if whoever runs it lets it: a shell's usual limit is half of that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class BeatingServer(uvicorn.Server):
    """uvicorn's, which says that it goes on for as long as its event loop does, and at its end forgets nobody.

    Asked to leave, it hangs up on nobody: who is there is answered, and told that it was the last time.
    """

    def __init__(self, config: uvicorn.Config, place: Place) -> None:
        super().__init__(config)
        self._place = place
        self._leaves = False

    def leave(self, *_: object) -> None:
        self._leaves = self.should_exit = True

    async def on_tick(self, counter: int) -> bool:  # ten times a second
        if counter % 10 == 0:
            self._place.beat()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._leaves:
            await self._take_leave(sockets or [])
        late = asyncio.create_task(self._end_late())
        await super().shutdown(sockets)
        await late

    async def _take_leave(self, sockets: list[socket.socket]) -> None:
        """Let nobody in, without dropping who was just let in: asyncio drops them once it has closed a socket."""
        self.config.timeout_graceful_shutdown = LEAVE_S
        for listening in sockets:
            asyncio.get_running_loop().remove_reader(listening)
        for _ in range(LET_IN_TURNS):
            await asyncio.sleep(0)
        for connection in self.server_state.connections:
            connection.take_leave()  # type: ignore[union-attr]

    async def _end_late(self) -> None:
        """End those, too, who were just being let in: uvicorn would serve them until its grace is over."""
        for _ in range(LET_IN_TURNS):
            await asyncio.sleep(0)
        for connection in list(self.server_state.connections):
            connection.shutdown()


def serve_in_workers(
    create_app: Callable[[AnyServiceSettings], FastAPI], settings: AnyServiceSettings, count: int
) -> NoReturn:
    """Serve in as many processes, whose metrics are summed."""
    app = open_app(create_app, settings)
    if count == 1:
        sys.exit(run_workers(lambda place: _serve_at(place, app), settings.host, settings.port, 1))
    with metrics_folder() as folder:

        def work(place: Place) -> None:
            share_metrics(Path(folder), place.number)
            _serve_at(place, app)

        sys.exit(run_workers(work, settings.host, settings.port, count))


def _serve_at(place: Place, app: FastAPI) -> None:
    """Serve on asyncio's own loop, which accepts all who wait at once; uvloop accepts one a turn."""
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=FastPathProtocol,
        proxy_headers=False,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        headers=[NOSNIFF],
        timeout_graceful_shutdown=GRACE_S,
    )
    server = BeatingServer(config, place)
    signal.signal(LEAVE, server.leave)
    server.run(sockets=[place.listening])


def serve(create_app: Callable[[AnyServiceSettings], FastAPI], settings: AnyServiceSettings) -> None:
    uvicorn.run(
        open_app(create_app, settings),
        host=settings.host,
        port=settings.port,
        http=BoundedProtocol,
        proxy_headers=False,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        headers=[NOSNIFF],
        timeout_graceful_shutdown=GRACE_S,
    )
