"""Delivers all that waits in the outbox of a gateway that was stopped for good, before its machine goes.

``python -m handdraw_inference.outbox.drain``
"""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import httpx

from handdraw_chassis import logs
from handdraw_chassis.keys.showing import ShownKey
from handdraw_chassis.locks import try_hold
from handdraw_chassis.running import read_settings
from handdraw_contracts import __version__
from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.metrics import Metrics
from handdraw_inference.outbox.forwarder import Forwarder, lock_file_of
from handdraw_inference.outbox.queue import Backlog, Outbox
from handdraw_inference.settings import Settings

LOOK_S = 0.2
TELL_S = 5.0
LOGGER_TIMEOUT_S = 10.0


async def drain(outbox: Outbox, logger: httpx.AsyncClient, patience_s: float) -> Backlog:
    """Forward until nothing waits, or for as long; tell how many do. Returns what is left. Raises OutboxUnavailable."""
    forwarder = Forwarder(outbox, asyncio.Event(), logger, Metrics())
    forwarding = asyncio.create_task(forwarder.run())
    end, told = time.monotonic() + patience_s, float("-inf")
    try:
        while (backlog := await asyncio.to_thread(outbox.backlog)).events and time.monotonic() < end:
            if time.monotonic() - told > TELL_S:
                told = time.monotonic()
                _say(f"{backlog.events} events wait" + (f": {forwarder.failing}" if forwarder.failing else ""))
            await asyncio.sleep(LOOK_S)
    finally:
        forwarding.cancel()
        await asyncio.gather(forwarding, return_exceptions=True)
    return backlog


async def _drain_with(settings: Settings, patience_s: float) -> Backlog:
    outbox = Outbox(settings.outbox_file, settings.outbox_quota_mib * 1024 * 1024, settings.outbox_sync)
    with closing(outbox):
        key = ShownKey(settings.logger_key_file)
        async with httpx.AsyncClient(
            base_url=str(settings.logger_url), timeout=LOGGER_TIMEOUT_S, trust_env=False, auth=key
        ) as logger:
            return await drain(outbox, logger, patience_s)


def is_in_use(file: Path) -> bool:
    """Say whether a gateway forwards from this outbox. Raises OSError."""
    with try_hold(lock_file_of(file)) as free:
        return not free


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError("0 seconds or more")
    return seconds


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m handdraw_inference.outbox.drain",
        description=(__doc__ or "").partition("\n")[0],
        epilog="Stop the gateway first, with SIGTERM: what it answered lies in the outbox then. Settings are its own.",
    )
    parser.add_argument("--version", action="version", version=f"Handdraw {__version__}")
    parser.add_argument(
        "--patience", type=_seconds, default=600, metavar="SECONDS", help="how long to try (default: %(default)s)"
    )
    patience_s = parser.parse_args(arguments).patience
    settings = read_settings(Settings)
    logs.configure("error")  # what the forwarder tries again is told here
    file = settings.outbox_file
    try:
        if not file.exists():
            _say(f"{file} is not there: nothing waits")
            return 0
        if is_in_use(file):
            _say(f"A gateway works on {file}: stop it first, or it fills what is drained")
            return 1
        left = asyncio.run(_drain_with(settings, patience_s))
    except (OutboxUnavailable, OSError) as error:
        _say(str(error))
        return 1
    if left.quarantined:
        _say(f"{left.quarantined} events lie in the quarantine: python -m handdraw_inference.outbox.quarantine list")
    _say(f"{left.events} events still wait" if left.events else "Nothing waits any more")
    return 1 if left.events or left.quarantined else 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
