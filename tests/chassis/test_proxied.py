import pytest
from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from handdraw_chassis.proxied import Proxied, RootPath, strip

ROOT = "/handdraw/reports"


async def where(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(request.base_url))


def ask(path: str = "/v1/reports", *headers: tuple[str, str], root: str = ROOT) -> str:
    app = Proxied(Starlette(routes=[Route("/v1/reports", where), Route("/", where)]), root, ("draw.example",))
    return TestClient(app, base_url="http://draw.example").get(path, headers=[*headers]).text


@pytest.mark.parametrize("path", ["/v1/reports", f"{ROOT}/v1/reports", "/", ROOT, f"{ROOT}/"])
def test_a_service_is_found_whether_the_proxy_took_its_path_away_or_not(path: str) -> None:
    assert ask(path) == f"http://draw.example{ROOT}/"


@pytest.mark.parametrize(
    "path", ["/handdraw", "/handdraw/reportsv1/reports", f"{ROOT}{ROOT}", f"{ROOT}{ROOT}/v1/reports"]
)
def test_no_other_path_is_one_of_its_own(path: str) -> None:
    assert ask(path) == "Not Found"


def test_a_service_that_is_below_no_path_is_asked_as_before() -> None:
    assert ask(root="") == "http://draw.example/"


SAID = "X-Forwarded-Proto"


@pytest.mark.parametrize(
    ("headers", "scheme"),
    [
        ([(SAID, "https")], "https"),
        ([(SAID, "http")], "http"),
        ([(SAID, "https"), ("Host", "draw.example:8443")], "https"),
        ([(SAID, "https"), ("Host", "127.0.0.1")], "http"),
        ([(SAID, "https"), ("Host", "evil.example")], "http"),
        ([(SAID, "https"), (SAID, "https")], "http"),
        ([(SAID, "javascript")], "http"),
        ([(SAID, "https,http")], "http"),
        ([("X-Forwarded-Host", "evil.example")], "http"),
    ],
)
def test_the_scheme_is_believed_to_be_what_is_said_once_of_a_host_of_the_site(
    headers: list[tuple[str, str]], scheme: str
) -> None:
    address = ask("/v1/reports", *headers)

    assert (scheme, False) == (address.partition(":")[0], "evil.example" in address and SAID not in dict(headers))


@pytest.mark.parametrize(
    ("text", "path"), [("", ""), ("/", ""), ("/handdraw", "/handdraw"), ("/a/b-c_d.e~f/", "/a/b-c_d.e~f")]
)
def test_a_root_path_has_no_slash_behind_it(text: str, path: str) -> None:
    assert TypeAdapter(RootPath).validate_python(text) == path


@pytest.mark.parametrize(
    "text", ["handdraw", "/v1", "/docs/handdraw", "//handdraw", "/hand draw", "/a//b", "/../a", "/a?b", "/%41", "/é"]
)
def test_what_could_be_taken_for_something_else_is_no_root_path(text: str) -> None:
    with pytest.raises(ValidationError, match=r"/handdraw/reports"):
        TypeAdapter(RootPath).validate_python(text)


@pytest.mark.parametrize(("path", "own"), [("/a/b", "/b"), ("/a/ab", "/ab"), ("/a", "/"), ("/ab", "/ab"), ("/b", "/b")])
def test_a_path_is_stripped_where_it_is_whole(path: str, own: str) -> None:
    assert strip(path, "/a") == own
