import pytest
from pygame import Rect

from handdraw_desktop.keys import Action
from handdraw_desktop.layout import FULL, Layout, Look, Say, Size, lay_out, window_size

SIZES = [
    (1, 1),
    (3, 200),
    (50, 50),
    (120, 90),
    (160, 160),
    (219, 221),
    (220, 220),
    (300, 900),
    (611, 437),
    (500, 380),
    FULL,
    (700, 1400),
    (1920, 1080),
    (3000, 400),
    (4000, 3000),
]


def parts(layout: Layout) -> list[Rect]:
    cards = (layout.answer, layout.bars, layout.glyph, layout.status)
    return [layout.canvas, *layout.buttons.values(), *layout.strip, *(card for card in cards if card is not None)]


@pytest.mark.parametrize("size", SIZES)
def test_everything_lies_in_the_window_and_nothing_overlaps(size: Size) -> None:
    layout = lay_out(size)
    places = parts(layout)

    assert [place for place in places if not layout.window.contains(place) or not all(place.size)] == []
    assert [(a, b) for number, a in enumerate(places) for b in places[:number] if a.colliderect(b)] == []


@pytest.mark.parametrize("size", SIZES)
def test_the_canvas_is_square(size: Size) -> None:
    canvas = lay_out(size).canvas

    assert canvas.width == canvas.height


@pytest.mark.parametrize(("size", "side"), [((50, 50), 46), ((120, 90), 86), (FULL, 560), ((2 * 984, 2 * 784), 1120)])
def test_the_canvas_is_as_large_as_it_can_be(size: Size, side: int) -> None:
    assert lay_out(size).canvas.width == side


@pytest.mark.parametrize(
    ("size", "buttons", "cards"),
    [
        (FULL, 6, (True, True, True, True)),
        ((500, 380), 6, (True, False, False, True)),
        ((230, 400), 6, (True, False, False, True)),
        ((200, 200), 0, (False, False, False, True)),
        ((50, 50), 0, (False, False, False, False)),
    ],
)
def test_what_has_no_room_is_left_out(size: Size, buttons: int, cards: tuple[bool, ...]) -> None:
    layout = lay_out(size)
    there = tuple(card is not None for card in (layout.answer, layout.bars, layout.glyph, layout.status))

    assert (len(layout.buttons), there) == (buttons, cards)


@pytest.mark.parametrize("size", SIZES)
def test_the_canvass_corners_are_the_drawings(size: Size) -> None:
    layout = lay_out(size)

    assert layout.on_canvas(layout.canvas.topleft) == (0, 0)
    assert layout.on_canvas(layout.canvas.bottomright) == pytest.approx((280, 280))


def test_a_place_is_on_one_thing_that_can_be_pressed_or_on_none() -> None:
    layout = lay_out(FULL)
    targets = [target for target, _ in layout.targets()]

    assert [layout.target_at(rect.center) for _, rect in layout.targets()] == targets
    assert targets == [*layout.buttons, *(Say(digit) for digit in range(10)), *(Look(place) for place in range(9))]
    assert (layout.target_at(layout.canvas.center), Action.QUIT in layout.buttons) == (None, False)


@pytest.mark.parametrize("size", SIZES)
def test_the_ten_digits_lie_on_their_card_and_do_not_overlap(size: Size) -> None:
    layout = lay_out(size)
    rows = layout.digits

    assert len(rows) == (10 if layout.bars else 0)
    assert [row for row in rows if layout.bars is None or not layout.bars.contains(row)] == []
    assert [(a, b) for number, a in enumerate(rows) for b in rows[:number] if a.colliderect(b)] == []


@pytest.mark.parametrize(
    ("scale", "screen", "size"),
    [
        (2, (1920, 1080), FULL),
        (1, (1920, 1080), (492, 392)),
        (8, (1920, 1080), (1220, 972)),
        (2, (640, 480), (542, 432)),
    ],
)
def test_the_first_window_has_the_canvas_at_its_scale_and_fits_the_screen(
    scale: float, screen: Size, size: Size
) -> None:
    assert window_size(scale, screen) == size
