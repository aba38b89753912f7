import numpy as np
import pygame
import pytest
from numpy.typing import NDArray
from pygame import Rect

from handdraw_desktop.layout import FULL, SPELT_OUT, lay_out
from handdraw_desktop.view.signs import STROKES, draw_sign


def sign(name: str, side: int = 24) -> NDArray[np.int64]:
    """How far the sign has blackened white paper, [side, side], around it a pixel of paper."""
    surface = pygame.Surface((side + 2, side + 2))
    surface.fill((255, 255, 255))
    draw_sign(surface, name, Rect(1, 1, side, side), (0, 0, 0))
    return 255 - pygame.surfarray.array3d(surface)[:, :, 0].astype(int).T


def test_every_button_without_room_for_a_word_has_a_sign() -> None:
    assert {str(action) for action in lay_out(FULL).buttons.keys() - SPELT_OUT.keys()} - STROKES.keys() == set()


@pytest.mark.parametrize("name", STROKES)
@pytest.mark.parametrize("side", [16, 24, 96])
def test_a_sign_fills_its_place_and_leaves_it_nowhere(name: str, side: int) -> None:
    ink = sign(name, side)
    edges = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])

    assert (edges.max(), ink.max() > 200) == (0, True)
    assert np.ptp(np.nonzero(ink)[0]) > 0.45 * side


def test_signs_that_say_different_things_look_different() -> None:
    alike = [{"classify", "said"}, {"close", "quit"}]
    pictures = {name: sign(name) for name in STROKES}
    pairs = [{a, b} for a in STROKES for b in STROKES if a < b and np.abs(pictures[a] - pictures[b]).mean() < 5]

    assert pairs == alike


def test_redo_is_undo_in_a_mirror() -> None:
    assert np.abs(sign("redo") - sign("undo")[:, ::-1]).max() < 40


def test_a_sign_has_its_colour() -> None:
    surface = pygame.Surface((64, 64))
    draw_sign(surface, "classify", Rect(0, 0, 64, 64), (10, 200, 30))

    assert (10, 200, 30) in {tuple(surface.get_at((x, y)))[:3] for x in range(64) for y in range(64)}


def test_a_name_without_a_sign_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        draw_sign(pygame.Surface((8, 8)), "somersault", Rect(0, 0, 8, 8), (0, 0, 0))


def test_a_place_of_no_size_is_no_error() -> None:
    draw_sign(pygame.Surface((8, 8)), "undo", Rect(4, 4, 0, 0), (0, 0, 0))
