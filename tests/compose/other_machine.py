"""A machine beside this one, for tests of who reaches it: a network namespace behind a cable. Needs root, and `ip`."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from ..children import child
from ..processes import eventually

PORT = 8080
SERVE = f"""
import socket
with socket.create_server(("", {PORT})) as listening:
    while True:
        listening.accept()[0].close()
"""


@contextmanager
def other_machine(name: str, ours: str, theirs: str) -> Iterator[tuple[str, int]]:
    """Yield the address of a server there, which this machine reaches and which knows a way to this machine alone."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("another machine is a network namespace: needs root, and iproute2")
    end = f"{name[:10]}-1"
    try:
        ip("netns", "add", name)
        ip("link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("address", "add", f"{ours}/30", "dev", end)
        ip("link", "set", end, "up")
        ip("-netns", name, "address", "add", f"{theirs}/30", "dev", "eth0")
        ip("-netns", name, "link", "set", "eth0", "up")
        with child(["ip", "netns", "exec", name, sys.executable, "-c", SERVE]):
            eventually(lambda: reaches(theirs), "the other machine answers")
            yield theirs, PORT
    finally:
        for command in (("link", "delete", end), ("netns", "delete", name)):
            with suppress(subprocess.CalledProcessError):
                ip(*command)


def ip(*command: str) -> None:
    subprocess.run(["ip", *command], check=True, capture_output=True)


def reaches(host: str) -> bool:
    with socket.socket() as outgoing:
        outgoing.settimeout(1)
        return outgoing.connect_ex((host, PORT)) == 0
