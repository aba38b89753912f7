"""The engine behind gRPC: TensorFlow Serving's PredictionService, and ModelService for its health."""

import asyncio
from pathlib import Path
from typing import TypeVar

import grpc
import numpy as np
from numpy.typing import NDArray
from tensorflow.core.framework.tensor_pb2 import TensorProto
from tensorflow.core.framework.tensor_shape_pb2 import TensorShapeProto
from tensorflow.core.framework.types_pb2 import DT_FLOAT
from tensorflow_serving.apis.get_model_status_pb2 import GetModelStatusRequest, ModelVersionStatus
from tensorflow_serving.apis.model_pb2 import ModelSpec
from tensorflow_serving.apis.model_service_pb2_grpc import ModelServiceStub
from tensorflow_serving.apis.predict_pb2 import PredictRequest
from tensorflow_serving.apis.prediction_service_pb2_grpc import PredictionServiceStub

from handdraw_chassis.trace_context import current
from handdraw_contracts.classifications import ModelReference
from handdraw_contracts.health import Degradation
from handdraw_inference.engines.classifier import Images, Predictions, check_probabilities
from handdraw_inference.engines.model_versions import (
    INPUT,
    LABEL,
    MODEL,
    PROBABILITIES,
    SIGNATURE,
    UNLIKE,
    version_named,
)
from handdraw_inference.engines.scores import Scores
from handdraw_inference.errors import EngineFailed, EngineMisbehaved, EngineTimeout, EngineUnavailable

Request = TypeVar("Request")
Response = TypeVar("Response")

ERRORS: dict[grpc.StatusCode, type[EngineFailed]] = {
    grpc.StatusCode.DEADLINE_EXCEEDED: EngineTimeout,
    grpc.StatusCode.UNAVAILABLE: EngineUnavailable,
    grpc.StatusCode.RESOURCE_EXHAUSTED: EngineUnavailable,
    grpc.StatusCode.NOT_FOUND: EngineUnavailable,
    grpc.StatusCode.FAILED_PRECONDITION: EngineUnavailable,
    grpc.StatusCode.INVALID_ARGUMENT: EngineMisbehaved,
}


class TensorFlowServing:
    """Believed only while the card in ``models_dir`` of the version that answers names the gateway's normalisation."""

    def __init__(
        self, channel: grpc.aio.Channel, deadline_s: float, models_dir: Path, model: str = MODEL, label: str = LABEL
    ) -> None:
        self._deadline_s = deadline_s
        self._models_dir = models_dir
        self._known: int | None = None  # the last version whose card was looked at
        self._spec = ModelSpec(name=model, version_label=label, signature_name=SIGNATURE)
        self._prediction_service = PredictionServiceStub(channel)
        self._model_service = ModelServiceStub(channel)

    async def classify(self, images: Images) -> Predictions:
        request = PredictRequest(model_spec=self._spec, inputs={INPUT: to_tensor(images)})
        response = await self._call(self._prediction_service.Predict, request)
        outputs = {name: from_tensor(tensor) for name, tensor in response.outputs.items()}
        if PROBABILITIES not in outputs:
            raise EngineMisbehaved(f"TensorFlow Serving answered {sorted(outputs)}, not {PROBABILITIES}")
        scores = Scores(
            check_probabilities(outputs[PROBABILITIES], (len(images), 10)),
            check_probabilities(outputs[UNLIKE], (len(images),)) if UNLIKE in outputs else None,
        )
        version = response.model_spec.version.value
        await self._check_normalisation(version)
        return Predictions(
            scores, ModelReference(name=response.model_spec.name, version=str(version), engine="tensorflow_serving")
        )

    async def classify_many(self, images: Images) -> Predictions:
        return await self.classify(images)

    async def _check_normalisation(self, version: int) -> None:
        if version != self._known:
            await asyncio.to_thread(self._read_card, version)
            self._known = version

    def _read_card(self, version: int) -> None:
        version_named(self._models_dir, version).check_normalisation()

    async def check(self) -> None:
        """Raises EngineFailed unless a version is AVAILABLE and the one that the label stands for answers.

        The status alone does not say: the server lists all versions, whatever the label.
        """
        request = GetModelStatusRequest(model_spec=ModelSpec(name=self._spec.name))
        response = await self._call(self._model_service.GetModelStatus, request)
        states = [version.state for version in response.model_version_status]
        if ModelVersionStatus.AVAILABLE not in states:
            names = ", ".join(ModelVersionStatus.State.Name(state) for state in states) or "not known"
            raise EngineUnavailable(f"TensorFlow Serving's model {self._spec.name} is {names}")
        await self.classify(np.zeros((1, 28, 28), np.float32))

    def degradations(self) -> list[Degradation]:
        return []

    async def _call(self, method: "grpc.aio.UnaryUnaryMultiCallable[Request, Response]", request: Request) -> Response:
        try:
            response = await method(request, timeout=self._deadline_s, metadata=_metadata())
        except grpc.aio.AioRpcError as error:
            failure = ERRORS.get(error.code(), EngineMisbehaved)
            raise failure(f"TensorFlow Serving: {error.code().name}: {error.details()}") from error
        except grpc.aio.BaseError as error:  # what was to be sent could not be
            raise EngineMisbehaved(f"TensorFlow Serving: {error}") from error
        if response is None:  # what came could not be read
            raise EngineMisbehaved("TensorFlow Serving answered what is no answer")
        return response


def _metadata() -> tuple[tuple[str, str], ...] | None:
    """Return what a server that traces wants to know: of a turn that works for several callers, the first's."""
    trace = current()
    return tuple(trace.headers().items()) if trace else None


def to_tensor(images: Images) -> TensorProto:
    """[n, 28, 28] -> DT_FLOAT [n, 28, 28, 1]."""
    shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=size) for size in (*images.shape, 1)])
    content = np.ascontiguousarray(images, "<f4").tobytes()
    return TensorProto(dtype=DT_FLOAT, tensor_shape=shape, tensor_content=content)


def from_tensor(tensor: TensorProto) -> NDArray[np.float32]:
    """Either encoding of DT_FLOAT. Raises EngineMisbehaved."""
    if tensor.dtype != DT_FLOAT:
        raise EngineMisbehaved(f"TensorFlow Serving answered the dtype {tensor.dtype}, not DT_FLOAT")
    shape = [dim.size for dim in tensor.tensor_shape.dim]
    content = tensor.tensor_content
    try:
        values = np.frombuffer(content, "<f4") if content else np.array(tensor.float_val, "<f4")
        return values.reshape([max(size, 0) for size in shape])
    except ValueError as error:
        raise EngineMisbehaved(f"TensorFlow Serving's values do not fit their shape {shape}") from error
