import pytest
from pydantic import ValidationError

from handdraw_contracts.problems import Problem


def test_a_problem_is_about_blank_unless_it_says_otherwise() -> None:
    problem = Problem(title="The drawing is blank", status=422, detail="No ink", code="blank_drawing")

    assert problem.model_dump(exclude_none=True) == {
        "type": "about:blank",
        "title": "The drawing is blank",
        "status": 422,
        "detail": "No ink",
        "code": "blank_drawing",
    }


@pytest.mark.parametrize("status", [200, 399, 600])
def test_a_problem_has_the_status_of_an_error(status: int) -> None:
    with pytest.raises(ValidationError):
        Problem(title="Fine", status=status, detail="", code="fine")
