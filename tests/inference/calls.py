"""Calls of the gateway, and its refusals as one value."""

import base64
from typing import NamedTuple

from httpx2 import Response
from starlette.testclient import TestClient

from handdraw_contracts.problems import PROBLEM_JSON, Problem

PNG = {"Content-Type": "image/png"}


class Refusal(NamedTuple):
    status: int
    code: str


def classify(gateway: TestClient, body: bytes, query: str = "", **headers: str) -> Response:
    return gateway.post(f"/v1/classify{query}", content=body, headers=PNG | headers)


def refusal(response: Response) -> Refusal:
    """Return the problem that an answer consists of."""
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    assert problem.instance == f"urn:uuid:{response.headers['X-Request-ID']}"
    assert response.headers["Content-Type"] == PROBLEM_JSON
    return Refusal(response.status_code, problem.code)


def base64_of(body: bytes) -> str:
    return base64.b64encode(body).decode()
