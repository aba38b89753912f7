import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from handdraw_contracts.health import Degradation
from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.normalisation import normalise
from handdraw_inference.engines.embedded import EmbeddedClassifier
from handdraw_inference.errors import EngineUnavailable

from ...own_models import call_stable, make_foreign

pytestmark = pytest.mark.anyio
BLANK = np.zeros((1, 28, 28), np.float32)


async def test_it_reads_the_repositorys_own_digits(models_dir: Path, sample: Callable[[int], bytes]) -> None:
    glyphs = [normalise(decode(open_drawing(sample(digit)))).pixels for digit in range(10)]
    classifier = EmbeddedClassifier(models_dir)
    predictions = await classifier.classify(np.stack(glyphs).astype(np.float32) / np.float32(255))

    answers = predictions.scores.probabilities.argmax(axis=1).tolist()
    assert (answers, predictions.model.engine) == (list(range(10)), "embedded")


async def test_it_follows_the_label_to_another_version(own_models: Path) -> None:
    classifier = EmbeddedClassifier(own_models)
    before = (await classifier.classify(BLANK)).model.version
    call_stable(own_models, 2)
    classifier.follow()

    after = (await classifier.classify(BLANK)).model.version

    assert (before, after) == ("1", "2")


@pytest.mark.parametrize(
    "breakage",
    [
        pytest.param(lambda folder: call_stable(folder, 7), id="a version that is not there"),
        pytest.param(lambda folder: (folder / "models.config").unlink(), id="no models.config"),
        pytest.param(lambda folder: (folder / "models.config").write_text("{"), id="a broken models.config"),
    ],
)
async def test_what_cannot_be_loaded_leaves_the_version_before_in_service(
    own_models: Path, breakage: Callable[[Path], object]
) -> None:
    classifier = EmbeddedClassifier(own_models)
    breakage(own_models)
    classifier.follow()

    scores = await classifier.classify(BLANK)

    assert (scores.model.version, [one.dependency for one in classifier.degradations()]) == ("1", ["models"])


async def test_a_label_that_moves_to_a_foreign_normalisation_is_not_followed(own_models: Path) -> None:
    why = make_foreign(own_models, 2)
    classifier = EmbeddedClassifier(own_models)
    call_stable(own_models, 2)
    classifier.follow()
    degraded = classifier.degradations()
    answered = (await classifier.classify(BLANK)).model.version
    call_stable(own_models, 1)
    classifier.follow()

    restored = classifier.degradations()

    named = [Degradation(dependency="models", reason=f"{why}: version 1 stays in service")]
    assert (answered, degraded, restored) == ("1", named, [])


async def test_with_a_foreign_normalisation_alone_nothing_answers(own_models: Path) -> None:
    why = make_foreign(own_models, 1)

    classifier = EmbeddedClassifier(own_models)
    with pytest.raises(EngineUnavailable) as failed:
        await classifier.check()

    assert (str(failed.value), classifier.degradations()) == (why, [Degradation(dependency="models", reason=why)])


async def test_without_any_version_it_says_why_and_recovers_when_one_comes(own_models: Path) -> None:
    call_stable(own_models, 7)
    classifier = EmbeddedClassifier(own_models)
    with pytest.raises(EngineUnavailable, match=r"7/assets\.extra/digits\.tflite"):
        await classifier.check()
    call_stable(own_models, 1)
    classifier.follow()

    scores = await classifier.classify(BLANK)

    assert scores.model.version == "1"


async def test_a_file_that_is_no_network_is_said_so(own_models: Path) -> None:
    (own_models / "digits" / "1" / "assets.extra" / "digits.tflite").write_bytes(b"not a network")

    with pytest.raises(EngineUnavailable, match="cannot be loaded"):
        await EmbeddedClassifier(own_models).check()


async def test_many_are_scored_alike_beside_the_event_loop(own_models: Path) -> None:
    classifier = EmbeddedClassifier(own_models)
    images = np.random.default_rng(7).random((20, 28, 28), np.float32)
    turns = list[str]()

    async def turn() -> None:
        turns.append("another's")

    others = asyncio.create_task(turn())
    many = await classifier.classify_many(images)
    turns.append("many")
    await others
    few = await classifier.classify(images)

    assert (turns, many.model) == (["another's", "many"], few.model)
    assert np.array_equal(many.scores.probabilities, few.scores.probabilities)


async def test_many_follow_the_label_too_and_wait_for_a_version(own_models: Path) -> None:
    call_stable(own_models, 7)
    classifier = EmbeddedClassifier(own_models)
    with pytest.raises(EngineUnavailable, match=r"7/assets\.extra/digits\.tflite"):
        await classifier.classify_many(BLANK)
    versions = []
    for version in (1, 2):
        call_stable(own_models, version)
        classifier.follow()
        versions.append((await classifier.classify_many(BLANK)).model.version)

    assert versions == ["1", "2"]
