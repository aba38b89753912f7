"""What the double of TensorFlow Serving promises to those who test against it, over real sockets."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tensorflow.python", reason="the double of TensorFlow Serving runs in .venv-training")

import grpc
import numpy as np
import tensorflow as tf
from google.protobuf.wrappers_pb2 import Int64Value
from tensorflow_serving.apis import prediction_service_pb2_grpc as prediction_service
from tensorflow_serving.apis.get_model_metadata_pb2 import GetModelMetadataRequest, SignatureDefMap
from tensorflow_serving.apis.get_model_status_pb2 import GetModelStatusRequest, ModelVersionStatus
from tensorflow_serving.apis.model_pb2 import ModelSpec
from tensorflow_serving.apis.model_service_pb2_grpc import ModelServiceStub
from tensorflow_serving.apis.predict_pb2 import PredictRequest
from tensorflow_serving.apis.prediction_log_pb2 import PredictionLog

DOUBLE = Path(__file__).with_name("tf_serving")
PATIENCE_S = 60
BLANK = np.zeros([1, 28, 28, 1], np.float32)
NOT_A_MODEL = (
    "Could not find SavedModel .pb or .pbtxt at supplied export directory path: {path}. "
    "Check that the directory exists and that you have the right permissions for accessing it."
)


def model_of(digit: int) -> Any:
    """Return a model that takes every glyph for `digit`."""
    module = tf.Module()
    module.weights = tf.Variable(tf.zeros([784, 10]))
    module.bias = tf.Variable(tf.one_hot(digit, 10, on_value=100.0))

    def classify(image: Any) -> dict[str, Any]:
        logits = tf.reshape(image, [-1, 784]) @ module.weights + module.bias
        return {"logits": logits, "probabilities": tf.nn.softmax(logits)}

    signature = [tf.TensorSpec([None, 28, 28, 1], tf.float32, name="image")]
    module.classify = tf.function(classify, input_signature=signature)
    return module


@dataclass(frozen=True)
class Double:
    process: subprocess.Popen[bytes]
    log: Path
    config: Path
    port: int
    rest_port: int

    def predict(self, request: PredictRequest, **options: Any) -> Any:
        with grpc.insecure_channel(f"127.0.0.1:{self.port}") as channel:
            return prediction_service.PredictionServiceStub(channel).Predict(request, **options)

    def metadata(self, request: GetModelMetadataRequest) -> Any:
        with grpc.insecure_channel(f"127.0.0.1:{self.port}") as channel:
            return prediction_service.PredictionServiceStub(channel).GetModelMetadata(request)

    def status(self, request: GetModelStatusRequest) -> Any:
        with grpc.insecure_channel(f"127.0.0.1:{self.port}") as channel:
            return ModelServiceStub(channel).GetModelStatus(request)

    def rest(self, path: str, body: str | None = None) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.rest_port}{path}"
        try:
            with urllib.request.urlopen(url, body.encode() if body is not None else None) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()

    def states(self) -> dict[int, str]:
        """Return each version's state, by number; none while the ports are closed."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            answer = json.loads(self.rest("/v1/models/digits")[1])
        except urllib.error.URLError:
            return {}
        return {int(status["version"]): status["state"] for status in answer["model_version_status"]}


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def environment(models: Path, **faults: str) -> dict[str, str]:
    return os.environ | {"TF_SERVING_DOUBLE_HOST": "127.0.0.1", "TF_SERVING_DOUBLE_ROOT": str(models)} | faults


@contextmanager
def run_double(folder: Path, models: Path, *flags: str, **faults: str) -> Iterator[Double]:
    port, rest_port = free_ports()
    command = [sys.executable, str(DOUBLE), f"--port={port}", "--rest_api_port", str(rest_port), *flags]
    log = folder / "log"
    with (
        log.open("wb") as stderr,
        subprocess.Popen(command, env=environment(models, **faults), stderr=stderr) as process,
    ):
        try:
            yield Double(process, log, folder / "models.config", port, rest_port)
        finally:
            process.kill()


def config(versions: tuple[int, ...], **labels: int) -> str:
    specific = " ".join(f"versions: {version}" for version in versions)
    pairs = " ".join(f'version_labels {{ key: "{label}" value: {version} }}' for label, version in labels.items())
    return f"""
        model_config_list {{
          config {{
            name: "digits" base_path: "/models/digits" model_platform: "tensorflow"
            model_version_policy {{ specific {{ {specific} }} }} {pairs}
          }}
        }}
    """


def warm_up(version: Path, request: PredictRequest) -> None:
    (version / "assets.extra").mkdir()
    with tf.io.TFRecordWriter(str(version / "assets.extra" / "tf_serving_warmup_requests")) as records:
        records.write(PredictionLog(predict_log={"request": request}).SerializeToString())


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for version in (1, 2, 4):
        module = model_of(version)
        path = folder / "digits" / str(version)
        tf.saved_model.save(module, str(path), signatures={"serving_default": module.classify})
    (folder / "digits" / "3").mkdir()
    warm_up(folder / "digits" / "2", request())
    warm_up(folder / "digits" / "4", request(signature_name="best"))
    (folder / "broken" / "1").mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def double(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Double]:
    folder = tmp_path_factory.mktemp("double")
    (folder / "models.config").write_text(config((1, 2, 3, 4), stable=1, canary=2, broken=3))
    flags = f"--model_config_file={folder / 'models.config'}", "--allow_version_labels_for_unavailable_models"
    with run_double(folder, models, *flags) as double:
        eventually(lambda: double.states() == {1: "AVAILABLE", 2: "AVAILABLE", 3: "END", 4: "END"})
        yield double


@pytest.fixture(scope="module")
def slow_double(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Double]:
    folder = tmp_path_factory.mktemp("slow_double")
    (folder / "models.config").write_text(config((1,), stable=1))
    flags = (
        f"--model_config_file={folder / 'models.config'}",
        "--model_config_file_poll_wait_seconds=1",
        "--allow_version_labels_for_unavailable_models=true",
        "--rest_api_timeout_in_ms=100",
    )
    faults = {"TF_SERVING_DOUBLE_DELAY_MS": "10000", "TF_SERVING_DOUBLE_LOADING_MS": "3000"}
    with run_double(folder, models, *flags, **faults) as double:
        eventually(lambda: double.states() == {1: "AVAILABLE"})
        yield double


def request(image: Any = BLANK, name: str = "digits", **spec: Any) -> PredictRequest:
    request = PredictRequest(model_spec=ModelSpec(name=name, **spec))
    request.inputs["image"].CopyFrom(tf.make_tensor_proto(image))
    return request


def request_changed_by(change: Callable[[PredictRequest], object]) -> PredictRequest:
    changed = request()
    change(changed)
    return changed


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(grpc.RpcError) as caught:
        call()
    error: Any = caught.value
    return error.code().name, error.details()


def version_labelled(double: Double, label: str) -> int:
    spec = {"name": "digits", "version_label": label}
    answer = double.metadata(GetModelMetadataRequest(model_spec=spec, metadata_field=["signature_def"]))
    return int(answer.model_spec.version.value)


@pytest.mark.parametrize(
    ("spec", "version"),
    [({}, 2), ({"version": {"value": 1}}, 1), ({"version_label": "stable"}, 1), ({"version_label": "canary"}, 2)],
)
def test_a_version_is_chosen_by_number_or_by_label_and_is_else_the_newest(
    double: Double, spec: dict[str, Any], version: int
) -> None:
    answer = double.predict(request(**spec))

    named = ModelSpec(name="digits", version=Int64Value(value=version), signature_name="serving_default")
    digits = {name: int(np.argmax(tf.make_ndarray(tensor))) for name, tensor in answer.outputs.items()}
    assert (answer.model_spec, digits) == (named, {"logits": version, "probabilities": version})


def test_the_values_of_an_output_lie_in_a_field_of_their_type(double: Double) -> None:
    tensor = double.predict(request(np.zeros([2, 28, 28, 1], np.float32))).outputs["logits"]

    assert (list(tensor.float_val), tensor.tensor_content, [dim.size for dim in tensor.tensor_shape.dim]) == (
        [0.0, 0.0, 100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0] * 2,
        b"",
        [2, 10],
    )


def test_only_the_outputs_asked_for_are_answered(double: Double) -> None:
    answer = double.predict(request_changed_by(lambda request: request.output_filter.append("probabilities")))

    assert set(answer.outputs) == {"probabilities"}


@pytest.mark.parametrize(
    ("bad", "code", "message"),
    [
        (request(name="letters"), "NOT_FOUND", "Servable not found for request: Latest(letters)"),
        (request(version={"value": 7}), "NOT_FOUND", "Servable not found for request: Specific(digits, 7)"),
        (request(version={"value": 3}), "NOT_FOUND", "Servable not found for request: Specific(digits, 3)"),
        (request(version_label="broken"), "NOT_FOUND", "Servable not found for request: Specific(digits, 3)"),
        (request(version_label="best"), "INVALID_ARGUMENT", "Unrecognized servable version label: best"),
        (request(signature_name="best"), "FAILED_PRECONDITION", 'Serving signature key "best" not found.'),
        (PredictRequest(), "INVALID_ARGUMENT", "Missing ModelSpec"),
        (request(name=""), "INVALID_ARGUMENT", "ModelSpec has no name specified."),
        (
            request_changed_by(lambda request: request.inputs.pop("image")),
            "INVALID_ARGUMENT",
            (
                "input size does not match signature: 0!=1 len({}) != len({image}). "
                "Sent extra: {}. Missing but required: {image}."
            ),
        ),
        (
            request_changed_by(lambda request: request.inputs["glyph"].CopyFrom(request.inputs.pop("image"))),
            "INVALID_ARGUMENT",
            "input tensor alias not found in signature: glyph. Inputs expected to be in the set {image}.",
        ),
        (
            request_changed_by(lambda request: request.output_filter.append("digit")),
            "INVALID_ARGUMENT",
            (
                "output tensor alias not found in signature: digit "
                "Outputs expected to be in the set {logits,probabilities}."
            ),
        ),
        (
            request_changed_by(lambda request: request.output_filter.extend(["logits", "logits"])),
            "INVALID_ARGUMENT",
            "duplicate output tensor alias: logits",
        ),
        (
            request(BLANK.astype(np.float64)),
            "INVALID_ARGUMENT",
            "Expects arg[0] to be float but double is provided",
        ),
        (
            request(np.zeros([1, 20, 20, 1], np.float32)),
            "INVALID_ARGUMENT",
            "input image of shape (1, 20, 20, 1) does not match signature: (None, 28, 28, 1)",
        ),
        (
            request(np.zeros([784], np.float32)),
            "INVALID_ARGUMENT",
            "input image of shape (784,) does not match signature: (None, 28, 28, 1)",
        ),
        (
            request_changed_by(lambda request: request.inputs["image"].ClearField("dtype")),
            "INVALID_ARGUMENT",
            "tensor parsing error: image",
        ),
        (
            request_changed_by(lambda request: setattr(request.inputs["image"], "tensor_content", b"\x00")),
            "INVALID_ARGUMENT",
            "tensor parsing error: image",
        ),
        (
            request_changed_by(lambda request: setattr(request.inputs["image"].tensor_shape.dim[0], "size", -1)),
            "INVALID_ARGUMENT",
            "tensor parsing error: image",
        ),
    ],
)
def test_a_prediction_that_makes_no_sense_is_refused_in_the_real_servers_words(
    double: Double, bad: PredictRequest, code: str, message: str
) -> None:
    assert refusal(lambda: double.predict(bad)) == (code, message)


def test_the_metadata_are_the_signatures_of_the_version(double: Double) -> None:
    spec = {"name": "digits", "version": {"value": 1}}
    answer = double.metadata(GetModelMetadataRequest(model_spec=spec, metadata_field=["signature_def"]))
    signatures = SignatureDefMap()
    answer.metadata["signature_def"].Unpack(signatures)

    image = signatures.signature_def["serving_default"].inputs["image"]
    assert (answer.model_spec.version.value, image.dtype, [dim.size for dim in image.tensor_shape.dim]) == (
        1,
        tf.float32.as_datatype_enum,
        [-1, 28, 28, 1],
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([], "GetModelMetadataRequest must specify at least one metadata_field"),
        (["card"], "Metadata field %s is not supportedcard"),
    ],
)
def test_metadata_are_asked_for_by_a_field_that_the_server_knows(
    double: Double, fields: list[str], message: str
) -> None:
    bad = GetModelMetadataRequest(model_spec={"name": "digits"}, metadata_field=fields)

    assert refusal(lambda: double.metadata(bad)) == ("INVALID_ARGUMENT", message)


def test_the_status_lists_every_version_newest_first_with_what_broke(double: Double, models: Path) -> None:
    answer = double.status(GetModelStatusRequest(model_spec=ModelSpec(name="digits")))

    assert [
        (status.version, ModelVersionStatus.State.Name(status.state), status.status.error_message)
        for status in answer.model_version_status
    ] == [
        (4, "END", 'Serving signature key "best" not found.'),
        (3, "END", NOT_A_MODEL.format(path=models / "digits" / "3")),
        (2, "AVAILABLE", ""),
        (1, "AVAILABLE", ""),
    ]


@pytest.mark.parametrize(
    ("spec", "code", "message"),
    [
        (ModelSpec(name="letters"), "NOT_FOUND", "Could not find any versions of model letters"),
        (
            ModelSpec(name="digits", version=Int64Value(value=7)),
            "NOT_FOUND",
            "Could not find version 7 of model digits",
        ),
        (None, "INVALID_ARGUMENT", "Missing ModelSpec"),
    ],
)
def test_there_is_no_status_of_what_is_unknown(double: Double, spec: ModelSpec | None, code: str, message: str) -> None:
    assert refusal(lambda: double.status(GetModelStatusRequest(model_spec=spec))) == (code, message)


def test_the_rest_status_is_json(double: Double) -> None:
    code, body = double.rest("/v1/models/digits/versions/1")

    assert (code, json.loads(body)) == (
        200,
        {
            "model_version_status": [
                {"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}
            ]
        },
    )


def test_the_rest_metadata_are_json(double: Double) -> None:
    code, body = double.rest("/v1/models/digits/labels/stable/metadata")
    answer = json.loads(body)

    image = answer["metadata"]["signature_def"]["signature_def"]["serving_default"]["inputs"]["image"]
    assert (code, answer["model_spec"], image["dtype"]) == (
        200,
        {"name": "digits", "signature_name": "", "version": "1"},
        "DT_FLOAT",
    )


ROW = {"logits": [0.0, 100.0] + [0.0] * 8, "probabilities": [0.0, 1.0] + [0.0] * 8}


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"instances": [BLANK[0].tolist()]}, {"predictions": [ROW]}),
        ({"instances": [{"image": BLANK[0].tolist()}] * 2}, {"predictions": [ROW, ROW]}),
        ({"inputs": BLANK.tolist()}, {"outputs": {name: [values] for name, values in ROW.items()}}),
        ({"inputs": {"image": BLANK.tolist()}}, {"outputs": {name: [values] for name, values in ROW.items()}}),
    ],
)
def test_rest_predicts_by_rows_and_by_columns(double: Double, body: dict[str, Any], answer: dict[str, Any]) -> None:
    code, text = double.rest("/v1/models/digits/versions/1:predict", json.dumps(body))

    assert (code, json.loads(text)) == (200, answer)


def test_rest_writes_what_is_not_a_number_bare(double: Double) -> None:
    _, text = double.rest("/v1/models/digits:predict", json.dumps({"inputs": (BLANK * np.nan).tolist()}))

    assert text.count("NaN") == 20


@pytest.mark.parametrize(
    ("path", "body", "code", "message"),
    [
        ("/v1/models/letters", None, 404, "Could not find any versions of model letters"),
        ("/v1/models/digits/versions/7", None, 404, "Could not find version 7 of model digits"),
        ("/v1/models", None, 400, "Missing model name in request."),
        ("/v1/digits", None, 400, "Malformed request: GET /v1/digits"),
        ("/v1/models/digits", "{}", 400, "Malformed request: POST /v1/models/digits"),
        ("/v1/models/letters:predict", "{}", 404, "Servable not found for request: Latest(letters)"),
        ("/v1/models/digits/labels/best:predict", "{}", 400, "Unrecognized servable version label: best"),
        ("/v1/models/digits:predict", "", 400, "JSON Parse error: The document is empty"),
        ("/v1/models/digits:predict", '{"a"', 400, "JSON Parse error: Invalid value. at offset: 4"),
        ("/v1/models/digits:predict", "{}", 400, "Missing 'inputs' or 'instances' key"),
        (
            "/v1/models/digits:predict",
            '{"signature_name": "best"}',
            400,
            'Serving signature name: "best" not found in signature def',
        ),
        (
            "/v1/models/digits:predict",
            '{"instances": ["seven"]}',
            400,
            (
                "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: "
                'JSON Value: "seven" Type: String is not of expected type: float'
            ),
        ),
        (
            "/v1/models/digits:predict",
            '{"inputs": [[1.0, 2.0], [3.0]]}',
            400,
            "Encountered list at unexpected size: 1 at level: 1 expected size: 2",
        ),
    ],
)
def test_rest_refuses_with_a_code_and_a_sentence(
    double: Double, path: str, body: str | None, code: int, message: str
) -> None:
    answered, text = double.rest(path, body)

    assert (answered, json.loads(text)) == (code, {"error": message})


def test_work_past_the_deadline_is_not_answered(slow_double: Double) -> None:
    assert refusal(lambda: slow_double.predict(request(), timeout=0.2)) == ("DEADLINE_EXCEEDED", "Deadline Exceeded")


def test_rest_gives_up_after_its_timeout(slow_double: Double) -> None:
    code, text = slow_double.rest("/v1/models/digits:predict", json.dumps({"inputs": BLANK.tolist()}))

    assert (code, json.loads(text)) == (504, {"error": "Timed out waiting for notification"})


def test_a_label_moves_once_the_version_that_the_file_added_is_available(slow_double: Double) -> None:
    slow_double.config.write_text(config((1, 2), stable=1))
    eventually(lambda: slow_double.states() == {1: "AVAILABLE", 2: "LOADING"})
    while_loading = refusal(lambda: slow_double.predict(request(version={"value": 2})))
    eventually(lambda: slow_double.states() == {1: "AVAILABLE", 2: "AVAILABLE"})
    slow_double.config.write_text(config((1, 2), stable=2))
    eventually(lambda: version_labelled(slow_double, "stable") == 2)
    slow_double.config.write_text(config((2,), stable=2))
    eventually(lambda: slow_double.states() == {1: "END", 2: "AVAILABLE"})

    assert while_loading == ("NOT_FOUND", "Servable not found for request: Specific(digits, 2)")


def test_a_label_cannot_move_to_a_version_that_is_not_available(slow_double: Double) -> None:
    before = version_labelled(slow_double, "stable")
    slow_double.config.write_text(config((1, 2), stable=9))
    eventually(lambda: "Request to assign label to version 9 of model digits" in slow_double.log.read_text())

    assert version_labelled(slow_double, "stable") == before


def test_an_empty_config_changes_nothing(slow_double: Double) -> None:
    before = slow_double.states()
    slow_double.config.write_text("")
    eventually(lambda: "Taking no action for empty config." in slow_double.log.read_text())

    assert slow_double.states() == before


def test_a_single_model_is_named_by_flags_and_sigterm_ends_the_server_at_once(models: Path, tmp_path: Path) -> None:
    (models / "latest").mkdir()
    (models / "latest" / "00000002").symlink_to(models / "digits" / "2")
    (models / "latest" / "1").symlink_to(models / "digits" / "1")
    with run_double(tmp_path, models, "--model_name=digits", "--model_base_path=/models/latest") as double:
        eventually(lambda: double.states() == {2: "AVAILABLE"})
        double.process.send_signal(signal.SIGTERM)

        assert double.process.wait(PATIENCE_S) == 0


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (["--version"], 0, "TensorFlow ModelServer: 2.19.1\nTensorFlow Library: 2.19.1\n"),
        (["--prot=8500"], 255, "usage: tensorflow_model_server "),
        (["--enable_batching=maybe"], 255, "usage: tensorflow_model_server "),
        (
            ["--model_name=broken", "--model_base_path=/models/broken"],
            255,
            (
                "Failed to start server. Error: UNKNOWN: 1 servable(s) did not become available: "
                "{{{name: broken version: 1} due to error: NOT_FOUND: Could not find SavedModel .pb or .pbtxt"
            ),
        ),
        (
            ["--batching_parameters_file={file}"],
            255,
            (
                "Failed to start server. Error: INVALID_ARGUMENT: server_options.batching_parameters_file is set "
                "without setting server_options.enable_batching to true.\n"
            ),
        ),
        (
            ["--model_config_file={file}"],
            255,
            (
                "Failed to start server. Error: FAILED_PRECONDITION: "
                "Request to assign label to version 1 of model digits, which is not currently available for inference\n"
            ),
        ),
    ],
)
def test_the_server_ends_with_a_word_where_it_cannot_start(
    models: Path, tmp_path: Path, flags: list[str], code: int, said: str
) -> None:
    file = tmp_path / "models.config"
    file.write_text(config((1,), stable=1))
    command = [sys.executable, str(DOUBLE), *(flag.format(file=file) for flag in flags)]

    ended = subprocess.run(command, env=environment(models), capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout[: len(said)]) == (code, said)
