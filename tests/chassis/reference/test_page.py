import re
from typing import Annotated, Any

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from handdraw_chassis.policy import page_headers
from handdraw_chassis.reference.page import render_reference

app = FastAPI(title="Draw <ings>", summary="In & out", version="1.2")


class Answer(BaseModel):
    """What was ``read``."""

    digit: int = Field(ge=0, le=9, description="The <digit>")


@app.get("/v1/answers/{name}")
async def answers(name: str, *, glyph: Annotated[bool, Query(description="`false`: none")] = True) -> Answer:
    """Find `one` answer."""
    raise NotImplementedError


def render(document: dict[str, Any] | None = None) -> str:
    return render_reference(document or app.openapi(), "https://draw.example/below")


def test_the_page_says_what_a_service_is_and_where_programs_read_it() -> None:
    page = render()

    assert "<h1>Draw &lt;ings&gt;</h1><p>In &amp; out. Version 1.2. " in page
    assert '<a href="openapi.json">openapi.json</a>' in page


def test_each_call_has_its_section_with_a_command_its_parameters_and_its_answers() -> None:
    [section] = re.findall(r'<section id="answers_[a-z0-9_]+_get">.*?</section>', render())

    for part in (
        "<h2><b>GET</b> /v1/answers/{name}</h2><p>Find <code>one</code> answer.</p>",
        "<pre>curl 'https://draw.example/below/v1/answers/{name}'</pre>",
        '<th scope="row"><code>name</code></th><td>path</td><td>string</td><td></td>',
        '<th scope="row"><code>glyph</code></th><td>query</td><td>boolean; else true</td><td><code>false</code>: none',
        '<td><code>application/json</code> <a href="#Answer">Answer</a></td>',
    ):
        assert part in section


def test_each_schema_has_its_section() -> None:
    assert '<section id="Answer"><h3>Answer</h3><p>What was <code>read</code>.</p>' in render()


def test_every_link_within_the_page_leads_somewhere() -> None:
    page = render()

    assert set(re.findall(r'href="#([^"]*)"', page)) - set(re.findall(r' id="([^"]*)"', page)) == set()


def test_a_body_is_described_by_its_fields_or_by_its_type() -> None:
    content = {
        "application/json": {"schema": {"properties": {"digit": {"type": "integer"}}, "required": ["digit"]}},
        "image/png": {"schema": {"type": "string", "format": "binary"}},
    }
    operation = {"operationId": "read", "requestBody": {"content": content}}
    page = render({"info": {"title": "T", "version": "1"}, "paths": {"/x": {"post": operation}}})

    assert '<th scope="row"><code>digit</code></th><td>integer</td>' in page
    assert '<th scope="row"><code>image/png</code></th><td>string, binary</td>' in page


def test_its_policy_lets_it_use_its_own_style_and_nothing_else() -> None:
    page = render()

    assert ("sha256-" in page_headers(page)["Content-Security-Policy"], "<script" in page) == (True, False)
