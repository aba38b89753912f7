"""How the pods run: what they may do on their machine, how they are asked, where they go, and how they end."""

import re

import pytest

from handdraw_chassis.running import GRACE_S
from handdraw_chassis.settings import ServiceSettings
from handdraw_chassis.workers import END_S
from handdraw_inference.settings import Settings as InferenceSettings
from handdraw_logger.settings import Settings as LoggerSettings
from handdraw_reporter.settings import Settings as ReporterSettings

from ..processes import ROOT
from .manifests import (
    BUILDS,
    NAME,
    Container,
    container_of,
    containers,
    environment,
    find,
    labels_of,
    mounts,
    needs_kubectl,
    of_kind,
    selects,
    workloads,
)

pytestmark = [needs_kubectl, pytest.mark.parametrize("name", BUILDS)]

USER = 10001
WRITTEN = {
    "inference": {"/tmp", "/var/lib/handdraw/outbox"},
    "logger": {"/tmp", "/var/lib/handdraw/archive"},
    "reporter": {"/tmp", "/var/lib/handdraw/reports"},
    "worker": {"/tmp", "/var/lib/handdraw/reports"},
    "redis/redis": {"/data"},
    "redis/sentinel": {"/data"},
    "serving/models": {"/served"},
    "serving": {"/tmp"},
}
"""Where a container may write: nowhere else, as its root is read-only."""
LISTENING: dict[str, type[ServiceSettings]] = {
    "inference": InferenceSettings,
    "logger": LoggerSettings,
    "reporter": ReporterSettings,
}


def test_no_container_is_root_or_may_become_it(name: str) -> None:
    rights = {
        one.name: (
            one.pod["securityContext"] | one.spec["securityContext"],
            one.pod["automountServiceAccountToken"],
            [key for key in ("hostNetwork", "hostPID", "hostIPC") if key in one.pod],
        )
        for one in containers(name)
    }
    wanted = {
        "runAsNonRoot": True,
        "runAsUser": USER,
        "runAsGroup": USER,
        "fsGroup": USER,
        "seccompProfile": {"type": "RuntimeDefault"},
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    without_policy = {
        called: ({key: value for key, value in context.items() if key != "fsGroupChangePolicy"}, token, shared)
        for called, (context, token, shared) in rights.items()
    }

    assert without_policy == dict.fromkeys(rights, (wanted, False, []))


def test_no_pod_shows_the_cluster_who_it_is(name: str) -> None:
    accounts = {pod["spec"]["template"]["spec"]["serviceAccountName"] for pod in workloads(name)}

    assert {account: find(name, "ServiceAccount", account)["automountServiceAccountToken"] for account in accounts} == {
        "handdraw": False
    }


def test_a_container_writes_only_where_its_image_wants_to(name: str) -> None:
    written = {one.name: {path for path, volume in mounts(one) if not volume["readOnly"]} for one in containers(name)}

    assert written == {called: WRITTEN[called if called in WRITTEN else called.split("/")[0]] for called in written}


@pytest.mark.parametrize("service", ["inference", "logger", "reporter"])
def test_a_service_runs_as_the_user_that_its_image_made_and_with_its_command(name: str, service: str) -> None:
    image = (ROOT / "services" / service / "Dockerfile").read_text()
    container = container_of(name, service)

    assert (re.findall(r"^USER (.*)$", image, re.MULTILINE), {"command", "args"} & set(container.spec)) == (
        [f"{USER}:{USER}"],
        set(),
    )


def test_the_worker_is_the_reporters_image_with_another_command(name: str) -> None:
    worker, reporter = (container_of(name, called).spec for called in ("worker", "reporter"))

    assert (worker["image"], worker["args"]) == (reporter["image"], ["python", "-m", "handdraw_reporter.worker"])


@pytest.mark.parametrize("service", LISTENING)
def test_a_service_is_reached_where_it_listens(name: str, service: str) -> None:
    container = container_of(name, service)
    port = LISTENING[service].model_fields["port"].default
    told = int(environment(name, container)[f"{service.upper()}_PORT"])
    (published,) = find(name, "Service", service)["spec"]["ports"]

    assert (told, container.spec["ports"], published) == (
        port,
        [{"name": "http", "containerPort": port}],
        {"name": "http", "port": port, "targetPort": "http"},
    )


@pytest.mark.parametrize("service", LISTENING)
def test_what_is_away_makes_a_service_unready_and_kills_it_not(name: str, service: str) -> None:
    spec = container_of(name, service).spec
    asked = {key: spec[f"{key}Probe"]["httpGet"] for key in ("startup", "liveness", "readiness")}

    assert asked == {
        "startup": {"path": "/healthz", "port": "http"},
        "liveness": {"path": "/healthz", "port": "http"},
        "readiness": {"path": "/readyz", "port": "http"},
    }


def test_a_readiness_that_tries_redis_may_take_as_long_as_redis_may(name: str) -> None:
    probe = container_of(name, "logger").spec["readinessProbe"]

    assert probe["timeoutSeconds"] > LoggerSettings.model_fields["redis_timeout_s"].default


def test_every_container_but_a_workers_is_asked_whether_it_lives_and_is_ready(name: str) -> None:
    unasked = {
        one.name
        for one in containers(name, with_first=False)
        if not {"startupProbe", "livenessProbe", "readinessProbe"} <= set(one.spec)
    }

    assert unasked == {"worker/worker"}


def test_a_probe_that_runs_a_command_ends_it_before_its_own_time_is_over(name: str) -> None:
    probes = [
        (one.name, probe["exec"]["command"], probe["timeoutSeconds"])
        for one in containers(name)
        for key, probe in one.spec.items()
        if key.endswith("Probe") and "exec" in probe
    ]
    late = [
        (called, command)
        for called, command, seconds in probes
        for (own,) in [re.findall(r"timeout (\d+) ", " ".join(command))]
        if int(own) >= seconds
    ]

    assert (late, len(probes) >= 6) == ([], True)


def test_who_is_asked_to_end_has_time_to(name: str) -> None:
    given = {one.name: one.pod["terminationGracePeriodSeconds"] for one in containers(name, with_first=False)}
    waits = {service: before_the_end(container_of(name, service)) for service in LISTENING}
    needed = {"inference/inference": END_S, "logger/logger": GRACE_S, "reporter/reporter": GRACE_S}

    assert [called for called, least in needed.items() if given[called] < least + waits[called.split("/")[0]]] == []
    assert waits == dict.fromkeys(LISTENING, 5)


def before_the_end(container: Container) -> int:
    """Return for how many seconds a container still answers, while others learn that it will not."""
    (word, seconds) = container.spec["lifecycle"]["preStop"]["exec"]["command"]
    assert word == "sleep"
    return int(seconds)


def test_no_gateway_drains_an_outbox_that_it_goes_on_with(name: str) -> None:
    ends = container_of(name, "inference").spec["lifecycle"]["preStop"]["exec"]["command"]

    assert "handdraw_inference.outbox.drain" not in ends


def test_each_gateway_has_an_outbox_that_outlives_it(name: str) -> None:
    gateways = find(name, "StatefulSet", "inference")["spec"]
    claims = [claim["metadata"]["name"] for claim in gateways["volumeClaimTemplates"]]
    paths = {one["name"]: one["mountPath"] for one in container_of(name, "inference").spec["volumeMounts"]}
    file = environment(name, container_of(name, "inference"))["INFERENCE_OUTBOX_FILE"]

    assert (claims, paths["outbox"], gateways["persistentVolumeClaimRetentionPolicy"]) == (
        ["outbox"],
        file.rpartition("/")[0],
        {"whenDeleted": "Retain", "whenScaled": "Retain"},
    )


def test_an_outbox_may_fill_its_quota_and_be_written_anew(name: str) -> None:
    (claim,) = find(name, "StatefulSet", "inference")["spec"]["volumeClaimTemplates"]
    quota = int(environment(name, container_of(name, "inference"))["INFERENCE_OUTBOX_QUOTA_MIB"])

    assert mib(claim["spec"]["resources"]["requests"]["storage"]) >= 2 * quota


def test_nothing_scales_by_itself(name: str) -> None:
    assert of_kind(name, "HorizontalPodAutoscaler", "VerticalPodAutoscaler", "ScaledObject") == []


def test_what_a_pod_takes_is_bounded(name: str) -> None:
    asked = {one.name: one.spec["resources"] for one in containers(name)}
    memory = {called: (one["requests"]["memory"], one["limits"]["memory"]) for called, one in asked.items()}
    sizes = {
        (one.name, path): volume["emptyDir"].get("sizeLimit")
        for one in containers(name)
        for path, volume in mounts(one)
        if "emptyDir" in volume
    }

    assert {
        called for called, one in asked.items() if {"cpu", "memory"} - set(one["requests"]) - set(one["limits"])
    } == set()
    assert {called for called, (least, most) in memory.items() if least != most} <= {"serving/serving"}
    assert [where for where, size in sizes.items() if size is None] == []


def mib(size: str) -> int:
    number, unit = size[:-2], size[-2:]
    return int(number) * {"Mi": 1, "Gi": 1024}[unit]


def test_redis_may_take_twice_what_it_holds(name: str) -> None:
    (redis,) = (one for one in containers(name) if one.name == "redis/redis")
    held = {"1gb": 1024}[environment(name, redis)["MAXMEMORY"]]

    assert mib(redis.spec["resources"]["limits"]["memory"]) >= 2 * held


def test_no_two_redis_share_a_machine(name: str) -> None:
    apart = find(name, "StatefulSet", "redis")["spec"]["template"]["spec"]["affinity"]["podAntiAffinity"]

    assert apart == {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {NAME: "redis"}}}
        ]
    }


def test_all_others_are_spread_over_machines(name: str) -> None:
    spread = {
        workload["metadata"]["name"]: [
            (one["maxSkew"], one["topologyKey"], selects(one["labelSelector"], labels_of(workload)))
            for one in workload["spec"]["template"]["spec"].get("topologySpreadConstraints", [])
        ]
        for workload in workloads(name)
        if workload["metadata"]["name"] != "redis"
    }

    assert spread == {called: [(1, "kubernetes.io/hostname", True)] for called in spread}


def test_a_machine_that_is_emptied_takes_one_of_each_at_a_time(name: str) -> None:
    budgets = {
        workload["metadata"]["name"]: [
            budget["spec"].get("maxUnavailable")
            for budget in of_kind(name, "PodDisruptionBudget")
            if selects(budget["spec"]["selector"], labels_of(workload))
        ]
        for workload in workloads(name)
    }

    assert budgets == {called: [1] for called in budgets}


def test_there_is_more_than_one_of_each_and_three_redis(name: str) -> None:
    counts = {workload["metadata"]["name"]: workload["spec"]["replicas"] for workload in workloads(name)}

    assert (counts.pop("redis"), {called for called, count in counts.items() if count < 2}) == (3, set())


def test_an_image_is_named_with_its_version(name: str) -> None:
    images = {one.spec["image"] for one in containers(name)}
    ours = {image for image in images if "handdraw/" in image}
    untagged = {image for image in images if ":" not in image.rpartition("/")[2] or image.endswith(":latest")}

    assert untagged == (ours if name == "base" else set())


def test_what_compose_and_the_cluster_take_from_others_is_the_same(name: str) -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    foreign = {one.spec["image"] for one in containers(name) if "handdraw/" not in one.spec["image"]}

    assert [image for image in foreign if f"image: {image}\n" not in compose] == []
