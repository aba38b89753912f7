"""The REST API: status, metadata and predict."""

import json
import re
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import grpc
import metadata
import rest_tensors
from errors import StatusError, invalid
from google.protobuf.json_format import MessageToDict
from models import Models
from predict import predict
from status import status
from tensorflow_serving.apis.get_model_metadata_pb2 import GetModelMetadataRequest
from tensorflow_serving.apis.get_model_status_pb2 import GetModelStatusRequest
from tensorflow_serving.apis.predict_pb2 import PredictRequest

PATH = re.compile(
    r"/v1/models(?:/(?P<name>[^/:]+))?(?:/versions/(?P<version>\d{1,18})|/labels/(?P<label>[^/:]+))?"
    r"(?P<verb>/metadata|:predict)?",
    re.IGNORECASE,
)
HTTP_CODES = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.FAILED_PRECONDITION: 400,
    grpc.StatusCode.OUT_OF_RANGE: 400,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.UNIMPLEMENTED: 501,
    grpc.StatusCode.UNAVAILABLE: 503,
    grpc.StatusCode.DEADLINE_EXCEEDED: 504,
}
as_json = partial(MessageToDict, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)


class RestApi:
    def __init__(self, models: Models, *, timeout_s: float, delay_s: float) -> None:
        self._models = models
        self._timeout_s = timeout_s
        self._delay_s = delay_s

    def answer(self, method: str, target: str, body: bytes) -> dict[str, Any]:
        path = urlsplit(target).path
        match = PATH.fullmatch(path)
        if not match or (method == "POST") != (match["verb"] == ":predict"):
            raise invalid(f"Malformed request: {method} {path}")
        if not match["name"]:
            raise invalid("Missing model name in request.")
        if method == "POST":
            return self._predict(fill_spec(PredictRequest(), match), body)
        if match["verb"]:
            return self._metadata(fill_spec(GetModelMetadataRequest(), match))
        return dict(as_json(status(self._models, fill_spec(GetModelStatusRequest(), match))))

    def _metadata(self, request: GetModelMetadataRequest) -> dict[str, Any]:
        model = self._models.find(request)
        spec = as_json(metadata.describe(model).model_spec)
        return {"model_spec": spec, "metadata": {metadata.FIELD: as_json(metadata.signatures(model))}}

    def _predict(self, request: PredictRequest, body: bytes) -> dict[str, Any]:
        document = rest_tensors.parse(body)
        model = self._models.find(request)
        rest_tensors.fill(request, document, model)
        time.sleep(min(self._delay_s, self._timeout_s))
        if self._delay_s > self._timeout_s:
            raise StatusError(grpc.StatusCode.DEADLINE_EXCEEDED, "Timed out waiting for notification")
        return rest_tensors.answer(predict(model, request), by_row="instances" in document)


def fill_spec(request: Any, match: re.Match[str]) -> Any:
    request.model_spec.name = unquote(match["name"])
    if match["version"]:
        request.model_spec.version.value = int(match["version"])
    if match["label"]:
        request.model_spec.version_label = unquote(match["label"])
    return request


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, api: RestApi, *arguments: Any) -> None:
        self._api = api
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            code, content = 200, self._api.answer(self.command, self.path, body)
        except StatusError as error:
            code, content = HTTP_CODES.get(error.code, 500), {"error": error.message}
        answer = json.dumps(content, indent=4).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Says nothing: the real server logs no requests either."""


def start(api: RestApi, host: str, port: int) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer((host, port), partial(Handler, api))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
