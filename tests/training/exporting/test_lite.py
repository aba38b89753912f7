from pathlib import Path

import numpy as np
import pytest

from handdraw_inference.engines.model_versions import ModelVersion, stable_version
from handdraw_training.data.dataset import Dataset, read
from handdraw_training.errors import TwinDisagrees
from handdraw_training.exporting import lite
from handdraw_training.learning.network import load_network, reader


@pytest.fixture(scope="module")
def stable(models_dir: Path) -> ModelVersion:
    return stable_version(models_dir)


def test_the_network_that_ships_is_quantised_but_where_that_would_change_more_than_it_may(
    stable: ModelVersion, real_mnist: Dataset
) -> None:
    keras, test = reader(load_network(stable)), real_mnist.test.images
    exact = lite.convert(stable.folder, keras, test)
    ships = stable.lite_file.stat().st_size
    try:
        quantised, found = lite.quantise(stable.folder, keras, test, test[:0])
    except TwinDisagrees:
        assert (stable.card().get("twin"), ships) == (None, len(exact))
        return

    assert (found.mnist, found.drawn, found.largest_difference > 0) == (10_000, 0, True)
    assert len(quantised) < 0.3 * len(exact)  # its convolutions, not its dense layer alone
    assert ships == len(quantised)


def test_a_quantised_network_reads_one_by_one_as_in_batches(made: Path, mnist: Path) -> None:
    twin = (made / "assets.extra" / "digits.tflite").read_bytes()
    images = read(mnist).test.pixels()[:32]

    singly, together = (lite.run(twin, images, size).probabilities for size in (1, 32))

    np.testing.assert_allclose(singly, together, rtol=0, atol=1e-6)
