import pytest
from pygame import Rect

from handdraw_desktop.keys import Action
from handdraw_desktop.layout import FULL, SPELT_OUT, TOOLBAR_ACTIONS, Layout, Look, Say, Size, lay_out, window_size

SIZES = [
    (1, 1),
    (3, 200),
    (50, 50),
    (120, 90),
    (160, 160),
    (219, 221),
    (220, 220),
    (300, 900),
    (360, 640),
    (500, 380),
    (500, 500),
    (640, 360),
    (611, 437),
    (820, 520),
    (828, 528),
    (984, 704),
    FULL,
    (700, 1400),
    (1366, 768),
    (1920, 1080),
    (3000, 400),
    (3840, 2160),
    (4000, 3000),
]
EVERY_BUTTON = len(TOOLBAR_ACTIONS) + 7
each_size = pytest.mark.parametrize("size", SIZES)


def targets(layout: Layout) -> list[Rect]:
    return [rect for _, rect in layout.targets()]


def cards(layout: Layout) -> list[Rect]:
    places = (layout.canvas, layout.answer, layout.bars, layout.glyph, layout.status)
    return [card for card in places if card is not None]


def overlaps(places: list[Rect]) -> list[tuple[Rect, Rect]]:
    return [(a, b) for number, a in enumerate(places) for b in places[:number] if a.colliderect(b)]


@each_size
@pytest.mark.parametrize("display_scale", [1, 1.5, 2])
def test_everything_lies_in_the_window_and_nothing_overlaps(size: Size, display_scale: float) -> None:
    layout = lay_out(size, display_scale)
    inside = [*layout.digits, *(rect for action, rect in layout.buttons.items() if action is Action.EXPLAIN)]
    free = [rect for rect in targets(layout) if rect not in inside]

    assert [rect for rect in (*cards(layout), *free) if not layout.window.contains(rect) or not all(rect.size)] == []
    assert (overlaps([*cards(layout), *free]), overlaps(targets(layout))) == ([], [])


@each_size
def test_bars_lie_on_their_card_and_the_heat_maps_button_beside_the_28x28(size: Size) -> None:
    layout = lay_out(size)
    outside = [rect for rect in layout.digits if layout.bars is None or not layout.bars.contains(rect)]
    toggle = layout.buttons.get(Action.EXPLAIN)

    assert (outside, len(layout.digits)) == ([], 10 if layout.bars else 0)
    assert layout.glyph is None or (toggle is not None and layout.glyph.contains(toggle))


@each_size
def test_the_canvas_is_square(size: Size) -> None:
    canvas = lay_out(size).canvas

    assert canvas.width == canvas.height


@pytest.mark.parametrize(
    ("size", "side"),
    [
        ((50, 50), 46),
        ((120, 90), 86),
        ((360, 640), 324),
        ((500, 500), 340),
        ((984, 704), 499),
        (FULL, 560),
        ((2 * 1104, 2 * 704), 1120),
        ((3840, 2160), 1718),
    ],
)
def test_the_canvas_is_as_large_as_it_can_be(size: Size, side: int) -> None:
    assert lay_out(size).canvas.width == side


@pytest.mark.parametrize("size", [(500, 500), (360, 640), (640, 360), (984, 704), FULL, (1366, 768), (3840, 2160)])
def test_canvas_digit_confidence_bars_and_every_button_are_there(size: Size) -> None:
    layout = lay_out(size)

    assert (len(layout.buttons), len(layout.digits), layout.answer is None) == (EVERY_BUTTON, 10, False)
    assert min(min(rect.size) for rect in layout.buttons.values()) >= 24
    assert min(rect.height for rect in layout.digits) >= 19
    assert layout.canvas.width >= 160


@pytest.mark.parametrize("display_scale", [1, 2, 3])
def test_a_finger_finds_everything_on_a_phones_screen(display_scale: int) -> None:
    layout = lay_out((360 * display_scale, 640 * display_scale), display_scale)

    assert [min(rect.size) // display_scale for rect in targets(layout) if min(rect.size) < 32 * display_scale] == []


@pytest.mark.parametrize(
    ("size", "buttons", "there", "strip"),
    [
        (FULL, EVERY_BUTTON, (True, True, True, True), 6),
        ((500, 500), EVERY_BUTTON, (True, True, False, True), 0),
        ((230, 400), 7, (True, False, False, True), 0),
        ((200, 200), 0, (False, False, False, True), 0),
        ((50, 50), 0, (False, False, False, False), 0),
    ],
)
def test_what_has_no_room_is_left_out(size: Size, buttons: int, there: tuple[bool, ...], strip: int) -> None:
    layout = lay_out(size)
    found = tuple(card is not None for card in (layout.answer, layout.bars, layout.glyph, layout.status))

    assert (len(layout.buttons), found, len(layout.strip)) == (buttons, there, strip)


@pytest.mark.parametrize("scale", [1.5, 2, 3])
@pytest.mark.parametrize("size", [(360, 640), (500, 500), FULL])
def test_on_a_finer_display_the_same_window_has_the_same_parts_with_more_pixels(size: Size, scale: float) -> None:
    plain = lay_out(size)
    fine = lay_out((round(size[0] * scale), round(size[1] * scale)), scale)

    assert fine.unit == pytest.approx(plain.unit * scale, rel=0.01)
    assert (fine.buttons.keys(), len(fine.strip)) == (plain.buttons.keys(), len(plain.strip))
    assert fine.canvas.width == pytest.approx(plain.canvas.width * scale, abs=3)


@each_size
def test_the_canvass_corners_are_the_drawings(size: Size) -> None:
    layout = lay_out(size)

    assert layout.on_canvas(layout.canvas.topleft) == (0, 0)
    assert layout.on_canvas(layout.canvas.bottomright) == pytest.approx((280, 280))


@pytest.mark.parametrize("size", [(360, 640), (500, 500), FULL])
def test_a_place_is_on_one_target_or_on_none(size: Size) -> None:
    layout = lay_out(size)
    found = [layout.target_at(rect.center) for rect in targets(layout)]
    looks = [Look(place) for place in range(len(layout.strip))]

    assert found == [*layout.buttons, *map(Say, range(10)), *looks]
    assert layout.target_at(layout.canvas.center) is None


@pytest.mark.parametrize("size", [(360, 640), (500, 500), FULL])
def test_words_stand_on_wide_buttons(size: Size) -> None:
    buttons = lay_out(size).buttons

    assert {action for action, rect in buttons.items() if rect.width > 1.7 * rect.height} >= set(SPELT_OUT)


@pytest.mark.parametrize(
    ("scale", "screen", "size"),
    [
        (2, (1920, 1080), FULL),
        (1, (1920, 1080), (552, 352)),
        (8, (1920, 1080), (1524, 972)),
        (4, (3840, 2160), (2208, 1408)),
        (2, (1366, 768), (1084, 691)),
        (2, (640, 480), (576, 367)),
    ],
)
def test_the_first_window_has_the_canvas_at_its_scale_and_fits_the_screen(
    scale: float, screen: Size, size: Size
) -> None:
    assert window_size(scale, screen) == size
