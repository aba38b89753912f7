"""One version of a model in a TensorFlow session: the runtime that the real server runs it in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import grpc
import tensorflow as tf
from errors import CODES, StatusError
from numpy.typing import NDArray
from tensorflow.core.protobuf.config_pb2 import CallableOptions, ConfigProto

Array = NDArray[Any]


class SavedModel:
    def __init__(self, name: str, version: int, path: Path, threads: ConfigProto) -> None:
        """Raises StatusError where the folder holds no SavedModel that can be served."""
        self.name = name
        self.version = version
        if not any((path / file).is_file() for file in ("saved_model.pb", "saved_model.pbtxt")):
            raise StatusError(
                grpc.StatusCode.NOT_FOUND,
                f"Could not find SavedModel .pb or .pbtxt at supplied export directory path: {path}. "
                "Check that the directory exists and that you have the right permissions for accessing it.",
            )
        graph = tf.Graph()
        self._session = tf.compat.v1.Session(graph=graph, config=threads)
        try:
            with graph.as_default():
                meta = tf.compat.v1.saved_model.loader.load(self._session, ["serve"], str(path))
        except tf.errors.OpError as error:
            raise StatusError(CODES[error.error_code], error.message) from error
        except (OSError, RuntimeError, TypeError, ValueError) as error:
            raise StatusError(grpc.StatusCode.DATA_LOSS, str(error)) from error
        self.signatures: Mapping[str, Any] = meta.signature_def
        self._calls: dict[tuple[tuple[str, ...], tuple[str, ...]], Any] = {}

    def run(self, feeds: Mapping[str, Array], fetches: Sequence[str]) -> list[Array]:
        """Takes and gives tensors by their names in the graph; raises StatusError with the runtime's own words."""
        key = tuple(feeds), tuple(fetches)
        if key not in self._calls:
            self._calls[key] = self._session._make_callable_from_options(CallableOptions(feed=key[0], fetch=key[1]))
        try:
            results: list[Array] = self._calls[key](*feeds.values())
        except tf.errors.OpError as error:
            raise StatusError(CODES[error.error_code], error.message) from error
        return results
