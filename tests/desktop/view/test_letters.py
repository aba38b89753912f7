from collections.abc import Iterator

import numpy as np
import pygame
import pytest
from fontTools.ttLib import TTFont

from handdraw_desktop.view.letters import BEYOND, FONTS, LONGEST, Weight, fitted, open_font, reach, shown, wrapped

SYLLABLES = [bytes((lead, trail)).decode("euc_kr") for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF)]
LATIN = "AaZz0189 ÄÖÜäöüß éèêëñçøåæœÉÇ „“”‚‘’«»–—…·€§°±×÷ ←↑→↓↹⇧⌘√ .,:;!?()[]{}<>/\\|@#$%^&*+-=_~'\"`"  # noqa: RUF001


@pytest.fixture(params=Weight)
def font(request: pytest.FixtureRequest) -> Iterator[pygame.font.Font]:
    pygame.font.init()
    yield open_font(request.param, 16)
    pygame.font.quit()


def ink(font: pygame.font.Font, text: str) -> int:
    """How many pixels are not empty."""
    image = font.render(text, True, (0, 0, 0))
    return int(np.count_nonzero(pygame.surfarray.array_alpha(image)))


def test_the_fonts_hold_the_2350_syllables_of_ks_x_1001(font: pygame.font.Font) -> None:
    assert len(set(SYLLABLES)) == 2350
    assert [one for one in SYLLABLES if one not in reach() or not ink(font, one)] == []


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
def test_a_text_is_shown_as_far_as_the_fonts_reach(font: pygame.font.Font, text: str, seen: str) -> None:
    assert shown(text) == seen
    assert font.render(shown(text), True, (0, 0, 0)).get_height() > 0


def test_a_line_is_shortened_only_where_it_has_no_room(font: pygame.font.Font) -> None:
    text = "The gateway is away"
    width = font.size(text)[0]
    shorter = fitted(font, text, width - 1)

    assert fitted(font, text, width) == text
    assert (shorter[-3:], text.startswith(shorter[:-3]), font.size(shorter)[0] < width) == ("...", True, True)
    assert fitted(font, text, 3) == ""


def test_lines_break_between_words_and_within_what_is_wider_than_a_line(font: pygame.font.Font) -> None:
    width = font.size("kept, and sent")[0]
    lines = wrapped(font, "It is kept, and sent /home/somebody/drawings/drawing-1.png", width)

    assert lines[:2] == ("It is kept, and", "sent") or lines[:2] == ("It is kept,", "and sent")
    assert [line for line in lines if font.size(line)[0] > width] == []
    assert "".join(lines).replace(" ", "").endswith("/home/somebody/drawings/drawing-1.png")
    assert wrapped(font, " ", width) == ()
