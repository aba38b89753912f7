"""Machines on one: network namespaces with a wire between them, which can be cut. They need Linux, root and `ip`.

Machine 1 is at 10.78.0.1. The wire is a bridge in a namespace of its own, so that nothing of the host's network is
touched, and whoever is there, at 10.78.0.254, is outside all machines. One run at a time has them: another waits.
"""

import ctypes
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from handdraw_chassis.locks import hold

OUTSIDE = 254
BRIDGE = "hdmbr"
LOCK = Path("/run/handdraw-machines.lock")
NETWORK = 0x40000000  # CLONE_NEWNET
LIBC = ctypes.CDLL(None, use_errno=True)


def address(number: int) -> str:
    return f"10.78.0.{number}"


@contextmanager
def wired_machines(count: int) -> Iterator[None]:
    """Make machines 1 to ``count``, empty, for a block that is outside of them. Skips the test where it cannot."""
    if os.geteuid():
        pytest.skip("machines that are network namespaces need root")
    with hold(LOCK):
        _take_away()
        try:
            _wire_or_skip(count)
            with inside(OUTSIDE):
                yield
        finally:
            _take_away()


@contextmanager
def inside(number: int) -> Iterator[None]:
    """Be on a machine with this thread, and with whatever it starts meanwhile."""
    with Path("/proc/thread-self/ns/net").open() as before, Path(f"/run/netns/{_name(number)}").open() as there:
        _enter(there.fileno())
        try:
            yield
        finally:
            _enter(before.fileno())


def cut(number: int) -> None:
    """Let nothing through between a machine and the others. Whoever waits for an answer hears nothing."""
    _ip("-n", _name(OUTSIDE), "link", "set", f"machine{number}", "down")


def heal(number: int) -> None:
    _ip("-n", _name(OUTSIDE), "link", "set", f"machine{number}", "up")


def kill_all(number: int) -> None:
    """Kill every process of a machine."""
    for pid in map(int, _ip("netns", "pids", _name(number)).split()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _name(number: int) -> str:
    return f"hdm{number}"


def _wire_or_skip(count: int) -> None:
    try:
        _wire(count)
    except FileNotFoundError as error:
        pytest.skip(f"machines that are network namespaces need iproute2: {error}")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no network namespaces and bridges here: {error.stderr.strip()}")


def _wire(count: int) -> None:
    outside = _name(OUTSIDE)
    _ip("netns", "add", outside)
    _ip("-n", outside, "link", "add", BRIDGE, "type", "bridge")
    _ip("-n", outside, "addr", "add", f"{address(OUTSIDE)}/24", "dev", BRIDGE)
    for name in ("lo", BRIDGE):
        _ip("-n", outside, "link", "set", name, "up")
    for number in range(1, count + 1):
        machine, end = _name(number), f"machine{number}"
        _ip("netns", "add", machine)
        _ip("-n", outside, "link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", machine)
        _ip("-n", outside, "link", "set", end, "master", BRIDGE, "up")
        _ip("-n", machine, "addr", "add", f"{address(number)}/24", "dev", "eth0")
        for name in ("lo", "eth0"):
            _ip("-n", machine, "link", "set", name, "up")


def _take_away() -> None:
    """Take away all machines with what runs there: also those of a run that was killed."""
    for namespace in Path("/run/netns").glob("hdm*"):
        kill_all(int(namespace.name.removeprefix("hdm")))
        _ip("netns", "del", namespace.name)


def _ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


def _enter(namespace: int) -> None:
    if LIBC.setns(namespace, NETWORK):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
