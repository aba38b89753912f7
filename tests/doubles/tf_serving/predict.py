"""PredictRequest in, PredictResponse out: the checks of the real server, then the model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grpc
import tensorflow as tf
from errors import StatusError, invalid
from google.protobuf.message import DecodeError
from saved_model import Array, SavedModel
from tensorflow.core.framework.tensor_pb2 import TensorProto
from tensorflow.core.framework.types_pb2 import DataType
from tensorflow.core.protobuf.meta_graph_pb2 import SignatureDef, TensorInfo
from tensorflow.python.framework import tensor_util
from tensorflow_serving.apis.predict_pb2 import PredictRequest, PredictResponse
from tensorflow_serving.apis.prediction_log_pb2 import PredictionLog

DEFAULT_SIGNATURE = "serving_default"
WARMUP_FILE = Path("assets.extra", "tf_serving_warmup_requests")


def predict(model: SavedModel, request: PredictRequest) -> PredictResponse:
    signature_name = request.model_spec.signature_name or DEFAULT_SIGNATURE
    if signature_name not in model.signatures:
        raise StatusError(grpc.StatusCode.FAILED_PRECONDITION, f'Serving signature key "{signature_name}" not found.')
    signature = model.signatures[signature_name]
    feeds = inputs(signature, request)
    aliases = outputs(signature, request.output_filter)
    tensors = model.run(feeds, [signature.outputs[alias].name for alias in aliases])

    response = PredictResponse()
    response.model_spec.name = request.model_spec.name
    response.model_spec.version.value = model.version
    response.model_spec.signature_name = signature_name
    for alias, tensor in zip(aliases, tensors, strict=True):
        response.outputs[alias].CopyFrom(as_fields(tensor))
    return response


def inputs(signature: SignatureDef, request: PredictRequest) -> dict[str, Array]:
    sent, needed = set(request.inputs), set(signature.inputs)
    if len(sent) != len(needed):
        raise invalid(
            f"input size does not match signature: {len(sent)}!={len(needed)} "
            f"len({braces(sent)}) != len({braces(needed)}). "
            f"Sent extra: {braces(sent - needed)}. Missing but required: {braces(needed - sent)}."
        )
    for alias in sent - needed:
        raise invalid(
            f"input tensor alias not found in signature: {alias}. Inputs expected to be in the set {braces(needed)}."
        )
    return {
        signature.inputs[alias].name: as_array(position, alias, proto, signature.inputs[alias])
        for position, (alias, proto) in enumerate(sorted(request.inputs.items()))
    }


def outputs(signature: SignatureDef, wanted: Sequence[str]) -> list[str]:
    known = set(signature.outputs)
    for alias in wanted:
        if alias not in known:
            expected = f"Outputs expected to be in the set {braces(known)}."
            raise invalid(f"output tensor alias not found in signature: {alias} {expected}")
        if list(wanted).count(alias) > 1:
            raise invalid(f"duplicate output tensor alias: {alias}")
    return list(wanted) or sorted(known)


def as_array(position: int, alias: str, proto: TensorProto, info: TensorInfo) -> Array:
    malformed = invalid(f"tensor parsing error: {alias}")
    if proto.tensor_shape.unknown_rank or any(dim.size < 0 for dim in proto.tensor_shape.dim):
        raise malformed
    try:
        array: Array = tf.make_ndarray(proto)
    except (MemoryError, TypeError, ValueError) as error:
        raise malformed from error
    if proto.dtype != info.dtype:
        kinds = f"to be {dtype_name(info.dtype)} but {dtype_name(proto.dtype)} is provided"
        raise invalid(f"Expects arg[{position}] {kinds}")
    shape = tf.TensorShape(info.tensor_shape)
    if not shape.is_compatible_with(array.shape):  # TensorFlow would abort the process over some of these
        raise invalid(f"input {alias} of shape {array.shape} does not match signature: {shape}")
    return array


def as_fields(tensor: Array) -> TensorProto:
    """With its values in `float_val` and the like: `tensor_content` is not what the real server answers."""
    shape: Any = tf.TensorShape(tensor.shape).as_proto()
    proto = TensorProto(dtype=tf.as_dtype(tensor.dtype).as_datatype_enum, tensor_shape=shape)
    tensor_util.GetNumpyAppendFn(tensor.dtype)(proto, tensor.ravel())
    return proto


def warm_up(model: SavedModel, path: Path) -> None:
    """Replays the requests that lie beside the model, if any; one that fails makes the version unfit to serve."""
    if not (path / WARMUP_FILE).is_file():
        return
    try:
        for record in tf.compat.v1.io.tf_record_iterator(str(path / WARMUP_FILE)):
            predict(model, PredictionLog.FromString(record).predict_log.request)
    except (DecodeError, tf.errors.OpError) as error:
        raise StatusError(grpc.StatusCode.DATA_LOSS, f"{error}. Please verify your warmup data format.") from error


def dtype_name(dtype: "DataType.ValueType") -> str:
    return DataType.Name(dtype).removeprefix("DT_").lower()


def braces(names: set[str]) -> str:
    return "{" + ",".join(sorted(names)) + "}"
