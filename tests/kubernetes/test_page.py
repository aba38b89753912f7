"""docs/kubernetes.md names what is there, and shells read its commands."""

import re
import subprocess

import yaml  # type: ignore[import-untyped]

from ..processes import ROOT
from .manifests import FOLDER, find, needs_kubectl, of_kind

PAGE = (ROOT / "docs" / "kubernetes.md").read_text()
COMMANDS = "".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
OVERLAY = "overlays/three-nodes"


def test_a_shell_reads_every_command() -> None:
    read = subprocess.run(["bash", "-n"], input=COMMANDS, capture_output=True, text=True, check=False)

    assert (read.returncode, read.stderr, COMMANDS.count("kubectl ") > 15) == (0, "", True)


def test_every_file_that_a_command_names_is_there() -> None:
    assert [path for path in re.findall(r"deploy/[\w./-]+", COMMANDS) if not (ROOT / path).exists()] == []


@needs_kubectl
def test_every_thing_that_a_command_names_is_there_or_made_by_another() -> None:
    (claim,) = find(OVERLAY, "StatefulSet", "inference")["spec"]["volumeClaimTemplates"]
    kinds = {"StatefulSet": "statefulset", "Service": "service"}
    there = {f"{word}/{one['metadata']['name']}" for kind, word in kinds.items() for one in of_kind(OVERLAY, kind)}
    left = find(OVERLAY, "StatefulSet", "inference")["spec"]["replicas"]
    made = {f"pod/inference-{left}", f"pvc/{claim['metadata']['name']}-inference-{left}", f"job/outbox-drain-{left}"}
    named = set(re.findall(r"\b(?:statefulset|deployment|service|pod|pvc|job)/[\w-]+", COMMANDS))

    assert (named - there, f"drain_job.py {left} |" in COMMANDS) == (made, True)


@needs_kubectl
def test_the_labels_that_let_callers_in_are_those_of_the_policies() -> None:
    asked = set(re.findall(r"(handdraw/[\w-]+)=true", COMMANDS))

    assert asked == {
        label
        for policy in of_kind(OVERLAY, "NetworkPolicy")
        for rule in policy["spec"].get("ingress", [])
        for peer in rule["from"]
        for label in peer.get("namespaceSelector", {}).get("matchLabels", {})
    }


def test_what_an_overlay_says_is_where_the_page_has_it() -> None:
    overlay = yaml.safe_load((FOLDER / OVERLAY / "kustomization.yml").read_text())
    section = PAGE.partition("## An overlay of your own\n")[2].partition("\n## ")[0]
    generated = {one["name"] for one in overlay["configMapGenerator"]}

    assert ({name for name in generated if f"`{name}`" not in section}, "images" in overlay, "patches" in overlay) == (
        set(),
        True,
        True,
    )
