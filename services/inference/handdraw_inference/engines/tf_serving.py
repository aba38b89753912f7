"""The engine behind gRPC: TensorFlow Serving's PredictionService, and ModelService for its health."""

from typing import TypeVar

import grpc
import numpy as np
from google.protobuf.message import Message
from numpy.typing import NDArray

from handdraw_contracts.classifications import ModelReference
from handdraw_contracts.health import Degradation
from handdraw_inference.engines.classifier import PROBABILITIES, UNLIKE, Images, Scores, checked
from handdraw_inference.engines.model_versions import LABEL, MODEL
from handdraw_inference.errors import EngineFailed, EngineMisbehaved, EngineTimeout, EngineUnavailable
from handdraw_inference.protocol.tf_serving_pb2 import (
    DT_FLOAT,
    GetModelStatusRequest,
    GetModelStatusResponse,
    ModelSpec,
    ModelVersionStatus,
    PredictRequest,
    PredictResponse,
    TensorProto,
    TensorShapeProto,
)

Request = TypeVar("Request", bound=Message)
Response = TypeVar("Response", bound=Message)

PREDICT = "/tensorflow.serving.PredictionService/Predict"
GET_MODEL_STATUS = "/tensorflow.serving.ModelService/GetModelStatus"
ERRORS: dict[grpc.StatusCode, type[EngineFailed]] = {
    grpc.StatusCode.DEADLINE_EXCEEDED: EngineTimeout,
    grpc.StatusCode.UNAVAILABLE: EngineUnavailable,
    grpc.StatusCode.RESOURCE_EXHAUSTED: EngineUnavailable,
    grpc.StatusCode.NOT_FOUND: EngineUnavailable,
    grpc.StatusCode.FAILED_PRECONDITION: EngineUnavailable,
    grpc.StatusCode.INVALID_ARGUMENT: EngineMisbehaved,
}


class TensorFlowServing:
    def __init__(self, channel: grpc.aio.Channel, deadline_s: float, model: str = MODEL, label: str = LABEL) -> None:
        self._deadline_s = deadline_s
        self._spec = ModelSpec(name=model, version_label=label, signature_name="serving_default")
        self._predict = channel.unary_unary(PREDICT, PredictRequest.SerializeToString, PredictResponse.FromString)
        self._status = channel.unary_unary(
            GET_MODEL_STATUS, GetModelStatusRequest.SerializeToString, GetModelStatusResponse.FromString
        )

    async def classify(self, images: Images) -> Scores:
        request = PredictRequest(model_spec=self._spec, inputs={"image": to_tensor(images)})
        response: PredictResponse = await self._call(self._predict, request)
        outputs = {name: from_tensor(tensor) for name, tensor in response.outputs.items()}
        if PROBABILITIES not in outputs:
            raise EngineMisbehaved(f"TensorFlow Serving answered {sorted(outputs)}, not {PROBABILITIES}")
        version = str(response.model_spec.version.value)
        return Scores(
            checked(outputs[PROBABILITIES], (len(images), 10)),
            ModelReference(name=response.model_spec.name, version=version, engine="tensorflow_serving"),
            checked(outputs[UNLIKE], (len(images),)) if UNLIKE in outputs else None,
        )

    async def check(self) -> None:
        """Raises EngineFailed unless a version is AVAILABLE and the one that the label stands for answers.

        The status alone does not say: the server lists all versions, whatever the label.
        """
        request = GetModelStatusRequest(model_spec=ModelSpec(name=self._spec.name))
        response: GetModelStatusResponse = await self._call(self._status, request)
        states = [version.state for version in response.model_version_status]
        if ModelVersionStatus.AVAILABLE not in states:
            names = ", ".join(ModelVersionStatus.State.Name(state) for state in states) or "not known"
            raise EngineUnavailable(f"TensorFlow Serving's model {self._spec.name} is {names}")
        await self.classify(np.zeros((1, 28, 28), np.float32))

    def degraded(self) -> list[Degradation]:
        return []

    async def _call(self, method: "grpc.aio.UnaryUnaryMultiCallable[Request, Response]", request: Request) -> Response:
        try:
            response = await method(request, timeout=self._deadline_s)
        except grpc.aio.AioRpcError as error:
            failure = ERRORS.get(error.code(), EngineMisbehaved)
            raise failure(f"TensorFlow Serving: {error.code().name}: {error.details()}") from error
        if response is None:  # what came could not be read
            raise EngineMisbehaved("TensorFlow Serving answered what is no answer")
        return response


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
