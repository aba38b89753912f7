import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from handdraw_contracts.wire import AskedModel, WireModel

from .goldens import FILES, MODELS, model_of

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def parsed(file: Path) -> WireModel:
    return model_of(file).model_validate_json(file.read_bytes())


def test_every_wire_model_has_its_golden_file_and_every_file_its_model() -> None:
    assert {file.name.split(".")[0] for file in FILES} == set(MODELS)


@each_file
def test_a_golden_file_is_parsed_and_dumped_again_to_the_same_json(file: Path) -> None:
    dumped = parsed(file).model_dump_json(exclude_unset=True)

    assert json.loads(dumped) == json.loads(file.read_bytes())


@each_file
def test_a_model_is_frozen(file: Path) -> None:
    model = parsed(file)
    name, value = next(iter(model))

    with pytest.raises(ValidationError, match="Instance is frozen"):
        setattr(model, name, value)


@each_file
def test_a_field_that_only_a_newer_peer_knows_is_ignored_but_in_what_is_asked(file: Path) -> None:
    newer = json.loads(file.read_bytes()) | {"newer": [1]}

    if issubclass(model_of(file), AskedModel):
        with pytest.raises(ValidationError, match="newer"):
            model_of(file).model_validate(newer)
    else:
        assert model_of(file).model_validate(newer) == parsed(file)
