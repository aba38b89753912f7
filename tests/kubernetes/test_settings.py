"""What the manifests tell a service is what its settings know, and what it starts with."""

from pathlib import Path

import pytest

from handdraw_chassis.doors import Doors
from handdraw_chassis.sentinels import SentinelDsn, parse_sentinels
from handdraw_chassis.settings import ServiceSettings
from handdraw_inference.settings import Settings as InferenceSettings
from handdraw_logger.settings import Settings as LoggerSettings
from handdraw_reporter.settings import Settings as ReporterSettings

from .manifests import BUILDS, FIELDS, container_of, documents, environment, needs_kubectl, workloads
from .pods import scripts

pytestmark = needs_kubectl

SETTINGS: dict[str, type[ServiceSettings]] = {
    "inference": InferenceSettings,
    "logger": LoggerSettings,
    "reporter": ReporterSettings,
    "worker": ReporterSettings,
}
SCOPES = {"inference": "classify", "logger": "write-events", "reporter": "reports"}


def read(name: str, service: str, mounted: Path, monkeypatch: pytest.MonkeyPatch) -> ServiceSettings:
    """Return the settings that a service reads in its container, whose secrets are mounted elsewhere here."""
    for key, value in environment(name, container_of(name, service)).items():
        monkeypatch.setenv(key, value.replace("/secrets/", f"{mounted / service}/"))
    return SETTINGS[service]()


@pytest.mark.parametrize("service", SETTINGS)
@pytest.mark.parametrize("name", BUILDS)
def test_a_service_knows_every_setting_that_it_is_told(name: str, service: str) -> None:
    known = {SETTINGS[service].environment_name(field) for field in SETTINGS[service].model_fields}

    told = set(environment(name, container_of(name, service)))

    assert told - known == ({"POD_IP", "HOSTS"} if service in SCOPES else set())


@pytest.mark.parametrize("service", SETTINGS)
@pytest.mark.parametrize("name", BUILDS)
def test_a_service_takes_every_value_that_it_is_told(
    name: str, service: str, mounted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = read(name, service, mounted, monkeypatch)
    told = environment(name, container_of(name, service))

    assert settings.model_fields_set == {
        field for field in type(settings).model_fields if settings.environment_name(field) in told
    }


@pytest.mark.parametrize("service", SCOPES)
@pytest.mark.parametrize("name", BUILDS)
def test_a_service_opens_its_door_to_whoever_has_a_key_and_to_the_names_it_is_called_by(
    name: str, service: str, mounted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = read(name, service, mounted, monkeypatch)
    doors = Doors(settings, service, SCOPES[service])
    public = [host for ingress in documents(name) if ingress["kind"] == "Ingress" for host in hosts(ingress, service)]

    assert (settings.published, doors.keys.let_anybody_in) == (None, False)
    assert [
        host for host in (*public, service, FIELDS["status.podIP"]) if not doors.hosts.own(host.encode(), None)
    ] == []


def hosts(ingress: dict[str, dict[str, list[dict[str, str]]]], service: str) -> list[str]:
    return [rule["host"] for rule in ingress["spec"]["rules"] if f"'name': '{service}'" in str(rule)]


@pytest.mark.parametrize("name", BUILDS)
def test_no_service_takes_the_address_of_another_for_a_setting(name: str) -> None:
    links = {
        workload["metadata"]["name"]: workload["spec"]["template"]["spec"]["enableServiceLinks"]
        for workload in workloads(name)
    }

    assert links == {called: called == "redis" for called in links}


@pytest.mark.parametrize("name", BUILDS)
def test_an_event_is_acknowledged_once_two_machines_have_it(name: str) -> None:
    told = environment(name, container_of(name, "logger"))

    assert told["LOGGER_REDIS_REPLICAS"] == "1"


@pytest.mark.parametrize("name", BUILDS)
def test_what_a_pod_keeps_on_its_own_disk_is_made_again_from_a_bucket(name: str) -> None:
    wanted = {"logger": "LOGGER_ARCHIVE_URL", "reporter": "REPORTER_REPORTS_URL", "worker": "REPORTER_REPORTS_URL"}
    told = {
        called: environment(name, container_of(name, called)).get(setting, "") for called, setting in wanted.items()
    }

    assert [called for called, url in told.items() if not url.startswith("s3://")] == []


@pytest.mark.parametrize(("service", "database"), [("logger", 0), ("reporter", 1), ("worker", 1)])
@pytest.mark.parametrize("name", BUILDS)
def test_the_sentinels_are_asked_by_names_that_are_services(name: str, service: str, database: int) -> None:
    prefix = SETTINGS[service].model_config.get("env_prefix", "")
    named = parse_sentinels(SentinelDsn(environment(name, container_of(name, service))[f"{prefix}REDIS_URL"]))
    ports = {
        (one["metadata"]["name"], port["port"])
        for one in documents(name)
        if one["kind"] == "Service"
        for port in one["spec"]["ports"]
    }

    assert (set(named.hosts) - ports, len(named.hosts), named.database) == (set(), 3, database)
    assert f"sentinel monitor {named.primary} " in scripts()["sentinel.sh"]
