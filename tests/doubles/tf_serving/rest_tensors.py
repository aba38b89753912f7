"""JSON to PredictRequest and back, in the row format (`instances`) and the column format (`inputs`)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import tensorflow as tf
from errors import StatusError, invalid
from predict import DEFAULT_SIGNATURE, braces, dtype_name
from saved_model import Array, SavedModel
from tensorflow.core.protobuf.meta_graph_pb2 import TensorInfo
from tensorflow_serving.apis.predict_pb2 import PredictRequest, PredictResponse

ACCEPTED: dict[str, tuple[type, ...]] = {"f": (float, int), "i": (int,), "u": (int,), "b": (bool,), "O": (str,)}


def parse(body: bytes) -> dict[str, Any]:
    if not body:
        raise invalid("JSON Parse error: The document is empty")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        offset = error.pos if isinstance(error, json.JSONDecodeError) else 0
        raise invalid(f"JSON Parse error: Invalid value. at offset: {offset}") from error
    if not isinstance(document, dict):
        raise invalid(f"JSON Value: {json.dumps(document)} Is not object")
    if not isinstance(document.get("signature_name", ""), str):
        raise invalid(
            f"JSON Value: {json.dumps(document)} not formatted correctly. 'signature_name' key must be a string value."
        )
    return document


def fill(request: PredictRequest, document: dict[str, Any], model: SavedModel) -> None:
    signature_name = document.get("signature_name") or DEFAULT_SIGNATURE
    if signature_name not in model.signatures:
        raise invalid(f'Serving signature name: "{signature_name}" not found in signature def')
    request.model_spec.signature_name = signature_name
    needed = model.signatures[signature_name].inputs
    if "instances" in document and "inputs" in document:
        raise invalid("Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist ")
    if "instances" in document:
        columns = rows(document["instances"], needed)
    elif "inputs" in document:
        columns = {name: array(value, needed[name]) for name, value in named(document["inputs"], needed).items()}
    else:
        raise invalid("Missing 'inputs' or 'instances' key")
    for name, values in columns.items():
        request.inputs[name].CopyFrom(tf.make_tensor_proto(values, dtype=needed[name].dtype))


def rows(instances: Any, needed: Mapping[str, TensorInfo]) -> dict[str, Array]:
    if not isinstance(instances, list):
        raise invalid("Excepting 'instances' to be an list/array")  # so the real server spells it
    if not instances:
        raise invalid("No values in 'instances' array")
    columns: dict[str, list[Array]] = {name: [] for name in needed}
    for position, instance in enumerate(instances):
        try:
            for name, value in named(instance, needed).items():
                columns[name].append(array(value, needed[name]))
                if columns[name][0].shape != columns[name][-1].shape:
                    raise invalid(f"Expecting tensor size: {columns[name][0].size} but got: {columns[name][-1].size}")
        except StatusError as error:
            raise invalid(f"Failed to process element: {position} of 'instances' list. Error: {error}") from error
    return {name: np.stack(arrays) for name, arrays in columns.items()}


def named(value: Any, needed: Mapping[str, TensorInfo]) -> dict[str, Any]:
    if not isinstance(value, dict) and len(needed) == 1:
        return {next(iter(needed)): value}
    if not isinstance(value, dict) or value.keys() != set(needed):
        raise invalid(f"JSON object: {json.dumps(value)} keys must be equal to: {braces(set(needed)).strip('{}')}")
    return value


def array(value: Any, info: TensorInfo) -> Array:
    shape, first = [], value
    while isinstance(first, list):
        shape.append(len(first))
        first = first[0] if first else None
    dtype = tf.as_dtype(info.dtype).as_numpy_dtype
    accepted = ACCEPTED.get(np.dtype(dtype).kind, ())
    return np.array(list(leaves(value, shape, 0, accepted, dtype_name(info.dtype))), dtype).reshape(shape)


def leaves(value: Any, shape: list[int], level: int, accepted: tuple[type, ...], expected: str) -> Iterator[Any]:
    if isinstance(value, list):
        if level >= len(shape):
            raise invalid(f"Encountered list at unexpected level: {level} expected < {len(shape)}")
        if len(value) != shape[level]:
            raise invalid(
                f"Encountered list at unexpected size: {len(value)} at level: {level} expected size: {shape[level]}"
            )
        for item in value:
            yield from leaves(item, shape, level + 1, accepted, expected)
    elif level != len(shape):
        raise invalid(
            f"JSON Value: {json.dumps(value)} found at incorrect level: {level + 1} in the JSON DOM. "
            f"Expected at level: {len(shape)}"
        )
    elif type(value) not in accepted:
        kind = {dict: "Object", str: "String", bool: str(value), type(None): "Null"}.get(type(value), "Number")
        raise invalid(f"JSON Value: {json.dumps(value)} Type: {kind} is not of expected type: {expected}")
    else:
        yield value


def answer(response: PredictResponse, *, by_row: bool) -> dict[str, Any]:
    """Values as Python has them: NaN and Infinity are written bare, as the real server writes them."""
    columns = {name: tf.make_ndarray(tensor).tolist() for name, tensor in sorted(response.outputs.items())}
    alone = next(iter(columns.values())) if len(columns) == 1 else None
    if not by_row:
        return {"outputs": columns if alone is None else alone}
    listed = zip(*columns.values(), strict=True)
    return {"predictions": [dict(zip(columns, row, strict=True)) for row in listed] if alone is None else alone}
