from collections.abc import Iterator

import numpy as np
import pygame
import pytest
from fontTools.ttLib import TTFont

from handdraw_desktop.view.letters import BEYOND, FONTS, LONGEST, Face, Weight, fitted, reach, shown, wrapped

SYLLABLES = [bytes((lead, trail)).decode("euc_kr") for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF)]
LATIN = "AaZz0189 ÄÖÜäöüß éèêëñçøåæœÉÇ „“”‚‘’«»–—…·€§°±×÷ ←↑→↓↹⇧⌘√ .,:;!?()[]{}<>/\\|@#$%^&*+-=_~'\"`"  # noqa: RUF001


@pytest.fixture(params=Weight)
def face(request: pytest.FixtureRequest) -> Iterator[Face]:
    pygame.font.init()
    yield Face(request.param, 16)
    pygame.font.quit()


def ink(face: Face, text: str) -> int:
    """How many pixels are not empty."""
    image = face.render(text, (0, 0, 0))
    return int(np.count_nonzero(pygame.surfarray.array_alpha(image)))


def test_the_fonts_hold_the_2350_syllables_of_ks_x_1001(face: Face) -> None:
    assert len(set(SYLLABLES)) == 2350
    assert [one for one in SYLLABLES if one not in reach() or not ink(face, one)] == []


@pytest.mark.parametrize("weight", Weight)
def test_what_is_said_of_their_reach_is_what_they_hold(weight: Weight) -> None:
    held = TTFont(FONTS / f"NotoSansKR-{weight}.ttf").getBestCmap()

    assert reach() == frozenset(map(chr, held))


def test_the_fonts_hold_western_letters_and_signs() -> None:
    assert shown(LATIN) == LATIN


def test_the_fonts_are_small_and_their_licence_lies_beside_them() -> None:
    sizes = [file.stat().st_size for file in FONTS.glob("*.ttf")]

    assert (len(sizes), sum(sizes) < 1_000_000) == (len(Weight), True)
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("그림.png", "그림.png"),
        ("\u1100\u1173\u1105\u1175\u11b7.png", "그림.png"),
        ("Größe", "Größe"),
        ("a\0b\nc\td", f"a{BEYOND}b c d"),
        ("\U0001f600 ж 字 \udcff", f"{BEYOND} {BEYOND} {BEYOND} {BEYOND}"),
        ("", ""),
        ("n" * 10_000, "n" * LONGEST),
    ],
)
def test_a_text_is_shown_as_far_as_the_fonts_reach(face: Face, text: str, seen: str) -> None:
    assert shown(text) == seen
    assert face.render(shown(text), (0, 0, 0)).get_height() > 0


def test_a_line_is_shortened_only_where_it_has_no_room(face: Face) -> None:
    text = "The gateway is away"
    width = face.width(text)
    shorter = fitted(face, text, width - 1)

    assert fitted(face, text, width) == text
    assert (shorter[-3:], text.startswith(shorter[:-3]), face.width(shorter) < width) == ("...", True, True)
    assert fitted(face, text, 3) == ""


def test_lines_break_between_words_and_within_what_is_wider_than_a_line(face: Face) -> None:
    width = face.width("kept, and sent")
    lines = wrapped(face, "It is kept, and sent /home/somebody/drawings/drawing-1.png", width)

    assert lines[:2] == ("It is kept, and", "sent") or lines[:2] == ("It is kept,", "and sent")
    assert [line for line in lines if face.width(line) > width] == []
    assert "".join(lines).replace(" ", "").endswith("/home/somebody/drawings/drawing-1.png")
    assert wrapped(face, " ", width) == ()


@pytest.mark.parametrize("em_px", [10, 13, 23, 40, 120])
@pytest.mark.parametrize("weight", Weight)
def test_the_middle_of_capitals_and_of_hangul_is_where_it_is_said_to_be(weight: Weight, em_px: int) -> None:
    pygame.font.init()
    face = Face(weight, em_px)
    middles = []
    for text in ("H", "8", "한"):
        rows = pygame.surfarray.array_alpha(face.render(text, (0, 0, 0))).max(axis=0).nonzero()[0]
        middles.append((rows[0] + rows[-1] + 1) / 2 - face.height / 2)
    pygame.font.quit()

    assert [middle - face.low for middle in middles] == pytest.approx([0, 0, 0], abs=max(1, em_px / 20))


def test_small_letters_are_as_far_apart_as_large_ones() -> None:
    pygame.font.init()
    text = "Als 3 gelesen und aufgezeichnet"
    small, large = (Face(Weight.REGULAR, em_px) for em_px in (10, 200))
    widths = small.width(text) / 10, large.width(text) / 200
    pygame.font.quit()

    assert widths[0] == pytest.approx(widths[1], rel=0.02)
