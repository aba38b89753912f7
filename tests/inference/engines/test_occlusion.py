import numpy as np
import pytest

from handdraw_inference.engines.occlusion import PATCHES, cover, spread


def glyph(*places: tuple[int, int]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    pixels = np.zeros((28, 28), np.uint8)
    for place in places:
        pixels[place] = 51
    return pixels


@pytest.mark.parametrize(
    ("place", "patches"),
    [
        pytest.param((10, 15), [[4, 6], [4, 7], [5, 6], [5, 7]], id="inside, by four"),
        pytest.param((0, 15), [[0, 6], [0, 7]], id="at the top, by two"),
        pytest.param((27, 0), [[12, 0]], id="in the corner, by one"),
    ],
)
def test_a_place_is_covered_by_the_patches_over_it(place: tuple[int, int], patches: list[list[int]]) -> None:
    covered, inked = cover(glyph(place))

    assert (np.argwhere(inked).tolist(), covered.shape, bool(covered.any())) == (patches, (len(patches), 28, 28), False)


def test_what_lies_beside_a_patch_stays_as_the_network_sees_it() -> None:
    covered, inked = cover(glyph((0, 0), (0, 4), (4, 0)))
    kept = [sorted(map(tuple, np.argwhere(image).tolist())) for image in covered]

    assert np.argwhere(inked).tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [2, 0]]
    assert (covered.dtype.name, float(covered.max())) == ("float32", float(np.float32(51) / np.float32(255)))
    assert kept == [[(0, 4), (4, 0)], [(0, 0), (4, 0)], [(0, 0), (4, 0)], [(0, 0), (0, 4)], [(0, 0), (0, 4)]]


def test_a_fall_is_whole_at_its_patchs_centre_and_wanes_towards_those_of_its_neighbours() -> None:
    inked = np.zeros((PATCHES, PATCHES), np.bool_)
    inked[5, 5] = True
    row = spread(np.array([0.8], np.float32), inked)[11]

    assert row[8:16].tolist() == pytest.approx([0, 0, 0.15, 0.45, 0.45, 0.15, 0, 0])


def test_outside_the_outermost_centres_the_nearest_counts() -> None:
    inked = np.zeros((PATCHES, PATCHES), np.bool_)
    inked[0, 0] = True
    places = spread(np.array([1], np.float32), inked)

    assert places[:4, 0].tolist() == [1, 1, 0.75, 0.25]


def test_where_covering_raises_the_probability_there_is_nothing() -> None:
    inked = np.ones((PATCHES, PATCHES), np.bool_)

    assert not spread(np.full(PATCHES * PATCHES, -0.3, np.float32), inked).any()
