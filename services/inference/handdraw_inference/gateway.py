"""Builds, starts and closes every part of the gateway, in one place."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, replace
from shutil import disk_usage
from typing import Any

import grpc
import httpx
import numpy as np

from handdraw_chassis.budget import Budget
from handdraw_chassis.health_metrics import HealthMetrics
from handdraw_chassis.keys.showing import ShownKey
from handdraw_chassis.presence import work_while_present
from handdraw_chassis.shared_metrics import expose
from handdraw_contracts.classifications import Classification, ModelReference
from handdraw_contracts.health import Readiness
from handdraw_inference.admission import Admission, Doors
from handdraw_inference.answering import Answerer
from handdraw_inference.calls import Call
from handdraw_inference.decoders import Decoders
from handdraw_inference.drawings.glyphs import SIDE
from handdraw_inference.drawings.light import warm_up
from handdraw_inference.engines.classifier import Classifier
from handdraw_inference.engines.embedded import EmbeddedClassifier
from handdraw_inference.engines.fallback import FallbackClassifier
from handdraw_inference.errors import EngineFailed, OutboxError, Overloaded
from handdraw_inference.explaining import Explainer
from handdraw_inference.metrics import Metrics, ModelMetrics
from handdraw_inference.outbox.answers import Keeping
from handdraw_inference.outbox.forwarder import Forwarder
from handdraw_inference.outbox.queue import Outbox
from handdraw_inference.outbox.writer import OutboxWriter
from handdraw_inference.readiness import PATIENCE_S, judge_readiness
from handdraw_inference.recogniser import Recogniser
from handdraw_inference.settings import Settings
from handdraw_inference.turns import Turns

PROBE_S = 2.0
MIB = 1024 * 1024
LOGGER_TIMEOUT_S = 10.0
DIRECT = [("grpc.enable_http_proxy", 0)]
"""A machine's proxy leads to the world, not to TensorFlow Serving."""


@dataclass(frozen=True, slots=True)
class Gateway:
    settings: Settings
    classifier: Classifier
    recogniser: Recogniser
    outbox: Outbox
    logger: httpx.AsyncClient
    forwarder: Forwarder
    metrics: Metrics
    decoders: Decoders
    bodies: Budget
    """The memory that bodies may take from their first byte to their answer."""
    admission: Admission
    finishing: Admission
    """Of the light drawings that a thread has to finish, which are not to be taken for a queue before the others."""
    explainer: Explainer

    async def classify(self, drawing: bytes, call: Call) -> Classification:
        """Read a drawing as the recogniser does; a light one unless it would wait for too long."""
        return await self.recogniser.classify(drawing, call, Doors(self.admission, self.finishing))

    async def explain(self, drawing: bytes, call: Call) -> Classification:
        """Read a drawing in its turn, and say what of its glyph the answer stands on. Nothing is recorded before."""
        explaining = self._explain(drawing, replace(call, with_glyph=True, departure=None))
        answer = await (work_while_present(explaining, call.departure) if call.departure else explaining)
        return answer if call.with_glyph else answer.model_copy(update={"glyph": None})

    async def _explain(self, drawing: bytes, call: Call) -> Classification:
        async with self.explainer.turn():
            return await self.explainer.explain(await self.classify(drawing, call))

    async def readiness(self) -> Readiness:
        return await judge_readiness(self.classifier, self.outbox, self.logger, self.forwarder)

    async def model(self) -> ModelReference | None:
        """Return the network that answers now, None if none does."""
        with suppress(EngineFailed, TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                return (await self.classifier.classify(np.zeros((1, SIDE, SIDE), np.float32))).model
        return None

    async def exposition(self) -> bytes:
        """Return the metrics in Prometheus's text format, with the gateway as it is now."""
        self.metrics.tell()
        readiness, model = await asyncio.gather(self.readiness(), self.model())
        await asyncio.to_thread(self._measure)
        return await asyncio.to_thread(
            expose, self.metrics.registry, "inference", HealthMetrics(readiness), ModelMetrics(model)
        )

    def _measure(self) -> None:
        self.metrics.outbox_quota.set(self.settings.outbox_quota_mib * MIB)
        with suppress(OSError):
            self.metrics.outbox_disk_free.set(disk_usage(self.settings.outbox_file.parent).free)
            self.metrics.outbox_disk.set(self.outbox.measure())
        self.metrics.outbox_corrupt_files.set(len(self.outbox.corrupt_files()))
        with suppress(OutboxError):  # then the last values stay, and /readyz says why
            backlog = self.outbox.backlog()
            self.metrics.outbox_events.set(backlog.events)
            self.metrics.outbox_bytes.set(backlog.bytes)
            self.metrics.outbox_age.set(backlog.oldest_age_s)
            self.metrics.quarantined.set(backlog.quarantined)


@asynccontextmanager
async def open_gateway(settings: Settings) -> AsyncIterator[Gateway]:
    """Build and start every part, and close them in reverse. Raises OutboxUnavailable."""
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        outbox = stack.enter_context(
            closing(
                Outbox(
                    settings.outbox_file,
                    settings.outbox_quota_mib * MIB,
                    settings.outbox_sync,
                    settings.outbox_max_age_s,
                    Keeping(settings.idempotency_hours * 3600, settings.idempotency_answers),
                )
            )
        )
        writer = OutboxWriter(outbox.append, waits=settings.outbox_sync == "full")
        key = ShownKey(settings.logger_key_file)
        logger = await stack.enter_async_context(
            httpx.AsyncClient(base_url=str(settings.logger_url), timeout=LOGGER_TIMEOUT_S, trust_env=False, auth=key)
        )
        classifier = await _open_classifier(settings, stack)
        instance = f"{socket.gethostname()}:{os.getpid()}"
        decoders = stack.enter_context(closing(Decoders(settings.share_mib(settings.decoding_memory_mib, 64) * MIB)))
        await decoders.run(warm_up)
        answerer = Answerer(classifier, writer, settings.low_confidence, instance, metrics.stages)
        turns = Turns(answerer, metrics.turn_wait.observe)
        recogniser = Recogniser(decoders, turns, writer, metrics, instance)
        forwarder = Forwarder(outbox, writer.appended, logger, metrics)
        await _run_in_background(stack, forwarder.run())
        bodies = Budget(
            settings.share_mib(settings.bodies_memory_mib, 32) * MIB,
            lambda: Overloaded("Other bodies are being read: send it again"),
        )
        admission, finishing = (Admission(settings.max_wait_ms / 1000) for _ in range(2))
        explainer = Explainer(classifier, metrics)
        yield Gateway(
            settings,
            classifier,
            recogniser,
            outbox,
            logger,
            forwarder,
            metrics,
            decoders,
            bodies,
            admission,
            finishing,
            explainer,
        )


async def _open_classifier(settings: Settings, stack: AsyncExitStack) -> Classifier:
    embedded = EmbeddedClassifier(settings.models_dir)
    await _run_in_background(stack, embedded.watch(settings.models_poll_s))
    if not settings.tf_serving_target:
        return embedded
    # Imported here: a gateway without TensorFlow Serving does not pay for its messages.
    from handdraw_inference.engines.tf_serving import TensorFlowServing  # noqa: PLC0415

    channel = await stack.enter_async_context(grpc.aio.insecure_channel(settings.tf_serving_target, DIRECT))
    serving = TensorFlowServing(channel, settings.tf_serving_deadline_ms / 1000, settings.models_dir)
    fallback = FallbackClassifier(serving, embedded)
    await fallback.probe()
    await _run_in_background(stack, fallback.watch(PROBE_S))
    return fallback


async def _run_in_background(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Run until the stack closes."""
    task = asyncio.create_task(work)

    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(stop)
