"""Runs Handdraw on one machine without Docker, until Ctrl-C: Redis (an embedded Valkey) and every service.

    make run

A process manager restarts whatever dies. Data and logs lie under .run/ (or LOCAL_RUN_DIR), where the next run finds
them again. Settings come from the environment; what it leaves unset comes from the file .env.
"""

import argparse
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import httpx
from environment import PORTS, read_settings, stack_environment
from orphans import MARK, end_orphans, make_mark
from supervision import CannotRun, Watch, say, supervise
from unknown import name_unknown

from handdraw_chassis.errors import map_errors
from handdraw_chassis.locks import try_hold
from handdraw_contracts import __version__

READY_S = 60


def check_ports(env: Mapping[str, str]) -> None:
    """Raises CannotRun if a process could not listen on its port."""
    taken: dict[str, str] = {}
    for name in PORTS:
        first = taken.setdefault(env[name], name)
        if first != name:
            raise CannotRun(f"{first} and {name} are both {env[name]}: choose another for one")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(env[name])))
            except OSError as error:
                raise CannotRun(
                    f"Port {env[name]} is taken: stop what uses it, or choose another with {name}=…"
                ) from error
            except (ValueError, OverflowError) as error:
                raise CannotRun(f"{name} must be a port, not {env[name]!r}") from error


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Make the run folder and hold it: two runs in one would share the outbox and fight over Redis's file.

    The lock ends with its holder. Raises CannotRun.
    """
    with ExitStack() as stack:
        with map_errors(OSError, lambda error: CannotRun(f"{folder} cannot be written: {error.strerror}")):
            folder.mkdir(parents=True, exist_ok=True)
            free = stack.enter_context(try_hold(folder / "lock"))
        if not free:
            raise CannotRun(f"Handdraw already runs in {folder}")
        yield


class Ending:
    """A signal that ends the run. What it raises may be lost, where a destructor runs: so it is looked for as well."""

    def __init__(self) -> None:
        self._asked = False

    def ask(self, *_: object) -> NoReturn:
        self._asked = True
        raise KeyboardInterrupt

    def look(self) -> None:
        """Raises KeyboardInterrupt once a signal came."""
        if self._asked:
            raise KeyboardInterrupt


def wait_until_ready(waiting: dict[str, str], watch: Watch, ending: Ending) -> None:
    """Remove who is ready. Without Redis only the gateway is waited for. Raises CannotRun after READY_S."""
    deadline = time.monotonic() + READY_S
    while waiting and not (watch.down and "gateway" not in waiting):
        ending.look()
        watch.look()
        tell_ready(waiting)
        if time.monotonic() > deadline:
            raise CannotRun(f"{' and '.join(waiting)} not ready after {READY_S} s: see the logs")
        time.sleep(0.2)


def tell_ready(waiting: dict[str, str]) -> None:
    for name, url in list(waiting.items()):
        if is_ready(url):
            say(f"{name} is ready: {waiting.pop(name)}")


def is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def run(ending: Ending) -> None:
    """Run everything until a signal comes. Raises CannotRun, KeyboardInterrupt."""
    said = read_settings()
    for sentence in name_unknown(said):
        say(sentence)
    env = stack_environment(said)
    folder = Path(env["LOCAL_RUN_DIR"])
    services = {"logger": "LOGGER_PORT", "gateway": "INFERENCE_PORT", "reporter": "REPORTER_PORT"}
    urls = {name: f"http://127.0.0.1:{env[port]}" for name, port in services.items()}
    with hold_folder(folder):
        with map_errors(
            OSError, lambda error: CannotRun(f"{error.filename or folder} cannot be used: {error.strerror}")
        ):
            end_orphans(folder)
            mark = make_mark(folder)
        check_ports(env)
        with supervise(folder, env | {MARK: mark}) as watch:
            waiting = dict(urls)
            wait_until_ready(waiting, watch, ending)
            watch.settled = True
            say(f"""
Classify a drawing:
  curl -H 'Content-Type: image/png' --data-binary @examples/drawings/7.png {urls["gateway"]}/v1/classify
Draw one yourself:
  make draw
Have a report written, and look at it:
  curl -X POST {urls["reporter"]}/v1/reports
  {urls["reporter"]}
Ctrl-C stops everything; data and logs stay in {folder}""")
            while True:
                ending.look()
                watch.look()
                tell_ready(waiting)
                time.sleep(0.5)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=f"Handdraw {__version__}")
    parser.parse_args()
    ending = Ending()
    for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a script's shell makes its background jobs ignore it
        signal.signal(number, ending.ask)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup's wish stands; else it ends with its terminal
        signal.signal(signal.SIGHUP, ending.ask)
    try:
        run(ending)
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            say("\nStopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
