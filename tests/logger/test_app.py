from collections.abc import Iterator
from typing import Any
from uuid import UUID

from starlette.testclient import TestClient


def test_every_answer_bears_a_new_id_of_its_request(client: TestClient) -> None:
    ids = {client.get(path).headers["X-Request-ID"] for path in ("/healthz", "/healthz", "/nowhere", "/v1/events")}

    assert [UUID(sent).version for sent in ids] == [7] * 4


def test_every_reference_in_the_openapi_document_leads_somewhere(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    referred = {found["$ref"] for found in objects(document) if "$ref" in found}

    assert referred == {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a JSON value, itself included."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from objects(part)


def test_the_documentation_is_served_for_people(client: TestClient) -> None:
    assert client.get("/docs").status_code == 200
