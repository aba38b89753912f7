"""The primary of three Redis dies under the whole chain: every answered drawing is in the log, and reported about."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from ..processes import answers, eventually, free_port, gateway, logger_program, reporter
from ..sentinels import three_machines
from .conftest import Chain, Stack, client


def test_whoever_answers_next_has_all_that_was_acknowledged(tmp_path: Path, sample: Callable[[int], bytes]) -> None:
    logger_port, gateway_port, reporter_port = (free_port() for _ in range(3))
    with three_machines(tmp_path) as machines:
        settings = {"LOGGER_REDIS_URL": f"{machines.address}/0", "LOGGER_REDIS_REPLICAS": "1"}
        to_queue = {"REPORTER_REDIS_URL": f"{machines.address}/1"}
        with (
            logger_program(tmp_path, logger_port, 0, **settings).running(),
            gateway(tmp_path, gateway_port, logger_port) as process,
            client(gateway_port) as to_gateway,
            client(logger_port) as to_logger,
        ):
            eventually(lambda: answers(f"http://127.0.0.1:{logger_port}/readyz"), "the logger is ready")
            with (
                reporter(tmp_path, reporter_port, 0, logger_port, gateway_port, **to_queue),
                client(reporter_port) as to_reporter,
            ):
                stack = Stack(to_gateway, to_logger, process.pid)
                before = [stack.classify(sample(digit))["id"] for digit in range(3)]
                stack.wait_until_logged(*before)
                os.kill(machines.pids[0], signal.SIGKILL)
                after = [stack.classify(sample(digit))["id"] for digit in range(3, 6)]
                stack.wait_until_logged(*before, *after)
                eventually(lambda: answers(f"http://127.0.0.1:{logger_port}/readyz"), "replicas have what was logged")
                report = Chain(stack, to_reporter).report()

    facts = {fact["id"]: fact["value"] for fact in report["facts"]}
    assert (report["status"], facts["drawings"]) == ("done", 6)
