import pytest

from handdraw_desktop.words.korean import Digit


@pytest.mark.parametrize(
    ("particle", "said"),
    [
        ("으로", "0으로 1로 2로 3으로 4로 5로 6으로 7로 8로 9로"),
        ("이라고", "0이라고 1이라고 2라고 3이라고 4라고 5라고 6이라고 7이라고 8이라고 9라고"),
        ("을", "0을 1을 2를 3을 4를 5를 6을 7을 8을 9를"),
        ("", "0 1 2 3 4 5 6 7 8 9"),
    ],
)
def test_a_particle_follows_how_the_digit_is_read_aloud(particle: str, said: str) -> None:
    assert " ".join(f"{Digit(digit):{particle}}" for digit in range(10)) == said


def test_a_particle_that_is_not_known_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="에게서"):
        f"{Digit(3):에게서}"
