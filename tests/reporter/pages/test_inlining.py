import pytest

from handdraw_contracts.reports import Figure
from handdraw_reporter.pages.inlining import inline

FIGURE = Figure(name="digits", title="Digits", description='Bars, "as drawn"')


@pytest.mark.parametrize(
    ("content", "inlined"),
    [
        ('<path style="fill: #0b6e99; stroke-width: 0.8"/>', '<path fill="var(--accent)" stroke-width="0.8"/>'),
        ('<g id="a"/><use xlink:href="#a"/>', '<g id="digits-a"/><use href="#digits-a"/>'),
        ("<metadata>made by</metadata><style>* {}</style><!-- x -->", ""),
        ('<g style=""/>', "<g/>"),
    ],
)
def test_a_figure_becomes_part_of_its_page(content: str, inlined: str) -> None:
    found = str(inline(f'<svg width="3" viewBox="0 0 9 9">{content}</svg>', FIGURE))

    assert found.partition(">")[2] == f"{inlined}</svg>"


def test_a_figure_is_described() -> None:
    assert 'aria-label="Bars, &#34;as drawn&#34;"' in inline('<svg viewBox="0 0 9 9"></svg>', FIGURE)


def test_what_is_no_drawing_is_left_out() -> None:
    assert inline("no drawing", FIGURE) == ""
