"""The page of /docs: how a service is called, from its OpenAPI document, without a script and without anybody else."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from handdraw_chassis.reference.calls import write_call
from handdraw_chassis.reference.markup import Html, element, join, paragraphs, table, with_code
from handdraw_chassis.reference.schemas import describe_fields, describe_schema, describe_type

Operation = Mapping[str, Any]
DOCUMENT: Final = element("a", "openapi.json", href="openapi.json")
_HEAD: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
)


@cache
def _style() -> str:
    return Path(__file__).with_name("style.css").read_text()


def render_reference(document: Mapping[str, Any], address: str) -> str:
    """``document``: OpenAPI 3.1; ``address``: of the service as the reader reaches it, without a slash behind it."""
    info, schemas = document["info"], document.get("components", {}).get("schemas", {})
    operations = list(_list_operations(document))
    title = element("title", info["title"])
    header = element(
        "header",
        element("h1", info["title"]),
        element("p", f"{info.get('summary', '')}. Version {info['version']}. Programs read ", DOCUMENT, "."),
        element("ul", *(element("li", _link(method, path, one)) for method, path, one in operations)),
    )
    calls = [_describe_operation(method, path, one, address) for method, path, one in operations]
    named = [describe_schema(name, schema) for name, schema in schemas.items()]
    main = element("main", header, *calls, element("h2", "Schemas"), *named)
    return f"{_HEAD}{title}<style>{_style()}</style></head><body>{main}</body></html>"


def _list_operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            yield method, path, operation


def _link(method: str, path: str, operation: Operation) -> Html:
    return element("a", element("b", method.upper()), f" {path}", href=f"#{operation['operationId']}")


def _describe_operation(method: str, path: str, operation: Operation, address: str) -> Html:
    return element(
        "section",
        element("h2", element("b", method.upper()), f" {path}"),
        paragraphs(operation.get("description", "")),
        element("pre", write_call(address, method, path, operation)),
        _describe_parameters(operation),
        _describe_body(operation),
        _describe_answers(operation),
        id=operation["operationId"],
    )


def _describe_parameters(operation: Operation) -> Html:
    rows = [
        (
            element("code", one["name"]),
            one["in"],
            join((describe_type(one["schema"], with_null=False), _default(one["schema"]))),
            with_code(one.get("description", "")),
        )
        for one in operation.get("parameters", ())
    ]
    return table(("parameter", "where", "value", "meaning"), rows) if rows else Html()


def _default(schema: Mapping[str, Any]) -> str:
    value = schema.get("default")
    return "" if value is None else f"; else {str(value).lower() if isinstance(value, bool) else value}"


def _describe_body(operation: Operation) -> Html:
    content = operation.get("requestBody", {}).get("content", {})
    rows = [(element("code", name), _describe_content(body.get("schema", {}))) for name, body in content.items()]
    return table(("body", "what it is"), rows) if rows else Html()


def _describe_content(schema: Mapping[str, Any]) -> Html:
    if "properties" in schema:
        return join((paragraphs(schema.get("description", "")), describe_fields(schema)))
    return join((describe_type(schema), paragraphs(schema.get("description", ""))))


def _describe_answers(operation: Operation) -> Html:
    rows = [
        (status, answer.get("description", ""), join(_list_forms(answer), ", "))
        for status, answer in sorted(operation.get("responses", {}).items())
    ]
    return table(("answer", "when", "what"), rows)


def _list_forms(answer: Mapping[str, Any]) -> Iterator[Html]:
    for media_type, body in answer.get("content", {}).items():
        schema = body.get("schema")
        form = element("code", media_type)
        yield join((form, " ", describe_type(schema))) if schema else form
