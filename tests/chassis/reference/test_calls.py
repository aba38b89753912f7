from typing import Any

import pytest

from handdraw_chassis.reference.calls import write_call

PICTURE = {"content": {"image/png": {"schema": {"format": "binary"}}}}
LABEL = {"content": {"application/json": {"example": {"digit": 7}}}}
BATCH = {"content": {"application/json": {"schema": {"examples": [["it's"]]}}}}


@pytest.mark.parametrize(
    ("method", "path", "body", "call"),
    [
        ("get", "/v1/model", {}, "curl http://h/v1/model"),
        ("post", "/v1/x", PICTURE, "curl -X POST -H 'Content-Type: image/png' --data-binary @FILE http://h/v1/x"),
        ("put", "/{id}", LABEL, "curl -X PUT -H 'Content-Type: application/json' -d '{\"digit\": 7}' 'http://h/{id}'"),
        (
            "post",
            "/v1/x",
            BATCH,
            "curl -X POST -H 'Content-Type: application/json' -d '[\"it'\"'\"'s\"]' http://h/v1/x",
        ),
    ],
)
def test_a_call_is_written_as_a_shell_takes_it(method: str, path: str, body: dict[str, Any], call: str) -> None:
    assert write_call("http://h", method, path, {"requestBody": body}) == call
