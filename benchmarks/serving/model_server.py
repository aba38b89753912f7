"""Speaks TensorFlow Serving's protocol and answers every glyph alike, so that only the way to a server is measured.

``python -m benchmarks.serving.model_server PORT``
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import numpy as np
from numpy.typing import NDArray
from tensorflow.core.framework.tensor_pb2 import TensorProto
from tensorflow.core.framework.tensor_shape_pb2 import TensorShapeProto
from tensorflow.core.framework.types_pb2 import DT_FLOAT
from tensorflow_serving.apis.get_model_status_pb2 import (
    GetModelStatusRequest,
    GetModelStatusResponse,
    ModelVersionStatus,
)
from tensorflow_serving.apis.model_pb2 import ModelSpec
from tensorflow_serving.apis.predict_pb2 import PredictRequest, PredictResponse

from benchmarks.serving.environments import MODELS
from handdraw_inference.engines.model_versions import INPUT, MODEL, PROBABILITIES, UNLIKE, stable_version

DIGIT = 3


class Answers:
    """``version``: what it says to serve; its card is ours."""

    def __init__(self, version: int) -> None:
        self._status = ModelVersionStatus(version=version, state=ModelVersionStatus.AVAILABLE)
        self._spec = ModelSpec(name=MODEL)
        self._spec.version.value = version

    async def predict(self, request: PredictRequest, _: object) -> PredictResponse:
        count = request.inputs[INPUT].tensor_shape.dim[0].size
        probabilities = np.tile(np.eye(10, dtype="<f4")[DIGIT], (count, 1))
        outputs = {PROBABILITIES: to_tensor(probabilities), UNLIKE: to_tensor(np.zeros(count, "<f4"))}
        return PredictResponse(model_spec=self._spec, outputs=outputs)

    async def status(self, _: GetModelStatusRequest, __: object) -> GetModelStatusResponse:
        return GetModelStatusResponse(model_version_status=[self._status])


def to_tensor(values: NDArray[np.float32]) -> TensorProto:
    shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=size) for size in values.shape])
    return TensorProto(dtype=DT_FLOAT, tensor_shape=shape, tensor_content=values.tobytes())


def method(answer: Callable[..., Awaitable[Any]], request_type: Any) -> "grpc.RpcMethodHandler[Any, Any]":  # noqa: ANN401
    return grpc.unary_unary_rpc_method_handler(
        answer,
        request_deserializer=request_type.FromString,
        response_serializer=lambda response: response.SerializeToString(),
    )


async def serve(port: int) -> None:
    answers = Answers(stable_version(MODELS).version)
    services = {
        "PredictionService": {"Predict": method(answers.predict, PredictRequest)},
        "ModelService": {"GetModelStatus": method(answers.status, GetModelStatusRequest)},
    }
    server = grpc.aio.server()
    server.add_generic_rpc_handlers(
        [
            grpc.method_handlers_generic_handler(f"tensorflow.serving.{name}", methods)
            for name, methods in services.items()
        ]
    )
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
