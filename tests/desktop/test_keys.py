import pygame
import pytest

from handdraw_desktop.keys import Action, Meaning, Walk, meant

SHIFT, CTRL, ALT, NUM = pygame.KMOD_LSHIFT, pygame.KMOD_LCTRL, pygame.KMOD_LALT, pygame.KMOD_NUM
CYRILLIC_ES, CYRILLIC_YA, CYRILLIC_HA, GREEK_PSI, HANGUL = 0x441, 0x44F, 0x445, 0x3C8, 0x314A
U_UMLAUT, O_UMLAUT = 0xFC, 0xF6


def meaning(key: int, place: int = 0, modifiers: int = 0, letter: str = "") -> Meaning | None:
    return meant(pygame.event.Event(pygame.KEYDOWN, key=key, scancode=place, mod=modifiers, unicode=letter))


@pytest.mark.parametrize(
    ("key", "modifiers", "expected"),
    [
        (pygame.K_RETURN, 0, Action.CLASSIFY),
        (pygame.K_KP_ENTER, NUM, Action.CLASSIFY),
        (pygame.K_SPACE, 0, Walk.PRESS),
        (pygame.K_c, 0, Action.CLEAR),
        (pygame.K_BACKSPACE, 0, Action.CLEAR),
        (pygame.K_u, 0, Action.UNDO),
        (pygame.K_z, CTRL, Action.UNDO),
        (pygame.K_z, CTRL | SHIFT, Action.REDO),
        (pygame.K_y, CTRL, Action.REDO),
        (pygame.K_r, 0, Action.REDO),
        (pygame.K_e, 0, Action.ERASER),
        (pygame.K_LEFTBRACKET, 0, Action.THINNER),
        (pygame.K_RIGHTBRACKET, 0, Action.WIDER),
        (pygame.K_KP_MINUS, 0, Action.THINNER),
        (pygame.K_KP_PLUS, 0, Action.WIDER),
        (pygame.K_TAB, 0, Walk.ON),
        (pygame.K_TAB, SHIFT, Walk.BACK),
        (pygame.K_SLASH, SHIFT, Action.HELP),
        (pygame.K_SLASH, 0, None),
        (pygame.K_F1, 0, Action.HELP),
        (pygame.K_q, 0, Action.QUIT),
        (pygame.K_ESCAPE, 0, Walk.LEAVE),
        (pygame.K_c, CTRL, None),
        (pygame.K_c, ALT, None),
        (pygame.K_z, 0, None),
        (pygame.K_LCTRL, CTRL, None),
    ],
)
def test_keys(key: int, modifiers: int, expected: Meaning | None) -> None:
    assert meaning(key, modifiers=modifiers) == expected


@pytest.mark.parametrize(
    ("key", "place", "modifiers", "expected"),
    [
        (CYRILLIC_ES, pygame.KSCAN_C, 0, Action.CLEAR),
        (CYRILLIC_YA, pygame.KSCAN_Z, CTRL, Action.UNDO),
        (CYRILLIC_YA, pygame.KSCAN_Z, CTRL | SHIFT, Action.REDO),
        (CYRILLIC_HA, pygame.KSCAN_LEFTBRACKET, 0, Action.THINNER),
        (GREEK_PSI, pygame.KSCAN_C, 0, Action.CLEAR),
        (HANGUL, pygame.KSCAN_C, 0, Action.CLEAR),
        (U_UMLAUT, pygame.KSCAN_LEFTBRACKET, 0, Action.THINNER),
    ],
)
def test_where_a_layout_writes_another_script_the_place_counts(
    key: int, place: int, modifiers: int, expected: Action
) -> None:
    assert meaning(key, place, modifiers) == expected


def test_where_a_layout_is_latin_its_letters_count_and_not_the_places() -> None:
    german_z, german_o = meaning(pygame.K_z, pygame.KSCAN_Y, CTRL), meaning(O_UMLAUT, pygame.KSCAN_C)

    assert (german_z, german_o) == (Action.UNDO, None)


@pytest.mark.parametrize(("letter", "expected"), [("[", Action.THINNER), ("]", Action.WIDER), ("7", None)])
def test_brackets_are_typed_with_alt_on_some_keyboards(letter: str, expected: Action | None) -> None:
    assert meaning(pygame.K_8, modifiers=pygame.KMOD_RALT, letter=letter) == expected


@pytest.mark.parametrize(
    ("key", "place", "modifiers", "letter", "expected"),
    [
        (pygame.K_7, pygame.KSCAN_7, 0, "7", 7),
        (pygame.K_7, pygame.KSCAN_7, 0, "", 7),
        (pygame.K_7, pygame.KSCAN_7, SHIFT, "&", None),
        (pygame.K_7, pygame.KSCAN_7, SHIFT, "7", 7),
        (pygame.K_AMPERSAND, pygame.KSCAN_1, SHIFT, "1", 1),
        (pygame.K_AMPERSAND, pygame.KSCAN_1, SHIFT, "&", 1),
        (0xE0, pygame.KSCAN_0, SHIFT, "", 0),
        (pygame.K_AMPERSAND, pygame.KSCAN_1, 0, "&", None),
        (pygame.K_KP7, pygame.KSCAN_KP7, NUM, "", 7),
        (pygame.K_KP0, pygame.KSCAN_KP0, NUM, "0", 0),
        (pygame.K_KP7, pygame.KSCAN_KP7, 0, "", None),
        (pygame.K_2, pygame.KSCAN_2, 0, "²", None),
        (pygame.K_2, pygame.KSCAN_2, CTRL, "2", None),
        (0x662, pygame.KSCAN_2, 0, "\N{ARABIC-INDIC DIGIT TWO}", 2),
    ],
)
def test_digits_are_what_is_typed(key: int, place: int, modifiers: int, letter: str, expected: int | None) -> None:
    assert meaning(key, place, modifiers, letter) == expected
