import numpy as np

from handdraw_training.evaluation.trials import hands
from handdraw_training.pen import letters
from handdraw_training.pen.skeletons import parse_forms

FORMS = parse_forms(hands.FORMS)


def test_letters_that_may_be_a_digit_in_somebodys_hand_are_left_out() -> None:
    assert set("OoIliZzSsBbGgqD0123456789") & set(FORMS) == set()


def test_all_other_letters_are_written_most_of_them_by_several_hands() -> None:
    missing = set(letters.LETTERS) - {"D"} - set(FORMS)

    assert (missing, sum(len(forms) > 1 for forms in FORMS.values()) > len(FORMS) / 2) == (set(), True)


def test_no_form_is_one_that_training_draws() -> None:
    taught = parse_forms(letters.HANDPRINT)

    def lines(forms: dict[str, list[tuple[np.ndarray, ...]]]) -> set[bytes]:
        return {np.concatenate(form).round(3).tobytes() for known in forms.values() for form in known}

    assert lines(taught) & lines(FORMS) == set()


def test_every_letter_comes_in_its_turn() -> None:
    rng = np.random.default_rng(1)

    seen = {np.concatenate(hands.letter(rng)).tobytes() for _ in range(4_000)}

    assert seen == {np.concatenate(form).tobytes() for forms in FORMS.values() for form in forms}
