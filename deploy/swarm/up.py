"""`make swarm`: Handdraw on several machines, as a Docker Swarm. Run it again for a change, or another machine.

Checks what Swarm does not say in plain words, makes the secrets that are missing in .run/swarm, deploys
deploy/swarm/stack.yml, and waits until all of it is there. Settings are those of .env and of the environment.
HANDDRAW_TAG names the images' version, HANDDRAW_REGISTRY (registry.example/) where every machine fetches them.
docs/swarm.md says how to add a machine, to take one away, to update, and what each failure looks like.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Mapping, Sequence
from pathlib import Path

from credentials import HERE, NOTHING, PERSON, environment_name, name_all, prepare, write
from machines import (
    GATEWAY,
    LOG,
    CannotDeploy,
    Machine,
    call_docker,
    check_labels,
    check_manager,
    find_machines,
    label_all,
    with_label,
)
from progress import STACK, look, wait

ROOT = HERE.parents[1]
SETTINGS, FILE = HERE / "settings.yml", HERE / "stack.yml"
SECRETS = ROOT / ".run" / "swarm"  # unless another folder is named
CONFIGS = ("redis.sh", "sentinel.sh")
IMAGES = ("inference", "logger", "reporter")
PORTS = {LOG: (8001, 8002, 6379, 26379), GATEWAY: (8000,)}
BROUGHT = {"openai-api-key": "REPORTER_OPENAI_API_KEY_FILE", "bucket-credentials": "LOGGER_BUCKET_CREDENTIALS_FILE"}
"""Secrets that the operator has: which setting names the file of each, here."""
SHARED = ("LOGGER_ARCHIVE_URL", "REPORTER_REPORTS_URL")


def read_env(file: Path) -> dict[str, str]:
    """Return what stands in .env: lines NAME=VALUE, quoted or not."""
    lines = file.read_text().splitlines() if file.exists() else []
    found = (re.fullmatch(r"\s*(?:export\s+)?(\w+)=(.*)", line) for line in lines)
    return {one[1]: one[2].split(" #")[0].strip().strip("\"'") for one in found if one}


def named_secrets() -> list[str]:
    """Return the secrets that the stack file asks for."""
    return re.findall(r'file: "\$\{HANDDRAW_SECRETS\}/([\w-]+)"', FILE.read_text())


def default_redis_image() -> str:
    """Return the image that the stack file names where HANDDRAW_REDIS_IMAGE does not."""
    (image,) = re.findall(r"\$\{HANDDRAW_REDIS_IMAGE:-([^}]+)\}", FILE.read_text())
    return str(image)


def check_bucket(environment: Mapping[str, str]) -> None:
    """Raises CannotDeploy where what all machines share would lie on one of them."""
    for setting in SHARED:
        if not environment.get(setting, "").startswith("s3://"):
            raise CannotDeploy(
                f"{setting} names no bucket, s3://bucket/prefix: what a machine kept for itself would go with it "
                "(docs/swarm.md)"
            )


def check_images(environment: Mapping[str, str]) -> None:
    """Raises CannotDeploy for an image that this machine lacks, unless a registry has them."""
    if environment.get("HANDDRAW_REGISTRY"):
        return
    tag = environment.get("HANDDRAW_TAG", "latest")
    redis = environment.get("HANDDRAW_REDIS_IMAGE") or default_redis_image()
    for image in (*(f"handdraw/{name}:{tag}" for name in IMAGES), redis):
        if call_docker("image", "inspect", image).returncode != 0:
            raise CannotDeploy(
                f"There is no image {image} here: docker compose build inference logger reporter, docker pull {redis}, "
                "then docker save and docker load on each machine, or a registry (docs/swarm.md)"
            )


def check_ports(machine: Machine) -> None:
    """Raises CannotDeploy for a port of this machine that something else holds."""
    for port in {port for label, ports in PORTS.items() if machine.labels.get(label) == "true" for port in ports}:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((machine.address, port))
            except OSError as error:
                raise CannotDeploy(f"Port {port} of {machine.address} cannot be had: {error.strerror}") from error


def check_this_machine(machines: Sequence[Machine], environment: Mapping[str, str]) -> None:
    """Raises CannotDeploy."""
    check_images(environment)
    here = call_docker("info", "--format", "{{.Swarm.NodeID}}").stdout.strip()
    if not look() and "DOCKER_HOST" not in environment:
        check_ports(next(one for one in machines if one.node == here))


def check_secrets(folder: Path) -> None:
    """Raises CannotDeploy where a stack runs whose secrets lie on another machine: they would be made anew."""
    if not (folder / f"{PERSON}-key").exists() and look():
        raise CannotDeploy(
            f"Handdraw runs, and its secrets are not in {folder}: copy that folder from the machine on which make "
            "swarm ran first"
        )


def decide(folder: Path, machines: Sequence[Machine], environment: Mapping[str, str]) -> dict[str, str]:
    """Return what the stack file asks for beside settings. Raises CannotDeploy, OSError."""
    brought = {name: Path(environment[setting]) for name, setting in BROUGHT.items() if environment.get(setting)}
    prepare(folder, brought)
    for name in BROUGHT.keys() - brought.keys():
        write(folder / name, NOTHING)
    holding = with_label(machines, LOG)
    return {
        **name_all(folder, named_secrets()),
        **name_all(HERE, CONFIGS),
        **{f"{environment_name(name)}_FILE": f"/run/secrets/{name}" for name in brought},
        "HANDDRAW_SECRETS": str(folder),
        "HANDDRAW_MACHINES": " ".join(f"{one.node}={one.address}" for one in holding),
        "HANDDRAW_SENTINELS": ",".join(one.address for one in holding),
        "HANDDRAW_ADDRESSES": " ".join(sorted({one.address for one in machines})),
        "REPORTER_LOGGER_PUBLIC_URL": environment.get("REPORTER_LOGGER_PUBLIC_URL")
        or f"http://{holding[0].address}:8001",
    }


def deploy(environment: Mapping[str, str]) -> None:
    """Raises CannotDeploy."""
    resolve = "always" if environment.get("HANDDRAW_REGISTRY") else "never"
    command = ["docker", "stack", "deploy", "--prune", "--with-registry-auth", "--resolve-image", resolve]
    files = ["--compose-file", str(SETTINGS), "--compose-file", str(FILE)]
    if subprocess.call([*command, *files, STACK], env=dict(environment), stdout=subprocess.DEVNULL):
        raise CannotDeploy("docker stack deploy refused it: it says why above")


def say(line: str) -> None:
    print(line, flush=True)


def say_what_next(folder: Path, machines: Sequence[Machine]) -> None:
    answering = with_label(machines, GATEWAY)
    key = folder / f"{PERSON}-key"
    say("Drawings are answered at " + ", ".join(f"http://{one.address}:8000" for one in answering))
    say(f"The key is in {key}; whoever calls knows several of these addresses, and asks the next where one is silent:")
    say(
        f"curl -H @<(printf 'Authorization: Bearer %s' \"$(<{key})\") -H 'Content-Type: image/png' "
        f"--data-binary @examples/drawings/7.png 'http://{answering[0].address}:8000/v1/classify?glyph=false'"
    )
    say(f"docker stack services {STACK} says what runs, docs/swarm.md what to do when something fails")


def up(folder: Path, *, label: bool) -> None:
    """Raises CannotDeploy, OSError."""
    environment = read_env(ROOT / ".env") | os.environ
    check_manager()
    check_bucket(environment)
    if label:
        label_all(find_machines())
    machines = find_machines()
    check_labels(machines)
    for away in (one for one in machines if not one.ready):
        say(f"{away.name} is away, or drained: it gets what it is to run once it is back")
    check_this_machine(machines, environment)
    check_secrets(folder)
    deploy(environment | decide(folder, machines, environment))
    wait(say)
    say_what_next(folder, machines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = ArgumentParser("make swarm", description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument(
        "--label", action="store_true", help="first let each machine answer drawings, and three of them hold the log"
    )
    parser.add_argument(
        "--secrets", type=Path, default=SECRETS, metavar="FOLDER", help="where they lie (default: .run/swarm)"
    )
    asked = parser.parse_args(arguments)
    try:
        up(asked.secrets.resolve(), label=asked.label)
    except (CannotDeploy, OSError) as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    sys.exit(main())
