"""What `kubectl kustomize` makes of deploy/kubernetes, as documents."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml  # type: ignore[import-untyped]

from ..processes import ROOT

Document = dict[str, Any]
FOLDER = ROOT / "deploy" / "kubernetes"
BUILDS = ("base", "overlays/three-nodes")
SERVICES = ("inference", "logger", "reporter", "worker")
NAME = "app.kubernetes.io/name"
FIELDS = {"metadata.name": "redis-0", "status.podIP": "10.0.0.7"}
"""Of a pod, as the kubelet tells it."""
ADDRESSES = {f"redis-{number}": f"127.77.0.{number + 1}" for number in range(3)}
LINKS = {f"REDIS_{number}_SERVICE_HOST": address for number, address in enumerate(ADDRESSES.values())}
"""Addresses of Services, and how the kubelet tells them."""
KUBECTL = shutil.which("kubectl")
needs_kubectl = pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl here")


class Container(NamedTuple):
    """``pod``: the spec of the pod that it runs in. ``workload``: the name of what makes that pod."""

    workload: str
    pod: Document
    spec: Document

    @property
    def name(self) -> str:
        return f"{self.workload}/{self.spec['name']}"


def build(folder: Path) -> list[Document]:
    ended = subprocess.run(
        [str(KUBECTL), "kustomize", str(folder)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
    return list(yaml.safe_load_all(ended.stdout))


@cache
def documents(name: str) -> list[Document]:
    return build(FOLDER / name)


def of_kind(name: str, *kinds: str) -> list[Document]:
    return [document for document in documents(name) if document["kind"] in kinds]


def find(name: str, kind: str, called: str) -> Document:
    (found,) = (document for document in of_kind(name, kind) if document["metadata"]["name"] == called)
    return found


def workloads(name: str) -> list[Document]:
    return of_kind(name, "Deployment", "StatefulSet")


def containers(name: str, *, with_first: bool = True) -> list[Container]:
    """``with_first``: those that run before the others, too."""
    return [
        Container(workload["metadata"]["name"], pod, container)
        for workload in workloads(name)
        for pod in [workload["spec"]["template"]["spec"]]
        for container in [*(pod.get("initContainers", []) if with_first else []), *pod["containers"]]
    ]


def labels_of(workload: Document) -> dict[str, str]:
    labels: dict[str, str] = workload["spec"]["template"]["metadata"]["labels"]
    return labels


def selects(selector: Document | None, labels: dict[str, str]) -> bool:
    """Say whether a label selector takes these: none takes nothing, an empty one everything."""
    if selector is None:
        return False
    known = {"In": lambda value, values: value in values}  # what is written here; another one must be taught
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()) and all(
        known[one["operator"]](labels.get(one["key"]), one["values"]) for one in selector.get("matchExpressions", [])
    )


def environment(name: str, container: Container) -> dict[str, str]:
    """Return what a container is told, as the kubelet reads it: what follows wins."""
    told: dict[str, str] = {}
    for source in container.spec.get("envFrom", []):
        told |= find(name, "ConfigMap", source["configMapRef"]["name"])["data"]
    own: dict[str, str] = {}
    for one in container.spec.get("env", []):
        own[one["name"]] = _expand(one["value"], LINKS | own) if "value" in one else _look_up(name, one["valueFrom"])
    return told | own


def _expand(value: str, known: Mapping[str, str]) -> str:
    return re.sub(r"\$\((\w+)\)", lambda found: known[found[1]], value)


def _look_up(name: str, source: Document) -> str:
    if "fieldRef" in source:
        return FIELDS[source["fieldRef"]["fieldPath"]]
    asked = source["configMapKeyRef"]
    value: str = find(name, "ConfigMap", asked["name"])["data"][asked["key"]]
    return value


def container_of(name: str, called: str) -> Container:
    (found,) = (one for one in containers(name, with_first=False) if one.name == f"{called}/{called}")
    return found


def mounts(container: Container) -> Iterator[tuple[str, Document]]:
    """Yield where each volume is mounted, and the volume; one of a StatefulSet's claims is empty here."""
    volumes = {volume["name"]: volume for volume in container.pod.get("volumes", [])}
    for mount in container.spec.get("volumeMounts", []):
        yield mount["mountPath"], volumes.get(mount["name"], {}) | {"readOnly": mount.get("readOnly", False)}
