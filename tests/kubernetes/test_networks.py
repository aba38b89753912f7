"""The policies, evaluated as a cluster's network does: who reaches whom is what docs/security.md says, and no more."""

from ipaddress import ip_address, ip_network
from itertools import product
from typing import Any, Final

import pytest

from .manifests import BUILDS, NAME, Document, labels_of, needs_kubectl, of_kind, selects, workloads

pytestmark = [needs_kubectl, pytest.mark.parametrize("name", BUILDS)]

Paths = dict[tuple[str, str], set[int]]
"""Who calls whom, at which ports."""
OURS: Final = {"kubernetes.io/metadata.name": "handdraw"}
DRAIN: Final = {"outbox-drain": {NAME: "outbox-drain"}}
OUTSIDERS: Final = {
    "callers": {"handdraw/may-call": "true"},
    "watchers": {"handdraw/may-watch": "true"},
    "dns": {"kubernetes.io/metadata.name": "kube-system"},
    "strangers": {"kubernetes.io/metadata.name": "other"},
}
OUTSIDE_LABELS: Final = {"dns": {"k8s-app": "kube-dns"}}
ADDRESSES: Final = {
    "world": "198.51.100.7",
    "bucket": "192.0.2.7",
    "machine": "10.0.0.7",
    "metadata": "169.254.169.254",
}
PORTS: Final = (53, 443, 6379, 8000, 8001, 8002, 8500, 8501, 26379)
REDIS: Final = {6379, 26379}
WITHIN: Final = {
    ("inference", "logger"): {8001},
    ("outbox-drain", "logger"): {8001},
    ("reporter", "logger"): {8001},
    ("worker", "logger"): {8001},
    ("worker", "inference"): {8000},
    ("logger", "redis"): REDIS,
    ("reporter", "redis"): REDIS,
    ("worker", "redis"): REDIS,
    ("redis", "redis"): REDIS,
}
SERVING: Final = {("inference", "serving"): {8500}}
COMING_IN: Final = {
    (outsider, service): {port}
    for outsider in ("callers", "watchers")
    for service, port in {"inference": 8000, "logger": 8001, "reporter": 8002}.items()
}
NAMED: Final = {(service, "dns"): {53} for service in ("inference", "outbox-drain", "logger", "reporter", "worker")}
OUT: Final = {("worker", "world"): {443}, ("worker", "bucket"): {443}}
BUCKET: Final = {(service, "bucket"): {443} for service in ("logger", "reporter", "worker")}


def pods_of(name: str) -> dict[str, dict[str, str]]:
    return {one["metadata"]["name"]: labels_of(one) for one in workloads(name)} | DRAIN


def reach(name: str, way: str) -> Paths:
    """Return which ports of whom each may call, as far as the policies over the caller or the called say."""
    pods = pods_of(name)
    policies = [policy["spec"] for policy in of_kind(name, "NetworkPolicy")]
    others = (*pods, *OUTSIDERS, *ADDRESSES)
    reached = {
        (one, other) if way == "egress" else (other, one): {
            port for port in PORTS if allowed(policies, way, pods[one], other, pods, port)
        }
        for one, other in product(pods, others)
    }
    return {pair: ports for pair, ports in reached.items() if ports}


def allowed(
    policies: list[Document], way: str, labels: dict[str, str], other: str, pods: dict[str, dict[str, str]], port: int
) -> bool:
    """Say whether one of the policies over a pod lets it; where none is over it, anything is allowed."""
    over = [one for one in policies if way.title() in one["policyTypes"] and selects(one["podSelector"], labels)]
    key = {"egress": "to", "ingress": "from"}[way]
    return not over or any(
        port in {one["port"] for one in rule["ports"]} and any(is_peer(peer, other, pods) for peer in rule[key])
        for policy in over
        for rule in policy.get(way, [])
    )


def is_peer(peer: dict[str, Any], other: str, pods: dict[str, dict[str, str]]) -> bool:
    if "ipBlock" in peer:
        block = peer["ipBlock"]
        return other in ADDRESSES and (
            in_network(other, block["cidr"]) and not any(in_network(other, one) for one in block.get("except", []))
        )
    if other in ADDRESSES:
        return False
    namespace = OURS if other in pods else OUTSIDERS[other]
    in_namespace = selects(peer["namespaceSelector"], namespace) if "namespaceSelector" in peer else other in pods
    labels = pods.get(other, OUTSIDE_LABELS.get(other, {}))
    return in_namespace and ("podSelector" not in peer or selects(peer["podSelector"], labels))


def in_network(other: str, network: str) -> bool:
    return ip_address(ADDRESSES[other]) in ip_network(network)


def test_each_calls_whom_the_diagram_says_and_nobody_else(name: str) -> None:
    overlay = SERVING | BUCKET if name != "base" else {}

    assert reach(name, "egress") == WITHIN | NAMED | OUT | overlay


def test_each_is_called_by_whom_the_diagram_says_and_by_nobody_else(name: str) -> None:
    assert reach(name, "ingress") == WITHIN | COMING_IN | (SERVING if name != "base" else {})


@pytest.mark.parametrize("way", ["egress", "ingress"])
def test_no_gateway_reaches_redis(name: str, way: str) -> None:
    assert ("inference", "redis") not in reach(name, way)


def test_only_the_worker_reaches_the_world(name: str) -> None:
    assert {one for one, other in reach(name, "egress") if other == "world"} == {"worker"}


def test_nobody_reaches_the_cluster_itself_nor_what_its_machines_tell_about_themselves(name: str) -> None:
    assert [pair for pair in reach(name, "egress") if pair[1] in ("machine", "metadata")] == []


def test_a_pod_that_no_policy_names_may_nothing(name: str) -> None:
    policies = [policy["spec"] for policy in of_kind(name, "NetworkPolicy")]
    stranger = {"stranger": {NAME: "stranger"}}
    ways = [
        (way, other, port) for way in ("egress", "ingress") for other in (*pods_of(name), "world") for port in PORTS
    ]

    assert [one for one in ways if allowed(policies, one[0], stranger["stranger"], one[1], pods_of(name), one[2])] == []
