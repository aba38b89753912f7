"""What docker-compose.yml promises, read without an engine. test_compose.py looks at containers."""

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from keys import PAIRS, UNASKED

from ..processes import ROOT

FILE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
INIT = (ROOT / "deploy" / "compose" / "init.sh").read_text()
LOOPBACK = "127.0.0.1:"


def mounted(service: str) -> set[str]:
    """Return the volumes of secrets that a service has."""
    sources = [one["source"] if isinstance(one, dict) else one.split(":")[0] for one in SERVICES[service]["volumes"]]
    return {source for source in sources if source.startswith("secrets-")}


def test_who_says_that_it_is_published_on_loopback_alone_is() -> None:
    said = {
        name
        for name, service in SERVICES.items()
        for setting, value in (service.get("environment") or {}).items()
        if setting.endswith("_PUBLISHED") and value == "loopback"
    }
    ports = {name: service["ports"] for name, service in SERVICES.items() if service.get("ports")}

    assert said == {"inference", "logger", "reporter"}
    assert [(name, port) for name in said for port in ports[name] if not port.startswith(LOOPBACK)] == []


@pytest.mark.parametrize("service", ["inference", "logger", "redis", "reporter", "worker"])
def test_a_service_has_its_own_secrets_and_no_others(service: str) -> None:
    assert mounted(service) == {f"secrets-{service}"}


def test_only_who_makes_secrets_and_who_keeps_files_of_keys_have_those_of_several() -> None:
    assert {name for name in SERVICES if len(mounted(name) if "volumes" in SERVICES[name] else ()) > 1} == {
        "init",
        "keys",
    }


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_is_given_the_whole_of_env(service: str) -> None:
    assert "env_file" not in SERVICES[service]


def test_the_keys_that_init_makes_are_those_of_make_run_and_the_workers() -> None:
    made = set(re.findall(r"^key (\S+) (\S+) (\S+) (\S+)$", INIT, re.MULTILINE))
    unasked = dict(re.findall(r"^unasked (\S+) (\S+)$", INIT, re.MULTILINE))
    workers = {("worker", called, scope, file) for caller, called, scope, file in PAIRS if caller == "reporter"}
    watcher = {("prometheus", called, "read", "key") for called in UNASKED}

    assert made == {*map(tuple, PAIRS), *workers, *watcher}
    assert {name: set(scopes.split(",")) for name, scopes in unasked.items()} == {
        name: set(scopes) for name, scopes in UNASKED.items()
    }


def test_only_the_worker_may_reach_the_world() -> None:
    ways = {name: tuple(service.get("networks", [])) for name, service in SERVICES.items() if "networks" in service}

    assert {name for name, networks in ways.items() if "out" in networks} == {"worker"}
    assert (FILE["networks"]["back"], FILE["networks"]["front"]["driver_opts"]) == (
        {"internal": True},
        {"com.docker.network.bridge.enable_ip_masquerade": "false"},
    )
