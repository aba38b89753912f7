"""The composition: models, what polls for them, and the two protocols that they answer in."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import config
import grpc
import grpc_server
import rest_server
import tensorflow as tf
from errors import StatusError, invalid
from flags import Environment, Flags
from models import Models
from predict import warm_up
from saved_model import SavedModel
from tensorflow.core.protobuf.config_pb2 import ConfigProto
from tensorflow_serving.config.model_server_config_pb2 import ModelServerConfig

log = logging.getLogger(__name__)


def start(flags: Flags, environment: Environment) -> grpc.Server:
    """Opens the ports once the first versions are loaded, as the real server does, or raises StatusError."""
    tf.get_logger().setLevel(logging.ERROR)
    check(flags)
    models = Models(
        loader(flags, environment),
        models_root=environment.models_root,
        allow_labels_for_unavailable=flags.allow_version_labels_for_unavailable_models,
    )
    models.reload(wanted(flags))
    every(flags.file_system_poll_wait_seconds, models.poll)
    models.await_first_load()
    if flags.model_config_file:
        every(flags.model_config_file_poll_wait_seconds, lambda: models.reload(wanted(flags)))
    address = f"{environment.host}:{flags.port}"
    server = grpc_server.start(models, address, threads=flags.grpc_max_threads, delay_s=environment.delay_s)
    log.info("Running gRPC ModelServer at %s ...", address)
    if flags.rest_api_port:
        api = rest_server.RestApi(models, timeout_s=flags.rest_api_timeout_in_ms / 1000, delay_s=environment.delay_s)
        rest_server.start(api, environment.host, flags.rest_api_port)
        log.info("Exporting HTTP/REST API at:%s:%d ...", environment.host, flags.rest_api_port)
    return server


def check(flags: Flags) -> None:
    """What the real server would not start with, though this one has no use for it."""
    if flags.batching_parameters_file and not flags.enable_batching:
        raise invalid(
            "server_options.batching_parameters_file is set without setting server_options.enable_batching to true."
        )
    for file in (flags.batching_parameters_file, flags.monitoring_config_file):
        if file and not Path(file).is_file():
            raise StatusError(grpc.StatusCode.NOT_FOUND, f"{file}; No such file or directory")


def wanted(flags: Flags) -> ModelServerConfig:
    if flags.model_config_file:
        return config.read(flags.model_config_file)
    if flags.model_base_path:
        return config.single(flags.model_name, flags.model_base_path)
    raise invalid("Both server_options.model_base_path and server_options.model_config_file are empty!")


def loader(flags: Flags, environment: Environment) -> Callable[[str, int, Path], SavedModel]:
    """One thread where the flags ask for no number: a double shares its machine with the tests."""
    either = flags.tensorflow_session_parallelism or 1
    threads = ConfigProto(
        intra_op_parallelism_threads=flags.tensorflow_intra_op_parallelism or either,
        inter_op_parallelism_threads=flags.tensorflow_inter_op_parallelism or either,
    )

    def load(name: str, version: int, path: Path) -> SavedModel:
        time.sleep(environment.loading_s)
        model = SavedModel(name, version, path, threads)
        if flags.enable_model_warmup:
            warm_up(model, path)
        return model

    return load


def every(seconds: int, work: Callable[[], None]) -> None:
    def repeat() -> None:
        while True:
            time.sleep(seconds)
            try:
                work()
            except StatusError as error:
                log.warning("Nothing changes: %s", error)

    if seconds > 0:
        threading.Thread(target=repeat, daemon=True).start()
