"""Generate the modules of src/**/*.proto, and the stubs of what the gateway uses: python generate.py."""

import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

import grpc_tools
from google.protobuf import any_pb2, wrappers_pb2
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from grpc_tools import protoc
from read_wheel import SOURCES, api_modules, descriptors

STUBS = Path(__file__).with_name("stubs")
MESSAGES = (
    *(f"tensorflow/core/framework/{name}.proto" for name in ("tensor", "tensor_shape", "types")),
    *(f"tensorflow_serving/apis/{name}.proto" for name in ("model", "predict", "get_model_status")),
    "tensorflow_serving/config/model_server_config.proto",
)
SERVICES = tuple(f"tensorflow_serving/apis/{name}_service.proto" for name in ("prediction", "model"))


def generate_modules(folder: Path) -> None:
    """Write a module for each .proto file. Raises RuntimeError where protoc fails."""
    well_known = Path(grpc_tools.__file__).with_name("_proto")
    names = sorted(str(file.relative_to(SOURCES)) for file in SOURCES.rglob("*.proto"))
    _protoc(f"--proto_path={SOURCES}", f"--proto_path={well_known}", f"--python_out={folder}", *names)


def generate_stubs(folder: Path) -> None:
    """Write types for mypy from our modules' descriptors and the api's. Raises RuntimeError where protoc fails."""
    ours = (file.read_text() for file in SOURCES.rglob("*_pb2.py"))
    well_known = (FileDescriptorProto.FromString(module.DESCRIPTOR.serialized_pb) for module in (any_pb2, wrappers_pb2))
    with NamedTemporaryFile() as known:
        files = [*descriptors(ours), *descriptors(api_modules()), *well_known]
        known.write(FileDescriptorSet(file=files).SerializeToString())
        known.flush()
        _protoc(f"--descriptor_set_in={known.name}", *_plugin("mypy", folder), *MESSAGES)
        _protoc(f"--descriptor_set_in={known.name}", *_plugin("mypy_grpc", folder), *SERVICES)


def _plugin(name: str, folder: Path) -> tuple[str, str]:
    program = Path(sys.executable).with_name(f"protoc-gen-{name}")
    return f"--plugin={program}", f"--{name}_out=quiet:{folder}"


def _protoc(*arguments: str) -> None:
    if protoc.main(["protoc", *arguments]):
        raise RuntimeError("protoc failed: it has said why")


if __name__ == "__main__":
    generate_modules(SOURCES)
    generate_stubs(STUBS)
