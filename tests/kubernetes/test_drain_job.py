"""The Job that delivers what a gateway which was scaled away left behind."""

import json
import subprocess
import sys
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest

from .manifests import BUILDS, FOLDER, NAME, Document, find, needs_kubectl, of_kind, selects

pytestmark = [needs_kubectl, pytest.mark.parametrize("name", BUILDS)]


def write(gateways: Document, ordinal: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(FOLDER / "drain_job.py"), str(ordinal)]
    return subprocess.run(command, input=json.dumps(gateways), capture_output=True, text=True, check=False)


def job(name: str) -> Document:
    gateways = find(name, "StatefulSet", "inference")
    ended = write(gateways, gateways["spec"]["replicas"])
    assert (ended.returncode, ended.stderr) == (0, "")
    document: Document = json.loads(ended.stdout)
    return document


def test_the_job_has_the_form_of_its_kind(name: str) -> None:
    kubernetes_validate.validate(job(name), kubernetes_validate.latest_version(), strict=True)


def test_the_job_is_told_what_the_gateway_was_told_and_has_its_outbox_where_that_was(name: str) -> None:
    gateways = find(name, "StatefulSet", "inference")
    pod = gateways["spec"]["template"]["spec"]
    drained = job(name)["spec"]["template"]["spec"]
    (gateway,), (drain,) = pod["containers"], drained["containers"]
    volumes = {volume["name"]: volume for volume in drained["volumes"]}
    same = ("envFrom", "image", "imagePullPolicy", "resources", "securityContext", "volumeMounts")

    assert {key: drain[key] for key in same} == {key: gateway[key] for key in same}
    assert (drain["command"], volumes.pop("outbox"), volumes, drained["securityContext"]) == (
        ["python", "-m", "handdraw_inference.outbox.drain"],
        {
            "name": "outbox",
            "persistentVolumeClaim": {"claimName": f"outbox-inference-{gateways['spec']['replicas']}"},
        },
        {volume["name"]: volume for volume in pod["volumes"]},
        pod["securityContext"],
    )


def test_nobody_is_sent_to_the_job(name: str) -> None:
    labels = job(name)["spec"]["template"]["metadata"]["labels"]
    asked: list[dict[str, Any]] = [service["spec"]["selector"] for service in of_kind(name, "Service")]

    assert ([one for one in asked if selects({"matchLabels": one}, labels)], labels[NAME]) == ([], "outbox-drain")


def test_an_outbox_that_a_gateway_works_on_is_not_drained(name: str) -> None:
    gateways = find(name, "StatefulSet", "inference")
    last = gateways["spec"]["replicas"] - 1
    leaving = gateways | {"status": {"replicas": last + 2}}
    refused = [write(gateways, last), write(leaving, last + 1)]

    assert [(one.returncode, one.stdout, one.stderr) for one in refused] == [
        (1, "", f"inference-{number} is not gone: scale inference to {number} first, and wait until it is\n")
        for number in (last, last + 1)
    ]
