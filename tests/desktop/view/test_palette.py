"""WCAG 2.2: 4.5:1 for texts, 3:1 for graphics that carry meaning."""

from dataclasses import fields

import pytest

from handdraw_desktop.theme import Theme
from handdraw_desktop.view.palette import PALETTES, Colour, Palette

FACES = ("ground", "card", "hover", "pressed", "chosen")
TEXTS = {
    "ink": (*FACES, "flat", "track", "quiet_ground"),
    "muted": (*FACES, "flat", "track", "quiet_ground"),
    "disabled": ("flat", "card", "ground"),
    "on_accent": ("accent", "accent_hover", "accent_pressed"),
    "good": ("card", "hover", "pressed", "good_ground"),
    "warning": ("card", "warning_ground"),
    "problem": ("card", "problem_ground"),
    "hint": ("paper",),
}
GRAPHICS = {
    "outline": ("ground", "card", "hover"),
    "accent": ("ground", "card", "track", "hover"),
    "bar": ("track", "card"),
    "good": ("card", "track"),
    "problem": ("card",),
    "muted": ("card",),
    "warning": ("card",),
    "focus": ("ground", "card"),
    "pen": ("paper",),
}
each_theme = pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))


def luminance(colour: Colour) -> float:
    """Relative, 0 to 1, as WCAG defines it."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (c / 255 for c in colour)
    ]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_weak(palette: Palette, pairs: dict[str, tuple[str, ...]], least: float) -> dict[str, float]:
    found = {
        f"{front} on {ground}": contrast(getattr(palette, front), getattr(palette, ground))
        for front, grounds in pairs.items()
        for ground in grounds
    }
    return {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < least}


def test_contrast_is_wcags() -> None:
    assert (contrast((0, 0, 0), (255, 255, 255)), round(contrast((119, 119, 119), (255, 255, 255)), 2)) == (21, 4.48)


@each_theme
def test_every_text_can_be_read_on_its_ground(palette: Palette) -> None:
    assert too_weak(palette, TEXTS, 4.5) == {}


@each_theme
def test_what_carries_meaning_stands_out(palette: Palette) -> None:
    assert too_weak(palette, GRAPHICS, 3) == {}


@each_theme
def test_heat_stands_out_from_the_black_and_the_white_of_what_the_network_saw(palette: Palette) -> None:
    assert min(contrast(palette.heat, (0, 0, 0)), contrast(palette.heat, (255, 255, 255))) > 3


@each_theme
def test_every_colour_is_one(palette: Palette) -> None:
    colours = [getattr(palette, field.name) for field in fields(palette)]

    assert [colour for colour in colours if len(colour) != 3 or not all(0 <= value <= 255 for value in colour)] == []


def test_themes_take_turns_and_each_has_its_colours() -> None:
    assert [theme.next for theme in Theme] == [Theme.DARK, Theme.LIGHT]
    assert PALETTES.keys() == set(Theme)
