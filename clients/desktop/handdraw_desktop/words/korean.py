"""Korean particles after a digit: which of two forms follows depends on how the digit ends when it is read aloud."""

ALOUD = "영일이삼사오육칠팔구"
AFTER_VOWEL = {"으로": "로", "이라고": "라고", "이": "가", "을": "를", "은": "는", "과": "와"}
FIRST_SYLLABLE = ord("가")
ENDINGS = 28  # of a syllable: none, and 27 consonants
NONE, RIEUL = 0, 8


class Digit(int):
    """``f"{Digit(7):으로}"`` is "7로", and of 3 "3으로"; without a particle, the digit alone."""

    def __format__(self, particle: str) -> str:
        return f"{int(self)}{particle and attached(int(self), particle)}"


def attached(digit: int, particle: str) -> str:
    """``particle`` as it is after a consonant. Raises KeyError for one that is not known."""
    ending = (ord(ALOUD[digit]) - FIRST_SYLLABLE) % ENDINGS
    light = ending == NONE or (ending == RIEUL and particle == "으로")
    after_vowel = AFTER_VOWEL[particle]
    return after_vowel if light else particle
