import json
from typing import Any

import pytest
from pydantic import ValidationError

from handdraw_contracts import events
from handdraw_contracts.events import EVENT, ClassificationData, ClassificationEvent, LabelEvent

from .goldens import FILES

GOLDEN = {file.stem: json.loads(file.read_bytes()) for file in FILES}


def test_the_sizes_media_types_and_source_are_those_of_the_design() -> None:
    names = ("SOURCE", "CLOUDEVENT_JSON", "CLOUDEVENTS_BATCH_JSON", "MAX_BATCH_EVENTS", "MAX_BATCH_BYTES")

    assert {name: getattr(events, name) for name in names} == {
        "SOURCE": "/handdraw/inference",
        "CLOUDEVENT_JSON": "application/cloudevents+json",
        "CLOUDEVENTS_BATCH_JSON": "application/cloudevents-batch+json",
        "MAX_BATCH_EVENTS": 1_000,
        "MAX_BATCH_BYTES": 4 * 1024 * 1024,
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ClassificationEvent", ClassificationEvent),
        ("ClassificationEvent.refused", ClassificationEvent),
        ("LabelEvent", LabelEvent),
    ],
)
def test_the_type_says_which_event_it_is(name: str, kind: type[ClassificationEvent | LabelEvent]) -> None:
    assert EVENT.validate_python(GOLDEN[name]) == kind.model_validate(GOLDEN[name])


@pytest.mark.parametrize(
    "change",
    [
        {"type": "handdraw.classification.v2"},
        {"type": "handdraw.label.v1"},
        {"type": None},
        {"source": "/handdraw/elsewhere"},
        {"specversion": "0.3"},
        {"datacontenttype": "text/plain"},
        {"id": "seven"},
        {"time": "yesterday"},
        {"time": "2026-11-24T08:30:00"},
        {"instance": "g" * 129},
        {"data": None},
    ],
    ids=str,
)
def test_an_event_with_another_attribute_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EVENT.validate_python(GOLDEN["ClassificationEvent"] | change)


@pytest.mark.parametrize("missing", ["id", "time", "type", "data"])
def test_an_event_without_an_attribute_that_it_needs_is_refused(missing: str) -> None:
    event = {name: value for name, value in GOLDEN["ClassificationEvent"].items() if name != missing}

    with pytest.raises(ValidationError):
        EVENT.validate_python(event)


@pytest.mark.parametrize("missing", ["digit", "confidence", "probabilities", "model"])
def test_a_classified_drawing_without_what_was_read_is_refused(missing: str) -> None:
    data = GOLDEN["ClassificationData"] | {missing: None}

    with pytest.raises(ValidationError, match="a classified drawing has a digit"):
        ClassificationData.model_validate(data)


@pytest.mark.parametrize("outcome", ["refused", "failed"])
def test_a_drawing_that_was_not_classified_without_a_code_is_refused(outcome: str) -> None:
    data = GOLDEN["ClassificationEvent.refused"]["data"] | {"outcome": outcome, "code": None}

    with pytest.raises(ValidationError, match="a code that says why"):
        ClassificationData.model_validate(data)


@pytest.mark.parametrize(
    "change",
    [
        {"digit": 12},
        {"digit": "7"},
        {"digit": True},
        {"confidence": 1.5},
        {"status": 99},
        {"warnings": ["Ugly!"]},
        {"client": "c" * 65},
        {"glyph": "AA=="},
        {"ink": {}},
        {"outcome": "guessed"},
    ],
    ids=str,
)
def test_data_with_a_value_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ClassificationData.model_validate(GOLDEN["ClassificationData"] | change)
