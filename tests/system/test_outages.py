"""What happens while a part is away: drawings are answered, and no event is lost."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from ..processes import TRAINING_PYTHON, answers, eventually, free_port, gateway, logger, redis, tensorflow_serving
from .conftest import Stack, client


def test_events_survive_a_logger_that_is_away_and_a_gateway_that_is_killed_meanwhile(
    tmp_path: Path, sample: Callable[[int], bytes]
) -> None:
    redis_port, logger_port, gateway_port = free_port(), free_port(), free_port()
    with redis(tmp_path, redis_port), client(logger_port) as to_logger:
        with gateway(tmp_path, gateway_port, logger_port) as process, client(gateway_port) as to_gateway:
            ids = [Stack(to_gateway, to_logger, process.pid).classify(sample(digit))["id"] for digit in range(10)]
            degraded = to_gateway.get("/readyz").json()["degraded"]
            process.kill()
            process.wait()
        with (
            gateway(tmp_path, gateway_port, logger_port) as process,
            client(gateway_port) as to_gateway,
            logger(tmp_path, logger_port, redis_port),
        ):
            stack = Stack(to_gateway, to_logger, process.pid)
            ids += [stack.classify(sample(digit))["id"] for digit in range(10)]
            stack.wait_until_logged(*ids)
            logged = [entry["event"]["id"] for entry in to_logger.get("/v1/events").json()["events"]]

    assert (logged, degraded[0]["dependency"]) == (ids, "logger")


def test_events_survive_a_redis_that_is_killed(tmp_path: Path, sample: Callable[[int], bytes]) -> None:
    redis_port, logger_port, gateway_port = free_port(), free_port(), free_port()
    with ExitStack() as parts:
        first = parts.enter_context(redis(tmp_path, redis_port))
        parts.enter_context(logger(tmp_path, logger_port, redis_port))
        process = parts.enter_context(gateway(tmp_path, gateway_port, logger_port))
        to_gateway, to_logger = (parts.enter_context(client(port)) for port in (gateway_port, logger_port))
        stack = Stack(to_gateway, to_logger, process.pid)
        ids = [stack.classify(sample(1))["id"]]
        stack.wait_until_logged(*ids)
        first.kill()
        first.wait()
        ids += [stack.classify(sample(digit))["id"] for digit in range(10)]
        not_ready = to_logger.get("/readyz").status_code
        parts.enter_context(redis(tmp_path, redis_port))
        stack.wait_until_logged(*ids)
        logged = [entry["event"]["id"] for entry in to_logger.get("/v1/events").json()["events"]]

    assert (logged, not_ready) == (ids, 503)


@pytest.mark.skipif(not TRAINING_PYTHON.exists(), reason="the double of TensorFlow Serving needs .venv-training")
def test_tensorflow_serving_answers_and_the_embedded_engine_while_it_is_away(
    tmp_path: Path, sample: Callable[[int], bytes]
) -> None:
    port = free_port()
    with (
        tensorflow_serving(tmp_path) as serving,
        gateway(tmp_path, port, 9, INFERENCE_TF_SERVING_TARGET=serving.target) as process,
        client(port) as to_gateway,
    ):
        stack = Stack(to_gateway, to_gateway, process.pid)
        served = stack.classify(sample(5))
        serving.process.kill()
        serving.process.wait()
        instead = stack.classify(sample(5))
        degraded = [one["dependency"] for one in to_gateway.get("/readyz").json()["degraded"]]

    assert [(answer["digit"], answer["model"]["engine"]) for answer in (served, instead)] == [
        (5, "tensorflow_serving"),
        (5, "embedded"),
    ]
    assert degraded == ["tensorflow_serving", "logger"]


def test_a_gateway_that_is_asked_to_stop_ends_with_its_events_on_disk(
    tmp_path: Path, sample: Callable[[int], bytes]
) -> None:
    port = free_port()
    with gateway(tmp_path, port, 9) as process, client(port) as to_gateway:
        Stack(to_gateway, to_gateway, process.pid).classify(sample(3))
    with gateway(tmp_path, port, 9), client(port) as to_gateway:
        eventually(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "the gateway lives")
        metrics = to_gateway.get("/metrics").text

    assert "handdraw_outbox_events 1.0" in metrics
