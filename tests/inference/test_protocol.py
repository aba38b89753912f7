import subprocess
import sys
from pathlib import Path

from handdraw_inference import protocol

FOLDER = Path(protocol.__file__).parent


def test_the_generated_module_is_what_the_proto_file_says(tmp_path: Path) -> None:
    package = FOLDER.parent.parent
    proto = (FOLDER / "tf_serving.proto").relative_to(package)
    command = [
        sys.executable,
        "-m",
        "grpc_tools.protoc",
        "-I",
        ".",
        f"--python_out={tmp_path}",
        f"--pyi_out={tmp_path}",
    ]
    subprocess.run([*command, str(proto)], cwd=package, check=True)

    generated = {file.name: file.read_text() for file in (tmp_path / proto).parent.glob("tf_serving_pb2.*")}

    assert generated == {name: (FOLDER / name).read_text() for name in ("tf_serving_pb2.py", "tf_serving_pb2.pyi")}
