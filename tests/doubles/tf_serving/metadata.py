"""GetModelMetadata: the signatures of a model, the only field that the real server knows."""

from errors import invalid
from saved_model import SavedModel
from tensorflow_serving.apis.get_model_metadata_pb2 import (
    GetModelMetadataRequest,
    GetModelMetadataResponse,
    SignatureDefMap,
)

FIELD = "signature_def"


def check(request: GetModelMetadataRequest) -> None:
    if not request.metadata_field:
        raise invalid("GetModelMetadataRequest must specify at least one metadata_field")
    for field in request.metadata_field:
        if field != FIELD:
            raise invalid(f"Metadata field %s is not supported{field}")  # so the real server says it


def describe(model: SavedModel) -> GetModelMetadataResponse:
    response = GetModelMetadataResponse()
    response.model_spec.name = model.name
    response.model_spec.version.value = model.version
    response.metadata[FIELD].Pack(signatures(model))
    return response


def signatures(model: SavedModel) -> SignatureDefMap:
    return SignatureDefMap(signature_def=model.signatures)
