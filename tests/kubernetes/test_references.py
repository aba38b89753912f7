"""Whatever a document names is there: as another document, or as one that docs/kubernetes.md says how to make."""

from collections.abc import Iterator
from typing import Any

import pytest

from ..processes import ROOT
from .manifests import (
    ADDRESSES,
    BUILDS,
    Document,
    containers,
    documents,
    environment,
    find,
    labels_of,
    needs_kubectl,
    of_kind,
    selects,
    workloads,
)

pytestmark = [needs_kubectl, pytest.mark.parametrize("name", BUILDS)]


def found(within: Any, key: str) -> Iterator[Any]:
    """Yield every value that stands under a key, however deep."""
    if isinstance(within, dict):
        for one, value in within.items():
            if one == key:
                yield value
            yield from found(value, key)
    elif isinstance(within, list):
        for value in within:
            yield from found(value, key)


def names(name: str, kind: str) -> set[str]:
    return {document["metadata"]["name"] for document in of_kind(name, kind)}


def test_every_configmap_is_there(name: str) -> None:
    pods = [workload["spec"]["template"]["spec"] for workload in workloads(name)]
    told = {
        one["name"]
        for pod in pods
        for key in ("configMapRef", "configMapKeyRef", "configMap")
        for one in found(pod, key)
    }

    assert told == names(name, "ConfigMap")


def test_every_service_account_is_there(name: str) -> None:
    assert {one for document in documents(name) for one in found(document, "serviceAccountName")} == names(
        name, "ServiceAccount"
    )


def test_every_secret_is_one_that_the_page_makes(name: str) -> None:
    page = (ROOT / "docs" / "kubernetes.md").read_text()
    secrets = {one for document in documents(name) for one in found(document, "secretName")}

    assert [one for one in sorted(secrets) if f"`{one}`" not in page] == []


def test_every_mount_is_of_a_volume_or_a_claim(name: str) -> None:
    missing = [
        (one.name, mount["name"])
        for one in containers(name)
        for mount in one.spec.get("volumeMounts", [])
        if mount["name"] not in volumes(name, one.workload)
    ]

    assert missing == []


def volumes(name: str, workload: str) -> set[str]:
    (found_one,) = (one for one in workloads(name) if one["metadata"]["name"] == workload)
    spec = found_one["spec"]
    claims = {claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates", [])}
    return claims | {volume["name"] for volume in spec["template"]["spec"].get("volumes", [])}


def test_a_workload_selects_its_own_pods_and_no_others(name: str) -> None:
    taken = {
        one["metadata"]["name"]: [
            other["metadata"]["name"] for other in workloads(name) if selects(one["spec"]["selector"], labels_of(other))
        ]
        for one in workloads(name)
    }

    assert taken == {called: [called] for called in taken}


def test_a_service_selects_pods_that_listen_on_its_ports(name: str) -> None:
    listening = {
        service["metadata"]["name"]: [
            workload["metadata"]["name"]
            for workload in workloads(name)
            if selects({"matchLabels": service["spec"]["selector"]}, labels_of(workload) | pod_label(service))
            and {port["targetPort"] for port in service["spec"]["ports"]} <= port_names(workload)
        ]
        for service in of_kind(name, "Service")
    }

    assert listening == {called: [called.split("-")[0]] for called in listening}


def pod_label(service: Document) -> dict[str, str]:
    """Return the label that a StatefulSet gives one of its pods, where this Service asks for that pod."""
    key = "statefulset.kubernetes.io/pod-name"
    return {key: service["metadata"]["name"]} if key in service["spec"]["selector"] else {}


def port_names(workload: Document) -> set[str]:
    containers_of = workload["spec"]["template"]["spec"]["containers"]
    return {port["name"] for container in containers_of for port in container.get("ports", [])}


def test_the_addresses_of_redis_are_there_before_those_who_are_told_them(name: str) -> None:
    places = {(one["kind"], one["metadata"]["name"]): place for place, one in enumerate(documents(name))}
    redis = find(name, "StatefulSet", "redis")["spec"]
    pods = [f"redis-{number}" for number in range(redis["replicas"])]
    told = {value for one in containers(name) if one.workload == "redis" for value in environment(name, one).values()}
    late = [pod for pod in pods if places["Service", pod] > places["StatefulSet", "redis"]]

    assert (late, " ".join(f"{pod}={ADDRESSES[pod]}" for pod in pods) in told) == ([], True)


def test_a_statefulset_has_the_service_that_names_its_pods(name: str) -> None:
    headless = {one["metadata"]["name"] for one in of_kind(name, "Service") if one["spec"].get("clusterIP") == "None"}

    assert {one["spec"]["serviceName"] for one in of_kind(name, "StatefulSet")} == headless


def test_an_ingress_leads_to_ports_of_services(name: str) -> None:
    ports = {
        (service["metadata"]["name"], port["name"])
        for service in of_kind(name, "Service")
        for port in service["spec"]["ports"]
    }
    led_to = {
        (one["name"], one["port"]["name"])
        for ingress in of_kind(name, "Ingress")
        for rule in ingress["spec"]["rules"]
        for one in found(rule, "service")
    }

    assert (led_to - ports, len(led_to)) == (set(), 3 * len(of_kind(name, "Ingress")))
