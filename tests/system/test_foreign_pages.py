"""What a web page of another site, opened in a browser on this machine, gets of the services: nothing."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .conftest import Chain, running_chain

REBOUND = {"Host": "evil.example"}
FOREIGN = {"Origin": "https://evil.example"}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    folder: Path = tmp_path_factory.mktemp("chain")
    with running_chain(folder) as chain:
        yield chain


def services(chain: Chain) -> dict[str, httpx.Client]:
    return {"gateway": chain.stack.gateway, "logger": chain.stack.logger, "reporter": chain.reporter}


CALLS = [
    ("gateway", "POST", "/v1/classify"),
    ("gateway", "GET", "/v1/model"),
    ("logger", "GET", "/v1/events"),
    ("logger", "POST", "/v1/events"),
    ("reporter", "POST", "/v1/reports"),
    ("reporter", "GET", "/v1/reports"),
    ("reporter", "DELETE", "/v1/reports/019ab4c2-7d10-7c3e-9a51-0242ac120002"),
    ("reporter", "GET", "/"),
]


@pytest.mark.parametrize(("service", "method", "path"), CALLS)
@pytest.mark.parametrize(("headers", "code"), [(REBOUND, "foreign_host"), (FOREIGN, "foreign_origin")])
def test_a_foreign_page_neither_reads_nor_drives_a_service(
    chain: Chain, service: str, method: str, path: str, headers: dict[str, str], code: str
) -> None:
    answer = services(chain)[service].request(method, path, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, code)


@pytest.mark.parametrize("service", ["gateway", "logger", "reporter"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_may_call_a_service_by_any_name(chain: Chain, service: str, path: str) -> None:
    assert services(chain)[service].get(path, headers=REBOUND).status_code == 200


@pytest.mark.parametrize(
    ("service", "name"), [("gateway", "inference"), ("logger", "logger"), ("reporter", "reporter")]
)
def test_a_service_answers_by_its_name_in_compose(chain: Chain, service: str, name: str) -> None:
    assert services(chain)[service].get("/metrics", headers={"Host": f"{name}:80"}).status_code == 200
