"""The window looks as it did, in each language and theme; and what spoils it is found."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import pygame
import pytest

from handdraw_desktop.language import Language
from handdraw_desktop.layout import FULL
from handdraw_desktop.theme import Theme
from handdraw_desktop.view.answer import Answer
from handdraw_desktop.view.bars import Bar
from handdraw_desktop.view.part import Part, Placed
from handdraw_desktop.view.screen import Picture
from handdraw_desktop.view.strip import Earlier

from .references import FOLDER, Shot, difference, keep, shots, take

ANEW = os.environ.get("HANDDRAW_REFERENCES") == "anew"
SHOTS = list(shots())
SHOT = Shot("corrected", Language.KOREAN, Theme.LIGHT, FULL)


@pytest.fixture(autouse=True)
def fonts() -> Iterator[None]:
    pygame.font.init()
    yield
    pygame.font.quit()


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.file.stem)
def test_the_window_looks_as_it_did(shot: Shot) -> None:
    seen = take(shot)
    changed = difference(shot, seen)
    if ANEW and changed:
        keep(shot, seen)
        print(changed)  # noqa: T201 (whoever takes them anew is to look at these)
        return

    assert changed == ""


def test_every_reference_is_compared_and_all_are_small() -> None:
    sizes = {file: file.stat().st_size for file in FOLDER.iterdir()}

    assert (set(sizes), sum(sizes.values()) < 700_000) == ({shot.file for shot in SHOTS}, True)


def shifted(of: Picture) -> Picture:
    return changed(of, Answer, lambda one: one._replace(place=one.place.move(1, 0)))


def without_a_bar(of: Picture) -> Picture:
    return of._replace(parts=tuple(one for one in of.parts if one.part != bar(of, 1)))


def with_a_longer_bar(of: Picture) -> Picture:
    longer = replace(bar(of, 1), probability=0.05)
    return of._replace(parts=tuple(Placed(place, longer if part == bar(of, 1) else part) for place, part in of.parts))


def without_notch(of: Picture) -> Picture:
    return changed(of, Earlier, lambda one: one._replace(part=replace(one.part, opened=False)))  # type: ignore[type-var]


def in_another_green(of: Picture) -> Picture:
    return of._replace(palette=replace(of.palette, good=(34, 119, 73)))


def on_another_ground(of: Picture) -> Picture:
    return of._replace(palette=replace(of.palette, ground=(241, 239, 228)))


def bar(of: Picture, digit: int) -> Bar:
    return next(one.part for one in of.parts if isinstance(one.part, Bar) and one.part.digit == digit)


def changed(of: Picture, kind: type[Part], change: Callable[[Placed], Placed]) -> Picture:
    return of._replace(parts=tuple(change(one) if isinstance(one.part, kind) else one for one in of.parts))


@pytest.mark.parametrize(
    "spoil", [shifted, without_a_bar, with_a_longer_bar, without_notch, in_another_green, on_another_ground]
)
def test_a_spoilt_window_is_found(spoil: Callable[[Picture], Picture]) -> None:
    assert "places differ" in difference(SHOT, take(SHOT, spoil))
