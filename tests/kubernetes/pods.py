"""What the manifests would have a cluster run, run here as processes: commands, settings, secrets, scripts, probes.

Each pod of Redis has an address of loopback, as its Service has one in a cluster. Nothing here stands for the cluster.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from redis import Redis

from ..processes import REDIS_SERVER, run_process
from .manifests import ADDRESSES, Container, containers, environment, find


class RedisPod(NamedTuple):
    """``folder``: what its volume holds, and what is here in place of its image. ``secrets``: where its Secret is."""

    name: str
    folder: Path
    secrets: Path

    @contextmanager
    def running(self, called: str) -> Iterator["subprocess.Popen[bytes]"]:
        """Run one of its two containers until the block ends."""
        container = self._container(called)
        word, script = container.spec["command"]
        file = self._lay_out(script.rpartition("/")[2], self.volume(called))
        with run_process(
            ["env", f"--chdir={self.volume(called)}", word, str(file)],
            self.folder / f"{called}.log",
            **environment("base", container) | {"NODE": self.name, "PATH": self._lay_programs()},
        ) as process:
            yield process

    def volume(self, called: str) -> Path:
        mounts = self._container(called).spec["volumeMounts"]
        (path,) = (mount["subPath"] for mount in mounts if mount["name"] == "data")
        (self.folder / path).mkdir(parents=True, exist_ok=True)
        return self.folder / str(path)

    def passes(self, called: str, probe: str) -> bool:
        """Say whether one of its containers would pass a probe that runs a command there."""
        command = [self._place(word) for word in self._container(called).spec[f"{probe}Probe"]["exec"]["command"]]
        ended = subprocess.run(command, env={"PATH": self._lay_programs()}, capture_output=True, check=False)
        return ended.returncode == 0

    def sign_in(self, user: str, password: str) -> Redis:
        address = ADDRESSES[self.name]
        return Redis(address, 6379, username=user, password=password, decode_responses=True, socket_timeout=5)

    def count_replicas(self) -> int:
        """Return how many its Sentinel has heard of: it asks every ten seconds."""
        with Redis(ADDRESSES[self.name], 26379, decode_responses=True, socket_timeout=5) as sentinel:
            return len(sentinel.sentinel_slaves("log"))

    def _container(self, called: str) -> Container:
        (found,) = (one for one in containers("base") if one.name == f"redis/{called}")
        return found

    def _place(self, text: str) -> str:
        return text.replace("/run/secrets", str(self.secrets))

    def _lay_out(self, name: str, volume: Path) -> Path:
        """Return a script of the ConfigMap, for volumes that lie elsewhere, and to listen at its own address alone."""
        text = self._place(scripts()[name]).replace("/data", str(volume))
        text = text.replace("--protected-mode no", '--protected-mode no --bind "$HERE"')
        text = re.sub(r"^protected-mode no$", "protected-mode no\nbind $HERE", text, flags=re.MULTILINE)
        (self.folder / name).write_text(text)
        return self.folder / name

    def _lay_programs(self) -> str:
        """Return a PATH with what the image has. Without a host, or within, `redis-cli` means its own pod's."""
        programs = self.folder / "programs"
        if not programs.exists():
            programs.mkdir()
            for name in ("redis-server", "redis-sentinel"):
                (programs / name).symlink_to(REDIS_SERVER)
            within = '[ "$1 $2" != "-h 127.0.0.1" ] || shift 2'
            own = f'exec {shutil.which("redis-cli")} -h {ADDRESSES[self.name]} "$@"'
            (programs / "redis-cli").write_text(f"#!/bin/sh\n{within}\n{own}\n")
            (programs / "redis-cli").chmod(0o755)
        return f"{programs}:/usr/bin:/bin"


def scripts() -> dict[str, str]:
    (pod,) = {id(one.pod): one.pod for one in containers("base") if one.workload == "redis"}.values()
    (volume,) = (one for one in pod["volumes"] if one["name"] == "scripts")
    data: dict[str, str] = find("base", "ConfigMap", volume["configMap"]["name"])["data"]
    return data


def tell(container: Container, places: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a service, with what a cluster would find by name at places of this machine."""
    pattern = re.compile("|".join(re.escape(one) for one in sorted(places, key=len, reverse=True)))
    return {
        key: pattern.sub(lambda found: places[found[0]], value) for key, value in environment("base", container).items()
    }
