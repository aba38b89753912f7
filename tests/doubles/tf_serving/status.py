"""GetModelStatus: the state of each version, and what broke those that could not be loaded."""

import grpc
from errors import StatusError
from models import Models, model_spec
from tensorflow_serving.apis.get_model_status_pb2 import (
    GetModelStatusRequest,
    GetModelStatusResponse,
    ModelVersionStatus,
)


def status(models: Models, request: GetModelStatusRequest) -> GetModelStatusResponse:
    """Of one version where the request numbers it, else of all, newest first: labels play no part here."""
    spec = model_spec(request)
    versions = models.versions(spec.name)
    if spec.HasField("version"):
        versions = {number: version for number, version in versions.items() if number == spec.version.value}
    if not versions:
        sought = f"version {spec.version.value}" if spec.HasField("version") else "any versions"
        raise StatusError(grpc.StatusCode.NOT_FOUND, f"Could not find {sought} of model {spec.name}")
    response = GetModelStatusResponse()
    for number, version in versions.items():
        entry = response.model_version_status.add(version=number)
        entry.state = ModelVersionStatus.State.Value(version.state)
        entry.status.error_code = version.error.code.value[0] if version.error else 0
        entry.status.error_message = version.error.message if version.error else ""
    return response
