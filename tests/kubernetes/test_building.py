"""The manifests build, and have the form that a cluster's API server asks for, as far as its schemas say."""

import os
import re
from pathlib import Path

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml  # type: ignore[import-untyped]

from .manifests import BUILDS, FOLDER, Document, build, documents, needs_kubectl, of_kind

pytestmark = needs_kubectl

VERSIONS = ("1.30.0", kubernetes_validate.latest_version())
"""The oldest that docs/kubernetes.md names, and the newest that there is a schema of."""


def complaints(document: Document, version: str) -> list[str]:
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return [f"{document['kind']} {document['metadata']['name']}: {error.message}"]
    return []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", BUILDS)
def test_every_document_has_the_form_of_its_kind(name: str, version: str) -> None:
    assert [said for document in documents(name) for said in complaints(document, version)] == []


def test_a_word_that_kubernetes_does_not_know_is_noticed() -> None:
    pod = {"containers": [{"name": "one", "image": "one", "readynessProbe": {}}]}
    misspelt = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one"}, "spec": pod}

    assert [said.split(" ")[:2] for said in complaints(misspelt, VERSIONS[-1])] == [["Pod", "one:"]]


@pytest.mark.parametrize("name", BUILDS)
def test_all_lies_in_one_namespace_which_lets_no_pod_do_more_than_it_must(name: str) -> None:
    (namespace,) = of_kind(name, "Namespace")
    places = {document["metadata"].get("namespace") for document in documents(name) if document != namespace}

    assert (places, namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]) == (
        {namespace["metadata"]["name"]},
        "restricted",
    )


def build_with(folder: Path, component: str) -> list[Document]:
    """Build what an operator's own overlay would, that takes a component."""
    near = os.path.relpath(FOLDER, folder.resolve())
    overlay = {"resources": [f"{near}/base"], "components": [f"{near}/components/{component}"]}
    (folder / "kustomization.yml").write_text(yaml.safe_dump(overlay))
    return build(folder)


def identify(built: list[Document]) -> set[tuple[str, str]]:
    """Return kinds and names, without the hashes of what ConfigMaps say."""
    names = {(one["kind"], one["metadata"]["name"]) for one in built}
    return {(kind, re.sub(r"-[a-z0-9]{10}$", "", name) if kind == "ConfigMap" else name) for kind, name in names}


def test_tensorflow_serving_comes_with_its_component_alone(tmp_path: Path) -> None:
    with_serving, base = build_with(tmp_path, "serving"), documents("base")
    (told,) = (
        one["data"] for one in with_serving if one["metadata"]["name"].startswith("inference-") and "data" in one
    )

    assert (identify(with_serving) - identify(base), told["INFERENCE_TF_SERVING_TARGET"]) == (
        {
            *((kind, "serving") for kind in ("Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy")),
            ("NetworkPolicy", "inference-to-serving"),
        },
        "serving:8500",
    )


def test_a_cluster_with_a_redis_of_its_own_gets_no_other(tmp_path: Path) -> None:
    elsewhere, base = build_with(tmp_path, "redis-elsewhere"), documents("base")

    assert identify(base) - identify(elsewhere) == {
        *((kind, "redis") for kind in ("StatefulSet", "Service", "PodDisruptionBudget", "NetworkPolicy", "ConfigMap")),
        *(("Service", f"redis-{number}") for number in range(3)),
    }
