import pytest

from handdraw_contracts.reports import Fact
from handdraw_reporter.claims.actions import offer_actions


def facts(**values: float) -> list[Fact]:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return [Fact(id=name, label="", value=value, shown=str(value), n=100) for name, value in named.items()]


@pytest.mark.parametrize(
    ("values", "offered"),
    [
        ({}, ()),
        ({"classified": 5}, ("label_more",)),
        ({"classified": 5, "labelled": 30}, ()),
        ({"embedded_share": 1.0}, ()),
        ({"embedded_share": 0.2}, ("check_serving",)),
        ({"repeated_share": 0.25}, ("find_who_repeats",)),
        ({"repeated_share": 0.24}, ()),
        ({"psi_reference__confidence": 0.3, "psi_limit_reference__confidence": 0.1}, ("compare_with_training",)),
        ({"psi_reference__confidence": 0.3, "psi_limit_reference__confidence": 0.4}, ()),
        ({"psi_reference__confidence": 0.2, "psi_limit_reference__confidence": 0.1}, ()),
        ({"failed": 1, "warning__faint_ink": 2}, ("look_into_failures", "draw_thicker")),
    ],
)
def test_an_action_is_offered_where_its_precondition_holds(values: dict[str, float], offered: tuple[str, ...]) -> None:
    assert offer_actions(facts(**values)) == offered
