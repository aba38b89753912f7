"""JSON Schema in words, as OpenAPI documents have it."""

from collections.abc import Mapping
from typing import Any, Final

from handdraw_chassis.reference.markup import Html, element, join, paragraphs, table, with_code

Schema = Mapping[str, Any]
COMPONENT: Final = "#/components/schemas/"
_BOUNDS: Final = {
    "minimum": "from {}",
    "exclusiveMinimum": "above {}",
    "maximum": "to {}",
    "exclusiveMaximum": "below {}",
    "minLength": "of {} or more characters",
    "maxLength": "of {} characters at most",
    "minItems": "at least {}",
    "maxItems": "at most {}",
}


def describe_type(schema: Schema, *, with_null: bool = True) -> Html:
    """Say what a value may be, with links to the schemas that the page has."""
    if reference := schema.get("$ref"):
        name = str(reference).removeprefix(COMPONENT)
        return element("a", name, href=f"#{name}")
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return join((describe_type(one) for one in choices if with_null or one != {"type": "null"}), " or ")
    if "enum" in schema or "const" in schema:
        return join((element("code", str(one)) for one in schema.get("enum", [schema.get("const")])), " or ")
    bounds = [words.format(schema[name]) for name, words in _BOUNDS.items() if name in schema]
    form = [schema["format"]] if "format" in schema else []
    pattern = [element("code", schema["pattern"])] if "pattern" in schema else []
    return join((_name_type(schema), *form, *bounds, *pattern), ", ")


def describe_fields(schema: Schema) -> Html:
    """Say what an object consists of: a table, or nothing."""
    fields, required = schema.get("properties", {}), schema.get("required", ())
    rows = [
        (element("code", name), _describe_field(field, is_required=name in required), _explain(field))
        for name, field in fields.items()
    ]
    return table(("field", "value", "meaning"), rows) if rows else Html()


def describe_schema(name: str, schema: Schema) -> Html:
    says = paragraphs(schema.get("description", ""))
    values = Html() if "properties" in schema else element("p", describe_type(schema))
    return element("section", element("h3", name), says, values, describe_fields(schema), id=name)


def _describe_field(field: Schema, *, is_required: bool) -> Html:
    if is_required:
        return describe_type(field)
    default = f", {field['default']!s} if left out" if field.get("default") not in (None, "", [], {}) else ""
    return join((describe_type(field), default or ", may be left out"))


def _explain(field: Schema) -> Html:
    return with_code(field.get("description", ""))


def _name_type(schema: Schema) -> Html:
    match schema.get("type"):
        case "array" if "prefixItems" in schema:
            return join(("list of ", join(map(describe_type, schema["prefixItems"]), ", ")))
        case "array":
            return join(("list of ", describe_type(schema.get("items", {}))))
        case "object" if isinstance(schema.get("additionalProperties"), Mapping):
            return join(("object of ", describe_type(schema["additionalProperties"])))
        case None:
            return Html("anything")
        case name:
            return join((str(name),))
