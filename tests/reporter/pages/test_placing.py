import pytest

from handdraw_contracts.reports import Fact, Figure, Section, Span
from handdraw_reporter.pages.placing import place_figures

FACTS = (
    Fact(id="accuracy", label="", value=0.9, shown="90%", n=1, topic="right"),
    Fact(id="drawings", label="", value=9, shown="9", n=9, topic="overview"),
    Fact(id="mean_confidence", label="", value=0.9, shown="90%", n=1, topic="sure"),
)


def section(*facts: str, claims: tuple[str, ...] = ("accuracy",)) -> Section:
    spans = tuple(Span(text=fact, fact=fact) for fact in facts)
    return Section(title="", sentences=("",), claims=claims, spans=(spans,))


def figure(name: str) -> Figure:
    return Figure(name=name, title="", description="")


def test_a_figure_stands_beside_the_section_that_says_most_of_it() -> None:
    sections = (section("drawings", "accuracy"), section("accuracy", "accuracy"), section("drawings"))
    figures = tuple(map(figure, ("confusion", "training", "confidence")))
    chapters, rest = place_figures(sections, figures, FACTS)

    assert ([[one.name for one in chapter.figures] for chapter in chapters], [one.name for one in rest]) == (
        [[], ["confusion"], []],
        ["training", "confidence"],
    )


@pytest.mark.parametrize(
    ("claims", "is_list"),
    [(("label_more", "draw_thicker"), True), (("accuracy",), False), (("label_more", "accuracy"), False), ((), False)],
)
def test_what_can_be_done_is_a_list(claims: tuple[str, ...], *, is_list: bool) -> None:
    [chapter], _ = place_figures((section(claims=claims),), (), FACTS)

    assert chapter.is_list == is_list


@pytest.mark.parametrize(("count", "paragraphs"), [(1, [1]), (3, [3]), (4, [2, 2]), (12, [2, 10])])
@pytest.mark.parametrize("spans", [True, False])
def test_a_long_section_has_a_paragraph_that_is_read_first(count: int, paragraphs: list[int], *, spans: bool) -> None:
    sentences = tuple(f"Sentence {number}." for number in range(count))
    parts = tuple((Span(text=sentence),) for sentence in sentences) if spans else ()
    [chapter], _ = place_figures((Section(title="", sentences=sentences, spans=parts),), (), ())
    said = tuple(piece.text for paragraph in chapter.paragraphs for sentence in paragraph for piece in sentence)

    assert ([len(paragraph) for paragraph in chapter.paragraphs], said) == (paragraphs, sentences)
