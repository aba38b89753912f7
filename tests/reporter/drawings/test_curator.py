from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

import httpx
import pytest

from handdraw_contracts.reports import Language, ShownDrawing
from handdraw_reporter.drawings.choosing import Selection
from handdraw_reporter.drawings.curator import CONTRADICTED, SHOWN, Curator
from handdraw_reporter.drawings.fetching import Fetcher
from handdraw_reporter.drawings.gallery import SUPPOSED, Gallery
from handdraw_reporter.wording import load_wording

from ..fake_logger import FakeLogger
from ..log_events import Json, classification, cursor, event_id, label, parse_events
from .shown import GLYPH

ADDRESS = "http://logger.example:8001/"


class Hung(NamedTuple):
    number: int
    drawings: list[int]


def drawn(number: int, confidence: float, digit: int = 7, *warnings: str, glyph: str | None = GLYPH) -> Json:
    rest = (1 - confidence) / 9
    probabilities = [confidence if place == digit else rest for place in range(10)]
    data: Json = {"warnings": warnings, "probabilities": probabilities} | ({} if glyph is None else {"glyph": glyph})
    return classification(number, digit, confidence, **data)


def against(number: int, of: Json, digit: int) -> Json:
    """Label a drawing as another digit than was read."""
    read = of["event"]["data"]
    event = label(number, int(of["event"]["id"][-12:], 16), digit, read["digit"])
    event["read"]["confidence"] = read["confidence"]
    return event


def without_glyphs(events: Sequence[Json]) -> list[Json]:
    """Return the events as the log streams them where glyphs are left out."""
    return [_without_glyph(event) if "glyph" in event["event"]["data"] else event for event in events]


def _without_glyph(event: Json) -> Json:
    slim = {name: value for name, value in event["event"]["data"].items() if name != "glyph"}
    digest = event["event"]["id"].replace("-", "")[-16:]
    return event | {"event": event["event"] | {"data": slim}, "glyph_digest": digest}


def hang(events: Sequence[Json], log: FakeLogger | None = None, language: Language = "en") -> Gallery:
    """``log``: which holds the events that are fetched; the same ones unless told otherwise."""
    selection = Selection(cursor(10**6))
    for event in parse_events(list(events)):
        selection.add(event)
    client = (log or FakeLogger(events)).client()
    return Curator(selection, Fetcher(client), load_wording(language), ADDRESS).hang()


def numbers(drawings: Sequence[ShownDrawing]) -> list[int]:
    return [one.id.int & 0xFFFF for one in drawings]


def rows(gallery: Gallery) -> dict[str, Hung]:
    return {row.name: Hung(row.count, numbers(row.drawings)) for row in gallery.rows}


def test_an_empty_window_has_nothing_to_show() -> None:
    assert hang([]) == Gallery((), (), 0, 0)


def test_a_labelled_drawing_of_an_earlier_window_is_fetched_and_explained() -> None:
    drawing = drawn(1, 0.999)
    gallery = hang([against(11, drawing, 4)], FakeLogger([drawing]))
    [row] = gallery.rows
    [one] = row.drawings

    assert (row.name, row.count, gallery.doubted, gallery.labelled) == ("contradicted", 1, 1, 1)
    assert one.model_dump(include={"read", "label", "glyph", "causes", "explanation", "event_url"}) == {
        "read": 7,
        "label": 4,
        "glyph": GLYPH,
        "causes": ("label",),
        "explanation": "Probably the label is wrong: the network saw a 7 and no 4.",
        "event_url": f"http://logger.example:8001/v1/events/{event_id(1)}",
    }


def test_a_label_that_the_network_puts_next_is_no_doubted_label() -> None:
    possible = drawn(1, 0.995)
    possible["event"]["data"]["probabilities"] = [0.0] * 4 + [0.004, 0, 0, 0.995, 0.001, 0]
    unlike = drawn(2, 0.999, 7, "unlike_a_digit")
    sure, misread = drawn(3, 0.9999), drawn(4, 0.8)
    labels = [against(11 + place, one, 4) for place, one in enumerate((possible, unlike, sure, misread))]
    gallery = hang([possible, unlike, sure, misread, *labels])

    assert (rows(gallery), gallery.doubted) == (
        {"contradicted": Hung(1, [3]), "unsure": Hung(3, [2, 1, 4]), "unlike": Hung(1, [2])},
        1,
    )


def test_of_many_the_most_telling_are_shown_and_all_are_counted() -> None:
    doubted = [drawn(number, 0.99 + number / 10**5) for number in range(1, 101)]
    misread = [drawn(number, number / 1000) for number in range(101, 201)]
    events = [*doubted, *misread, *(against(1000 + place, one, 4) for place, one in enumerate(doubted + misread))]

    assert rows(hang(events)) == {
        "contradicted": Hung(100, list(range(100, 100 - CONTRADICTED, -1))),
        "unsure": Hung(100, list(range(200, 200 - SHOWN, -1))),
    }


def test_pictures_that_the_stream_left_out_are_fetched() -> None:
    events = [drawn(1, 0.5, 3, "low_confidence"), drawn(2, 0.9, 4, "unlike_a_digit"), drawn(3, 0.9, 5)]

    assert hang(without_glyphs(events), FakeLogger(events)) == hang(events)


@pytest.mark.parametrize("status", [404, 503])
def test_a_log_that_gives_no_pictures_leaves_the_rest(status: int) -> None:
    events = [drawn(1, 0.5, 3, "low_confidence"), drawn(2, 0.9999), drawn(3, 0.8)]
    events += [against(11, events[1], 4), against(12, events[2], 1)]
    gallery = hang(without_glyphs(events), FakeLogger([], status=200 if status == 404 else status))

    assert rows(gallery) == {"contradicted": Hung(1, [2]), "unsure": Hung(2, [3, 1])}
    assert {one.glyph for row in gallery.rows for one in row.drawings} == {None}


def test_a_logger_that_dies_midway_has_given_what_it_gave() -> None:
    events = [drawn(number, 0.9999 - number / 10**5) for number in range(1, 5)]
    events += [against(10 + place, one, 4) for place, one in enumerate(events)]
    whole, given = FakeLogger(events), list[int]()

    def answer(request: httpx.Request) -> httpx.Response:
        given.append(1)
        if len(given) > 2:
            raise httpx.ConnectError("gone")
        return whole.client().get(request.url.path)

    selection = Selection(cursor(10**6))
    for event in parse_events(events[4:]):
        selection.add(event)
    client = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://logger")
    [row] = Curator(selection, Fetcher(client), load_wording("en"), ADDRESS).hang().rows

    assert (row.count, [one.glyph is not None for one in row.drawings], len(given)) == (
        4,
        [True, True, False, False],
        3,
    )


def test_the_sheet_holds_some_of_each_digit_with_what_people_said() -> None:
    events = [drawn(number, 0.9, number % 3) for number in range(1, 31)]
    events[0] |= {"label": {"event_id": event_id(40), "digit": 5, "cursor": cursor(40)}}
    for number, event in enumerate(events):
        event["event"]["data"]["glyph"] = f"{number:0>1045}A=="
    sheet = hang(events).sheet

    assert [one.read for one in sheet] == [0] * 6 + [1] * 6 + [2] * 6
    assert {(one.id.int & 0xFFFF, one.label) for one in sheet if one.label is not None} <= {(1, 5)}


def test_an_event_that_is_no_drawing_is_not_taken_for_one() -> None:
    other = label(1, of=2, digit=3)
    misread = label(11, of=1, digit=4, read=7)
    misread["read"]["confidence"] = 0.5
    [row] = hang([misread], FakeLogger([other])).rows

    assert [(one.read, one.label, one.drawn_at) for one in row.drawings] == [(7, 4, None)]


def test_a_model_is_asked_of_a_few_misread_drawings_that_have_a_picture() -> None:
    low = [drawn(number, 0.4, 3, "low_confidence") for number in range(1, 6)]
    for number, event in enumerate(low):
        event["event"]["data"]["glyph"] = f"{number:0>1045}A=="
    bare = drawn(6, 0.7, glyph=None)
    misread = [drawn(number, 0.6 - number / 1000) for number in range(7, 11)]
    labels = [against(20 + place, one, 4) for place, one in enumerate([bare, *misread])]
    gallery = hang([*low, bare, *misread, *labels])

    assert (numbers(gallery.list_puzzling()), SUPPOSED) == ([7, 8, 9, 10, 1, 2], 6)


def test_what_a_model_supposes_is_put_beside_its_drawing() -> None:
    drawing = drawn(1, 0.8)
    gallery = hang([drawing, against(11, drawing, 4)])
    [row] = gallery.suppose({gallery.rows[0].drawings[0].id: "The top may be open."}).rows

    assert [one.hypothesis for one in row.drawings] == ["The top may be open."]


@pytest.mark.parametrize("language", get_args(Language))
def test_every_row_has_a_title_and_a_description_in_every_language(language: Language) -> None:
    sure, misread, unlike = drawn(1, 0.999), drawn(2, 0.8), drawn(3, 0.9, 7, "unlike_a_digit")
    found = hang([sure, misread, unlike, against(11, sure, 4), against(12, misread, 4)], language=language).rows
    words: Any = load_wording(language).misread

    assert [(row.title, row.description) for row in found] == [
        (words[f"{name}_title"], words[f"{name}_description"]) for name in ("contradicted", "unsure", "unlike")
    ]
