import pytest

from handdraw_contracts.reports import Span
from handdraw_reporter.pages.sentences import Piece, cut


def fact(text: str) -> Span:
    return Span(text=text, fact="accuracy")


@pytest.mark.parametrize(
    ("spans", "pieces"),
    [
        (
            (Span(text="정확도는 "), fact("88.7%"), Span(text="에서 "), fact("96.5%"), Span(text=" 사이입니다.")),
            (
                Piece("정확도는 "),
                Piece("88.7%", "accuracy", "에서"),
                Piece(" "),
                Piece("96.5%", "accuracy"),
                Piece(" 사이입니다."),
            ),
        ),
        ((fact("9"), fact("8"), Span(text=".")), (Piece("9", "accuracy"), Piece("8", "accuracy", "."))),
        ((Span(text="No fact."),), (Piece("No fact."),)),
        ((), ()),
    ],
)
def test_what_follows_a_fact_without_a_gap_stays_with_it(spans: tuple[Span, ...], pieces: tuple[Piece, ...]) -> None:
    assert cut(spans) == pieces
