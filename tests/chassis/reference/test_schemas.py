from typing import Any

import pytest

from handdraw_chassis.reference.schemas import describe_fields, describe_schema, describe_type

ITEM = {"$ref": "#/components/schemas/Event"}


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 9}, "integer, from 0, to 9"),
        ({"type": "number", "exclusiveMinimum": 0}, "number, above 0"),
        ({"type": "string", "format": "date-time"}, "string, date-time"),
        ({"type": "string", "pattern": "^<.>$"}, "string, <code>^&lt;.&gt;$</code>"),
        ({"enum": ["en", "ko"]}, "<code>en</code> or <code>ko</code>"),
        ({"const": "1.0"}, "<code>1.0</code>"),
        ({"anyOf": [ITEM, {"type": "null"}]}, '<a href="#Event">Event</a> or null'),
        ({"type": "array", "items": ITEM, "maxItems": 9}, 'list of <a href="#Event">Event</a>, at most 9'),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "null"}]}, "list of number, null"),
        ({"type": "array"}, "list of anything"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "object of integer"),
        ({"type": "object"}, "object"),
        ({}, "anything"),
    ],
)
def test_a_type_is_said_in_words(schema: dict[str, Any], says: str) -> None:
    assert describe_type(schema) == says


def test_what_may_be_left_out_is_not_said_to_be_null() -> None:
    assert describe_type({"anyOf": [{"type": "string"}, {"type": "null"}]}, with_null=False) == "string"


def test_a_field_says_whether_it_is_needed_and_what_it_is_else() -> None:
    fields = {"id": {"type": "string", "description": "Its `name`"}, "n": {"type": "integer", "default": 3}, "x": {}}
    made = describe_fields({"properties": fields, "required": ["id"]})

    for row in (
        '<th scope="row"><code>id</code></th><td>string</td><td>Its <code>name</code></td>',
        "<td>integer, 3 if left out</td>",
        "<td>anything, may be left out</td>",
    ):
        assert row in made


def test_a_schema_without_fields_says_what_it_is() -> None:
    assert describe_schema("Json", {"description": "Any."}) == (
        '<section id="Json"><h3>Json</h3><p>Any.</p><p>anything</p></section>'
    )
