"""`make up`: docker compose up, after the checks that Compose cannot make, each in a plain line."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "services" / "inference" / "models"
MEMORY_GIB = 2
COMPOSE = (2, 24)  # the first that allows an env_file to be missing
SERVED = {"x86_64", "amd64"}


class CannotRun(Exception):
    """Its text is the line that the person reads."""


def call_docker(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["docker", *command], cwd=ROOT, capture_output=True, text=True, check=False)


def check_models() -> None:
    """Raises CannotRun if not everybody may read the models, as the containers' user owns none of them."""
    for path in (MODELS, *MODELS.rglob("*")):
        needed = 0o005 if path.is_dir() else 0o004
        if path.stat().st_mode & needed != needed:
            raise CannotRun(f"Containers cannot read {path.relative_to(ROOT)}: chmod -R a+rX services/inference/models")


def ask_engine() -> Mapping[str, Any]:
    """Return what the engine says of itself. Raises CannotRun if there is none to ask."""
    if not shutil.which("docker"):
        raise CannotRun("Docker is not installed: https://docs.docker.com/engine/install (`make run` needs none)")
    answer = call_docker("info", "--format", "{{json .}}")
    if answer.returncode == 0:
        info: Mapping[str, Any] = json.loads(answer.stdout)
        return info
    if "permission denied" in answer.stderr + answer.stdout:
        raise CannotRun("You may not speak to Docker's engine: sudo usermod -aG docker $USER, and log in again")
    raise CannotRun("Docker's engine is not running: start Docker Desktop, or sudo systemctl start docker")


def check_compose() -> None:
    """Raises CannotRun if Compose is missing or too old."""
    answer = call_docker("compose", "version", "--short")
    wanted = ".".join(map(str, COMPOSE))
    if answer.returncode != 0:
        raise CannotRun(f"Docker has no Compose: install its plugin, {wanted} or later (docker-compose-plugin)")
    version = answer.stdout.strip().removeprefix("v")
    if tuple(int(part) for part in version.split(".")[:2]) < COMPOSE:
        raise CannotRun(f"Compose is {version}, and {wanted} or later is needed")


def check_memory(info: Mapping[str, Any]) -> None:
    """Raises CannotRun if Docker has too little."""
    gib = info["MemTotal"] / 2**30
    if gib < MEMORY_GIB * 0.9:  # a machine sold with 2 GiB shows a little less
        raise CannotRun(f"Docker has {gib:.1f} GiB of memory, and Handdraw needs {MEMORY_GIB}: give it more")


def configured_ports() -> dict[str, tuple[str, int]]:
    """Return the address and port at which each service would be published. Raises CannotRun."""
    config = call_docker("compose", "config", "--format", "json")
    if config.returncode != 0:
        raise CannotRun(config.stderr.strip())
    services = json.loads(config.stdout)["services"]
    return {
        name: (port["host_ip"], int(port["published"]))
        for name, service in services.items()
        for port in service.get("ports", [])
    }


def check_ports(wanted: Mapping[str, tuple[str, int]]) -> None:
    """Raises CannotRun for a port that is neither free nor held by our own containers."""
    ours = set(published_ports(call_docker("compose", "ps", "--format", "json").stdout))
    for name, (host, port) in wanted.items():
        if port not in ours and is_taken(host, port):
            setting = f"{name.upper()}_PORT"
            raise CannotRun(f"Port {port} is taken: stop what uses it, or choose another with {setting}=…")


def published_ports(containers: str) -> Iterator[int]:
    """Yield the ports of the containers that Compose lists, one JSON object a line."""
    for line in filter(None, containers.splitlines()):
        yield from (publisher["PublishedPort"] for publisher in json.loads(line).get("Publishers") or [])


def is_taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def serving_options(info: Mapping[str, Any]) -> list[str]:
    """Return the options that leave TensorFlow Serving out where it has no image: it exists for amd64 alone."""
    architecture = info["Architecture"]
    if architecture in SERVED:
        return []
    say(f"TensorFlow Serving has no image for {architecture}: left out, and the embedded engine answers")
    return ["--scale", "serving=0"]


def say(line: str) -> None:
    print(line, flush=True)


def up() -> None:
    """Check, start everything, and print where it is. Raises CannotRun."""
    info = ask_engine()
    check_compose()
    check_memory(info)
    check_models()
    os.environ.setdefault("HANDDRAW_CPUS", str(info["NCPU"]))
    ports = configured_ports()
    check_ports(ports)
    if subprocess.call(["docker", "compose", "up", "--build", "--wait", *serving_options(info)], cwd=ROOT):
        raise CannotRun("Not everything came up: docker compose ps says what, docker compose logs why")
    for name, (host, port) in ports.items():
        say(f"{name}: http://{host}:{port}")


def main() -> int:
    try:
        up()
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    sys.exit(main())
