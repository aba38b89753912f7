"""PredictionService and ModelService over gRPC."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import metadata
from errors import StatusError
from models import Models
from predict import predict
from status import status
from tensorflow_serving.apis.get_model_metadata_pb2 import GetModelMetadataRequest, GetModelMetadataResponse
from tensorflow_serving.apis.get_model_status_pb2 import GetModelStatusRequest, GetModelStatusResponse
from tensorflow_serving.apis.predict_pb2 import PredictRequest, PredictResponse

OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.so_reuseport", 0)]


def start(models: Models, address: str, *, threads: int, delay_s: float) -> grpc.Server:
    """`delay_s` is how long each Predict waits before it answers."""

    def answer_predict(request: PredictRequest, context: grpc.ServicerContext) -> PredictResponse:
        model = models.find(request)
        if delay_s:
            wait(delay_s, context)
        if (remaining_s := context.time_remaining()) is not None and remaining_s <= 0:
            raise StatusError(grpc.StatusCode.DEADLINE_EXCEEDED, "Timed out waiting for notification")
        return predict(model, request)

    def answer_metadata(request: GetModelMetadataRequest, _: grpc.ServicerContext) -> GetModelMetadataResponse:
        metadata.check(request)
        return metadata.describe(models.find(request))

    def answer_status(request: GetModelStatusRequest, _: grpc.ServicerContext) -> GetModelStatusResponse:
        return status(models, request)

    prediction_service = {
        "Predict": method(answer_predict, PredictRequest),
        "GetModelMetadata": method(answer_metadata, GetModelMetadataRequest),
    }
    model_service = {"GetModelStatus": method(answer_status, GetModelStatusRequest)}
    server = grpc.server(ThreadPoolExecutor(threads), options=OPTIONS)
    server.add_generic_rpc_handlers(
        (
            grpc.method_handlers_generic_handler("tensorflow.serving.PredictionService", prediction_service),
            grpc.method_handlers_generic_handler("tensorflow.serving.ModelService", model_service),
        )
    )
    server.add_insecure_port(address)
    server.start()
    return server


def method(answer: Callable[[Any, grpc.ServicerContext], Any], request_type: Any) -> "grpc.RpcMethodHandler[Any, Any]":
    def behaviour(request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return answer(request, context)
        except StatusError as error:
            return context.abort(error.code, error.message)

    return grpc.unary_unary_rpc_method_handler(
        behaviour,
        request_deserializer=request_type.FromString,
        response_serializer=lambda response: response.SerializeToString(),
    )


def wait(seconds: float, context: grpc.ServicerContext) -> None:
    """Waits, but no longer than the caller does."""
    over = threading.Event()
    if context.add_callback(over.set):
        over.wait(seconds)
