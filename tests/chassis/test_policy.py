import hashlib
from base64 import b64encode
from http import HTTPStatus

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from handdraw_chassis.policy import GUARDS, POLICY, GuardedAnswers, page_headers

PAGE = "<style>p { margin: 0 }</style><p>text</p>"


async def plain(_: Request) -> Response:
    return PlainTextResponse("here")


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE, headers={**page_headers(PAGE), "cache-control": "private"})


async def refused(_: Request) -> Response:
    raise HTTPException(HTTPStatus.CONFLICT)


async def mistaken(_: Request) -> Response:
    raise ValueError


ROUTES = [Route(f"/{answer.__name__}", answer) for answer in (plain, page, refused, mistaken)]
client = TestClient(GuardedAnswers(Starlette(routes=ROUTES)), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("path", "status"), [("/plain", 200), ("/refused", 409), ("/nothing", 404), ("/mistaken", 500)]
)
def test_an_answer_allows_a_browser_nothing_whatever_it_is(path: str, status: int) -> None:
    answer = client.get(path)

    assert (status, dict(GUARDS)) == (answer.status_code, {name: answer.headers[name] for name in GUARDS})


def test_what_an_answer_says_itself_stands_alone() -> None:
    said = client.get("/page").headers

    assert said.get_list(POLICY) == [page_headers(PAGE)[POLICY]]
    assert said.get_list("Cache-Control") == ["private"]
    assert said.get_list("Referrer-Policy") == ["same-origin"]


def test_a_page_may_use_the_style_that_stands_in_it_and_load_and_run_nothing() -> None:
    digest = b64encode(hashlib.sha256(b"p { margin: 0 }").digest()).decode()

    assert page_headers(PAGE) == {
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    }


def test_a_page_without_a_style_may_have_none() -> None:
    assert "style-src 'none'" in page_headers("<p>text</p>")["Content-Security-Policy"]
