"""What the server is told: the command line of tensorflow_model_server, and the faults that tests ask for."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NoReturn


@dataclass(frozen=True)
class Flags:
    port: int = 8500
    rest_api_port: int = 0
    rest_api_num_threads: int = 0
    rest_api_timeout_in_ms: int = 30_000
    grpc_max_threads: int = 16
    model_name: str = "default"
    model_base_path: str = ""
    model_config_file: str = ""
    model_config_file_poll_wait_seconds: int = 0
    file_system_poll_wait_seconds: int = 1
    allow_version_labels_for_unavailable_models: bool = False
    enable_batching: bool = False
    batching_parameters_file: str = ""
    monitoring_config_file: str = ""
    enable_model_warmup: bool = True
    tensorflow_session_parallelism: int = 0
    tensorflow_intra_op_parallelism: int = 0
    tensorflow_inter_op_parallelism: int = 0
    version: bool = False


@dataclass(frozen=True)
class Environment:
    """Where to listen, which folder to take for the image's /models, and how slow to be on purpose."""

    host: str
    models_root: Path
    delay_s: float
    loading_s: float

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "Environment":
        return cls(
            host=variables.get("TF_SERVING_DOUBLE_HOST", "0.0.0.0"),
            models_root=Path(variables.get("TF_SERVING_DOUBLE_ROOT", "/models")),
            delay_s=float(variables.get("TF_SERVING_DOUBLE_DELAY_MS", "0")) / 1000,
            loading_s=float(variables.get("TF_SERVING_DOUBLE_LOADING_MS", "0")) / 1000,
        )


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stdout)
        self.exit(255, f"{message}\n")


def switch(text: str) -> bool:
    if text.lower() not in {"true", "1", "false", "0"}:
        raise ValueError(text)
    return text.lower() in {"true", "1"}


def parse(arguments: Sequence[str]) -> Flags:
    """Ends the process with 255 and the usage where a flag is unknown, as the real server does."""
    parser = Parser(prog="tensorflow_model_server", allow_abbrev=False, add_help=False)
    for field in fields(Flags):
        name, default = f"--{field.name}", field.default
        if isinstance(default, bool):
            parser.add_argument(name, default=default, type=switch, nargs="?", const=True)
        else:
            parser.add_argument(name, default=default, type=type(default))
    return Flags(**vars(parser.parse_args(arguments)))
