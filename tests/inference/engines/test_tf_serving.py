import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent import futures
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import grpc
import numpy as np
import pytest
from google.protobuf.wrappers_pb2 import Int64Value
from tensorflow.core.framework.tensor_pb2 import TensorProto
from tensorflow.core.framework.tensor_shape_pb2 import TensorShapeProto
from tensorflow.core.framework.types_pb2 import DT_FLOAT, DT_INT32, DataType
from tensorflow_serving.apis.get_model_metadata_pb2 import GetModelMetadataRequest, SignatureDefMap
from tensorflow_serving.apis.model_pb2 import ModelSpec
from tensorflow_serving.apis.predict_pb2 import PredictRequest, PredictResponse
from tensorflow_serving.apis.prediction_service_pb2_grpc import PredictionServiceStub

from handdraw_chassis.trace_context import TraceContext, within
from handdraw_contracts.health import Degradation
from handdraw_inference import errors
from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.normalisation import normalise
from handdraw_inference.engines.embedded import EmbeddedClassifier
from handdraw_inference.engines.fallback import FallbackClassifier
from handdraw_inference.engines.model_versions import stable_version
from handdraw_inference.engines.occlusion import cover
from handdraw_inference.engines.tf_serving import TensorFlowServing, from_tensor, to_tensor

from ...environments import ROOT
from ...own_models import call_stable, make_foreign
from ...processes import TRAINING_PYTHON, tensorflow_serving

pytestmark = pytest.mark.anyio
BLANK = np.zeros((1, 28, 28), np.float32)
QUANTISED = 0.03
MODELS = ROOT / "services" / "inference" / "models"
needs_tensorflow = pytest.mark.skipif(
    not TRAINING_PYTHON.exists(), reason="the double of TensorFlow Serving needs .venv-training: make environments"
)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with tensorflow_serving(tmp_path_factory.mktemp("tf_serving")) as double:
        yield double.target


@asynccontextmanager
async def connected(
    target: str, deadline_s: float = 5, models_dir: Path = MODELS, model: str = "digits", label: str = "stable"
) -> AsyncIterator[TensorFlowServing]:
    async with grpc.aio.insecure_channel(target) as channel:
        yield TensorFlowServing(channel, deadline_s, models_dir, model, label)


@needs_tensorflow
async def test_it_gives_the_embedded_engines_answers_on_100_glyphs_as_far_as_that_is_quantised(
    target: str, models_dir: Path, sample: Callable[[int], bytes]
) -> None:
    drawn = np.stack([normalise(decode(open_drawing(sample(digit)))).pixels for digit in range(10)])
    shifted = [np.roll(drawn, (rows, columns), axis=(1, 2)) for rows in range(-2, 3) for columns in (-1, 1)]
    images = np.concatenate(shifted).astype(np.float32) / np.float32(255)
    embedded = EmbeddedClassifier(models_dir)
    async with connected(target) as serving:
        served = (await serving.classify(images)).scores
    twin = (await embedded.classify(images)).scores

    assert len(images) == 100
    assert np.array_equal(served.probabilities.argmax(axis=1), twin.probabilities.argmax(axis=1))
    assert np.abs(served.probabilities - twin.probabilities).max() < QUANTISED
    assert served.unlike is not None
    assert twin.unlike is not None
    assert np.abs(served.unlike - twin.unlike).max() < QUANTISED


async def test_many_are_one_call() -> None:
    calls = list[int]()

    def answer(request: PredictRequest) -> PredictResponse:
        count = request.inputs["image"].tensor_shape.dim[0].size
        calls.append(count)
        spec = ModelSpec(name="digits", version=Int64Value(value=stable_version(MODELS).version))
        return PredictResponse(outputs={"probabilities": tensor([0.1] * 10 * count, count, 10)}, model_spec=spec)

    with answering(answer) as target:
        async with connected(target) as serving:
            predictions = await serving.classify_many(np.zeros((169, 28, 28), np.float32))

    assert (calls, len(predictions.scores)) == ([169], 169)


@needs_tensorflow
async def test_it_explains_as_the_embedded_engine_does_as_far_as_that_is_quantised(
    target: str, models_dir: Path, sample: Callable[[int], bytes]
) -> None:
    covered, _ = cover(normalise(decode(open_drawing(sample(8)))).pixels)
    async with connected(target) as serving:
        served = (await serving.classify_many(covered)).scores
    twin = (await EmbeddedClassifier(models_dir).classify_many(covered)).scores

    assert np.corrcoef(served.probabilities[:, 8], twin.probabilities[:, 8])[0, 1] > 0.99


@needs_tensorflow
async def test_the_answer_names_the_version_that_the_label_stands_for(target: str, models_dir: Path) -> None:
    stable = str(stable_version(models_dir).version)

    async with connected(target) as serving:
        scores = await serving.classify(BLANK)

    assert scores.model.model_dump() == {"name": "digits", "version": stable, "engine": "tensorflow_serving"}


@needs_tensorflow
async def test_it_is_well_when_a_version_is_available(target: str) -> None:
    async with connected(target) as serving:
        await serving.check()


@needs_tensorflow
@pytest.mark.parametrize(
    ("model", "label", "error"),
    [
        pytest.param("letters", "stable", errors.EngineMisbehaved, id="a model that it does not have"),
        pytest.param("digits", "canary", errors.EngineMisbehaved, id="a label that it does not know"),
    ],
)
async def test_what_it_does_not_serve_is_an_engine_that_failed(
    target: str, model: str, label: str, error: type[errors.EngineFailed]
) -> None:
    async with connected(target, model=model, label=label) as serving:
        with pytest.raises(errors.EngineFailed) as failed:
            await serving.classify(BLANK)

    assert failed.type is error


@needs_tensorflow
async def test_the_official_stub_reads_the_networks_signature(target: str) -> None:
    spec = ModelSpec(name="digits", version_label="stable")
    request = GetModelMetadataRequest(model_spec=spec, metadata_field=["signature_def"])
    async with grpc.aio.insecure_channel(target) as channel:
        answer = await PredictionServiceStub(channel).GetModelMetadata(request)
    signatures = SignatureDefMap()
    answer.metadata["signature_def"].Unpack(signatures)
    signature = signatures.signature_def["serving_default"]

    assert {name: DataType.Name(tensor.dtype) for name, tensor in signature.inputs.items()} == {"image": "DT_FLOAT"}
    assert set(signature.outputs) >= {"probabilities", "unlike_a_digit"}


@needs_tensorflow
async def test_a_model_that_is_not_there_is_not_well(target: str) -> None:
    async with connected(target, model="letters") as serving:
        with pytest.raises(errors.EngineUnavailable):
            await serving.check()


@needs_tensorflow
async def test_a_wrong_shape_is_its_own_fault_not_a_crash_of_the_server(target: str) -> None:
    async with connected(target) as serving:
        with pytest.raises(errors.EngineMisbehaved, match="INVALID_ARGUMENT"):
            await serving.classify(np.zeros((1, 27, 28), np.float32))
        await serving.check()


@needs_tensorflow
async def test_a_server_that_is_too_slow_is_left_at_the_deadline(tmp_path: Path) -> None:
    with tensorflow_serving(tmp_path, {"TF_SERVING_DOUBLE_DELAY_MS": "20000"}) as slow:
        async with connected(slow.target, deadline_s=0.2) as serving:
            started = time.monotonic()
            with pytest.raises(errors.EngineTimeout):
                await serving.classify(BLANK)

    assert time.monotonic() - started < 10


async def test_nobody_behind_the_address_is_an_engine_that_is_unavailable() -> None:
    async with connected("127.0.0.1:1") as serving:
        with pytest.raises(errors.EngineUnavailable):
            await serving.classify(BLANK)


Answer = Callable[[PredictRequest], PredictResponse | bytes]


NAMED = TraceContext("mine", f"00-{'a' * 32}-{'b' * 16}-01", "c=1")
TABBED = TraceContext.read({b"traceparent": NAMED.traceparent.encode(), b"tracestate": b"c=1,\td=2"})


@pytest.mark.parametrize(
    ("traces", "sent"),
    [
        ((), {}),
        ((NAMED,), NAMED.headers()),
        ((NAMED, TraceContext.begin()), NAMED.headers()),
        pytest.param((TABBED,), TABBED.headers(), id="a tab, which gRPC does not carry"),
    ],
)
async def test_the_trace_of_whom_is_worked_for_goes_with_the_call(
    traces: tuple[TraceContext, ...], sent: dict[str, str]
) -> None:
    seen: list[dict[str, str]] = []

    def answer(_: PredictRequest, context: grpc.ServicerContext) -> PredictResponse:
        seen.append({key: str(value) for key, value in context.invocation_metadata() if key != "user-agent"})
        return PredictResponse()

    with serving_predict(answer) as target:
        async with connected(target) as serving:
            with within(*traces), pytest.raises(errors.EngineMisbehaved):
                await serving.classify(BLANK)

    assert seen == [sent]


async def test_what_grpc_does_not_send_is_no_mistake_of_the_callers() -> None:
    unsendable = NAMED._replace(tracestate="line\nbreak")
    with serving_predict(lambda *_: PredictResponse()) as target:
        async with connected(target) as serving:
            with within(unsendable), pytest.raises(errors.EngineMisbehaved, match="TensorFlow Serving: "):
                await serving.classify(BLANK)


def serialized(answer: PredictResponse | bytes) -> bytes:
    return answer if isinstance(answer, bytes) else answer.SerializeToString()


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """A server that answers Predict with anything: what the real one cannot be made to say."""
    with serving_predict(lambda request, _: answer(request)) as target:
        yield target


@contextmanager
def serving_predict(answer: Callable[[PredictRequest, grpc.ServicerContext], PredictResponse | bytes]) -> Iterator[str]:
    handler = grpc.method_handlers_generic_handler(
        "tensorflow.serving.PredictionService",
        {"Predict": grpc.unary_unary_rpc_method_handler(answer, PredictRequest.FromString, serialized)},
    )
    server = grpc.server(futures.ThreadPoolExecutor(1))
    server.add_generic_rpc_handlers((handler,))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def tensor(values: list[float], *shape: int, dtype: "DataType.ValueType" = DT_FLOAT) -> TensorProto:
    dims = [TensorShapeProto.Dim(size=size) for size in shape]
    return TensorProto(dtype=dtype, tensor_shape=TensorShapeProto(dim=dims), float_val=values)


@pytest.mark.parametrize(
    ("outputs", "reason"),
    [
        pytest.param({"probabilities": tensor([float("nan")] * 10, 1, 10)}, "no numbers", id="NaN"),
        pytest.param({"probabilities": tensor([0.1] * 9, 1, 9)}, r"shape \(1, 9\)", id="nine probabilities"),
        pytest.param({"probabilities": tensor([0.1] * 9, 1, 10)}, "do not fit", id="a shape that lies"),
        pytest.param({"probabilities": tensor([0.1] * 10, 1, 10, dtype=DT_INT32)}, "dtype", id="whole numbers"),
        pytest.param(
            {"probabilities": TensorProto(dtype=DT_FLOAT, tensor_content=b"abc")}, "do not fit", id="three bytes"
        ),
        pytest.param({"probabilities": tensor([0.1] * 10, -1, 10)}, "do not fit", id="a negative size"),
        pytest.param({"logits": tensor([0.1] * 10, 1, 10)}, r"\['logits'\]", id="another output"),
        pytest.param({}, r"\[\]", id="nothing"),
    ],
)
async def test_an_answer_that_is_no_set_of_probabilities_is_not_passed_on(
    outputs: dict[str, TensorProto], reason: str
) -> None:
    with answering(lambda _: PredictResponse(outputs=outputs, model_spec=ModelSpec(name="digits"))) as target:
        async with connected(target) as serving:
            with pytest.raises(errors.EngineMisbehaved, match=reason):
                await serving.classify(BLANK)


async def test_an_answer_that_cannot_be_read_is_an_engine_that_failed() -> None:
    with answering(lambda _: b"\xff\xff\xff") as target:
        async with connected(target) as serving:
            with pytest.raises(errors.EngineMisbehaved):
                await serving.classify(BLANK)


@needs_tensorflow
async def test_a_label_that_moves_to_a_foreign_normalisation_is_answered_by_the_version_before(
    own_models: Path, tmp_path: Path
) -> None:
    why = make_foreign(own_models, 2)
    embedded = EmbeddedClassifier(own_models)
    call_stable(own_models, 2)
    embedded.follow()
    with tensorflow_serving(tmp_path, models=own_models) as foreign:
        async with connected(foreign.target, models_dir=own_models) as serving:
            fallback = FallbackClassifier(serving, embedded)
            await fallback.check()
            model = (await fallback.classify(BLANK)).model

    assert (model.version, model.engine, fallback.degradations()) == (
        "1",
        "embedded",
        [
            Degradation(dependency="tensorflow_serving", reason=why),
            Degradation(dependency="models", reason=f"{why}: version 1 stays in service"),
        ],
    )


async def test_a_version_without_a_card_is_not_believed(own_models: Path) -> None:
    spec = ModelSpec(name="digits", version=Int64Value(value=7))
    outputs = {"probabilities": tensor([0.1] * 10, 1, 10)}
    with answering(lambda _: PredictResponse(outputs=outputs, model_spec=spec)) as target:
        async with connected(target, models_dir=own_models) as serving:
            with pytest.raises(errors.EngineUnavailable, match=r"digits/7/assets\.extra/model_card\.json"):
                await serving.classify(BLANK)


@needs_tensorflow
async def test_it_is_not_well_when_the_label_stands_for_nothing(target: str) -> None:
    async with connected(target, label="canary") as serving:
        with pytest.raises(errors.EngineFailed, match="canary"):
            await serving.check()


@pytest.mark.parametrize("as_bytes", [True, False])
def test_a_tensor_is_read_in_either_encoding(as_bytes: bool) -> None:
    images = np.arange(2 * 28 * 28, dtype=np.float32).reshape(2, 28, 28)
    sent = to_tensor(images)
    if not as_bytes:
        sent = tensor(images.ravel().tolist(), 2, 28, 28, 1)

    assert np.array_equal(from_tensor(sent), images[..., None])
