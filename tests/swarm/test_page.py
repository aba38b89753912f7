"""docs/swarm.md says of the stack what is so."""

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from machines import GATEWAY, LOG
from progress import HOPELESS
from up import PORTS, SHARED

from ..processes import ROOT

PAGE = (ROOT / "docs" / "swarm.md").read_text()
STACK: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "swarm" / "stack.yml").read_text())
SCRIPTS = "".join((ROOT / "deploy" / "swarm" / name).read_text() for name in ("redis.sh", "sentinel.sh"))
TABLE = PAGE[PAGE.index("## What each failure looks like") :]


def test_it_names_every_image_label_volume_and_port() -> None:
    images = {re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", one["image"]) for one in STACK["services"].values()}
    names = {image.removesuffix(":latest") for image in images} | {f"handdraw_{one}" for one in STACK["volumes"]}
    names |= {
        f"{GATEWAY}=true",
        f"{GATEWAY}=drain",
        f"{LOG}=true",
        *SHARED,
        *(str(p) for of in PORTS.values() for p in of),
    }

    assert {name for name in names if name not in PAGE} == set()


def test_ports_are_those_that_make_swarm_looks_at() -> None:
    published = {port["published"] for one in STACK["services"].values() for port in one.get("ports", [])}

    assert published == {port for ports in PORTS.values() for port in ports}


@pytest.mark.parametrize("words", ["This folder is empty and others have the log", "Waiting until"])
def test_what_redis_says_while_it_waits_stands_in_it(words: str) -> None:
    assert (words in SCRIPTS, words in TABLE) == (True, True)


@pytest.mark.parametrize("said", ["has no image", "host-mode port already in use"])
def test_what_no_waiting_mends_stands_in_it(said: str) -> None:
    known = [said in f"{pattern} {words}" for pattern, _, words in HOPELESS]

    assert (sum(known), said in TABLE) == (1, True)
