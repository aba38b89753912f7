"""The profile ``monitoring`` of docker-compose.yml, read without an engine: its images cannot be had everywhere."""

from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from ..processes import ROOT

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
WATCHING = ("prometheus", "grafana")


@pytest.mark.parametrize("name", WATCHING)
def test_it_is_started_when_asked_for_and_reached_from_this_machine_alone(name: str) -> None:
    service = SERVICES[name]

    assert (service["profiles"], service["read_only"], service["user"]) == (["monitoring"], True, "10001:10001")
    assert [port for port in service["ports"] if not port.startswith("127.0.0.1:")] == []


@pytest.mark.parametrize("name", WATCHING)
def test_every_file_that_is_mounted_is_there(name: str) -> None:
    mounted = [volume.split(":")[0] for volume in SERVICES[name]["volumes"] if volume.startswith("./")]

    assert (mounted != [], [path for path in mounted if not (ROOT / path).exists()]) == (True, [])


def test_prometheus_scrapes_the_services_that_there_are_with_its_key() -> None:
    told: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "monitoring" / "prometheus.yml").read_text())
    targets = {job["static_configs"][0]["targets"][0].partition(":")[0] for job in told["scrape_configs"]}
    keys = {job["authorization"]["credentials_file"] for job in told["scrape_configs"]}

    assert (targets, keys) == ({"inference", "logger", "reporter"}, {"/secrets/key"})
    assert targets <= SERVICES.keys()
    assert "secrets-prometheus:/secrets:ro" in SERVICES["prometheus"]["volumes"]


def test_grafana_is_told_of_the_prometheus_that_its_dashboard_asks() -> None:
    folder = ROOT / "deploy" / "monitoring" / "grafana"
    [source] = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text())["datasources"]

    assert (source["url"], source["uid"] in (folder / "dashboards" / "handdraw.json").read_text()) == (
        "http://prometheus:9090",
        True,
    )
    assert SERVICES["grafana"]["environment"]["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    assert Path(SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]).name == "handdraw.json"
