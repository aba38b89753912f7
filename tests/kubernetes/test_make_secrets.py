"""The Secrets that deploy/kubernetes/make_secrets.py writes: what each service reads, and no more."""

import base64
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest

from handdraw_chassis.keys.__main__ import add
from handdraw_chassis.keys.file import ANONYMOUS, read_keys

from .conftest import make_secrets
from .manifests import BUILDS, FOLDER, container_of, containers, environment, mounts, needs_kubectl
from .pods import scripts

SCRIPT = FOLDER / "make_secrets.py"


@needs_kubectl
@pytest.mark.parametrize("service", ["inference", "logger", "reporter", "worker"])
@pytest.mark.parametrize("name", BUILDS)
def test_a_service_is_given_what_it_reads_and_no_more(
    secrets: dict[str, dict[str, Any]], name: str, service: str
) -> None:
    told = environment(name, container_of(name, service)).values()
    read = {value.removeprefix("/secrets/") for value in told if value.startswith("/secrets/")}

    assert set(secrets[service]["data"]) == read


@needs_kubectl
def test_redis_and_sentinel_are_given_what_they_read(secrets: dict[str, dict[str, Any]]) -> None:
    probes = str([one.spec["readinessProbe"] for one in containers("base") if one.workload == "redis"])

    assert set(secrets["redis"]["data"]) == set(
        re.findall(r"/run/secrets\}?/([a-z.-]+)", "".join(scripts().values()) + probes)
    )


@needs_kubectl
@pytest.mark.parametrize("name", BUILDS)
def test_a_service_has_its_own_secrets_and_no_others(name: str) -> None:
    given = {
        one.name: {volume["secret"]["secretName"] for _, volume in mounts(one) if "secret" in volume}
        for one in containers(name)
    }

    assert {called: names for called, names in given.items() if names - {called.split("/")[0]}} == {}


def test_a_secret_has_the_form_of_its_kind(secrets: dict[str, dict[str, Any]]) -> None:
    for secret in secrets.values():
        kubernetes_validate.validate(secret, kubernetes_validate.latest_version(), strict=True)

    assert set(secrets) == {"inference", "logger", "reporter", "worker", "redis"}


def test_who_shows_no_key_may_do_nothing(mounted: Path) -> None:
    files = [mounted / name / "api-keys" for name in ("inference", "logger", "reporter")]

    assert [key.name for file in files for key in read_keys(file) if key.name == ANONYMOUS] == []


def test_what_was_made_stays(made: Path, secrets: dict[str, dict[str, Any]]) -> None:
    assert make_secrets(made) == list(secrets.values())


def test_a_key_that_a_person_is_given_is_in_the_secret(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    add(tmp_path / "inference-api-keys", "desk", ["classify"])
    (secret,) = (one for one in make_secrets(tmp_path) if one["metadata"]["name"] == "inference")
    (tmp_path / "mounted").write_bytes(base64.b64decode(secret["data"]["api-keys"]))

    assert {key.name for key in read_keys(tmp_path / "mounted")} == {"operator", "desk", "reporter", "worker"}


def test_what_an_operator_does_not_bring_is_not_there(tmp_path: Path) -> None:
    names = {name for secret in make_secrets(tmp_path / "made") for name in secret["data"]}

    assert {"bucket-credentials", "openai-api-key"} & names == set()


def test_secrets_are_not_shown_on_a_terminal(tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    with os.fdopen(controller, "rb"), os.fdopen(terminal, "wb") as shown:
        ended = subprocess.run([sys.executable, str(SCRIPT), str(tmp_path)], stdout=shown, stderr=-1, check=False)

    assert (ended.returncode, b"terminal" in ended.stderr, list(tmp_path.iterdir())) == (1, True, [])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    command = [sys.executable, str(SCRIPT), str(tmp_path / "file")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (1, f"{tmp_path / 'file'}: File exists\n")


def test_a_secret_holds_what_the_folder_does(made: Path, secrets: dict[str, dict[str, Any]]) -> None:
    assert base64.b64decode(secrets["worker"]["data"]["logger-key"]) == (made / "worker-logger-key").read_bytes()
