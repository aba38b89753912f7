"""What deploy/swarm/stack.yml promises, read without an engine. tests/machines deploys it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from credentials import MAY, PAIRS
from machines import Machine
from settings_reference import PARTS
from up import decide

from handdraw_chassis.unknown_settings import find_unknown, known_names

from ..processes import ROOT

FILE = ROOT / "deploy" / "swarm" / "stack.yml"
STACK: dict[str, Any] = yaml.safe_load(FILE.read_text())
PASSED_ON: dict[str, Any] = yaml.safe_load(FILE.with_name("settings.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = STACK["services"]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
UNDERSTOOD = {
    "service": {
        *("cap_drop", "command", "configs", "deploy", "entrypoint", "environment", "healthcheck", "image", "init"),
        *(
            "logging",
            "networks",
            "ports",
            "read_only",
            "secrets",
            "stop_grace_period",
            "user",
            "volumes",
            "working_dir",
        ),
    },
    "file": {"configs", "networks", "secrets", "services", "version", "volumes"},
}
"""What `docker stack deploy` obeys, of what is used here: it drops other words of Compose's without a word."""
each_service = pytest.mark.parametrize("name", SERVICES)


def test_nothing_in_it_is_dropped_or_refused() -> None:
    used = {word for service in SERVICES.values() for word in service}
    words = {word for word in STACK if not word.startswith("x-")}

    assert (used - UNDERSTOOD["service"], words - UNDERSTOOD["file"]) == (set(), set())


def test_both_files_say_the_same_version_without_which_they_are_not_merged() -> None:
    assert (STACK["version"], PASSED_ON["version"]) == ("3.9", "3.9")


def test_every_setting_that_it_names_is_one() -> None:
    known = {part.prefix: known_names(part.prefix, part.settings.model_fields) for part in PARTS}
    names = {
        name for file in (STACK, PASSED_ON) for one in file["services"].values() for name in one.get("environment", ())
    }

    assert [str(one) for prefix, of in known.items() for one in find_unknown(prefix, of, names)] == []


def test_what_it_wants_to_be_told_is_what_make_swarm_tells_it(tmp_path: Path) -> None:
    machine = Machine("n1", "one", "192.0.2.1", ready=True, labels={"handdraw.log": "true"})
    wanted = set(re.findall(r"\$\{(\w+)\}", FILE.read_text()))

    told = decide(tmp_path, [machine], {}).keys()

    assert (wanted - told, {name for name in told - wanted if name.startswith("HANDDRAW_")}) == (set(), set())


@each_service
def test_what_holds_a_port_or_a_volume_of_its_machine_stops_before_its_successor_starts(name: str) -> None:
    service = SERVICES[name]
    holds = bool(service.get("ports")) or any(one["type"] == "volume" for one in service["volumes"])
    orders = {service["deploy"][rule]["order"] for rule in ("update_config", "rollback_config") if name != "drain"}

    assert (holds, orders) == (True, set() if name == "drain" else {"stop-first"})


@each_service
def test_no_service_is_behind_an_address_that_a_lost_machine_takes_along(name: str) -> None:
    modes = {port["mode"] for port in SERVICES[name].get("ports", [])}

    assert (SERVICES[name]["deploy"]["endpoint_mode"], modes <= {"host"}) == ("dnsrr", True)


@each_service
def test_a_service_has_its_own_secrets_and_no_others(name: str) -> None:
    owner = {"drain": "inference"}.get(name, name)
    shared = {"worker": {"reporter-redis-password", "openai-api-key"}}.get(name, set[str]())
    shared |= {"bucket-credentials"} if name in ("logger", "reporter", "worker") else set()

    assert {one["source"] for one in SERVICES[name]["secrets"] if not one["source"].startswith(f"{owner}-")} == shared


def test_each_secret_is_mounted_and_each_key_that_is_shown_and_asked_for_is_one() -> None:
    mounted = {one["source"] for service in SERVICES.values() for one in service["secrets"]}
    keys = {f"{pair.caller}-{pair.file}" for pair in PAIRS} | {f"{service}-api-keys" for service in MAY}

    assert (mounted, keys - mounted) == (set(STACK["secrets"]), set())


def files_of_secrets(service: dict[str, Any]) -> Iterator[str]:
    for value in service["environment"].values():
        yield from re.findall(r"^/run/secrets/(\S+)$", str(value))


@each_service
def test_a_file_that_a_setting_names_is_there(name: str) -> None:
    targets = {one["target"] for one in SERVICES[name]["secrets"]}

    assert set(files_of_secrets(SERVICES[name])) - targets == set()


def test_images_are_those_that_compose_builds() -> None:
    built = {one["image"] for one in COMPOSE["services"].values() if "build" in one} | {"redis:7.4-bookworm"}
    used = {re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", one["image"]).removesuffix(":latest") for one in SERVICES.values()}

    assert used - built == set()


def test_nobody_is_ended_for_what_another_one_lacks() -> None:
    asked = {name: service["healthcheck"].get("test", []) for name, service in SERVICES.items()}

    assert {name for name, test in asked.items() if test} == {"redis", "sentinel"}  # the others' images: alive.py


def test_keys_are_asked_for_since_ports_are_open_to_other_machines() -> None:
    published = {
        value
        for service in SERVICES.values()
        for name, value in service["environment"].items()
        if name.endswith("_PUBLISHED")
    }
    keyed = {
        name for name, service in SERVICES.items() if any(n.endswith("_API_KEYS_FILE") for n in service["environment"])
    }

    assert (published, keyed >= {"inference", "logger", "reporter"}) == ({""}, True)
