import pytest
from pygame import Rect

from handdraw_desktop.keys import Action
from handdraw_desktop.layout import FULL, Look, Pick, Size, lay_out
from handdraw_desktop.pages import Cover, Page, body, page_targets

SIZES: list[Size] = [(1, 1), (50, 50), (200, 300), (360, 640), (500, 500), FULL, (3840, 2160)]
FILES = tuple((f"{number}.png", None) for number in range(12))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cover", [Cover(Page.HISTORY), Cover(Page.FILES, FILES)])
def test_what_can_be_pressed_lies_below_the_title_and_overlaps_nothing(size: Size, cover: Cover) -> None:
    layout = lay_out(size)
    places = [place for _, place in page_targets(cover, layout, 100)]

    assert [place for place in places if not body(layout).contains(place)] == []
    assert [a for number, a in enumerate(places) for b in places[:number] if a.colliderect(b)] == []


@pytest.mark.parametrize(("size", "own"), [((360, 640), [Action.HIDE]), (FULL, [])])
def test_what_is_on_the_screen_is_hidden_by_a_button_beside_the_drawings_where_the_window_has_none(
    size: Size, own: list[Action]
) -> None:
    few, many = ([target for target, _ in page_targets(Cover(Page.HISTORY), lay_out(size), n)] for n in (2, 1000))

    assert (few, many[len(many) - len(own) :]) == ([Look(0), Look(1), *own], own)


@pytest.mark.parametrize("size", [(360, 640), (500, 500), FULL])
def test_as_many_drawings_and_files_as_there_are_have_their_places(size: Size) -> None:
    layout = lay_out(size)
    history = [target for target, _ in page_targets(Cover(Page.HISTORY), layout, 5)]
    files = [target for target, _ in page_targets(Cover(Page.FILES, FILES[:3]), layout, 5)]

    assert (history[:5], files) == ([Look(place) for place in range(5)], [Pick(place) for place in range(3)])


@pytest.mark.parametrize("page", [Page.HELP, Page.SCORE, Page.EXPLAIN])
def test_elsewhere_nothing_can_be_pressed(page: Page) -> None:
    assert page_targets(Cover(page), lay_out(FULL), 5) == ()


def test_a_window_without_room_below_the_title_has_no_body() -> None:
    assert body(lay_out((1, 1))) == Rect(0, 0, 0, 0)
