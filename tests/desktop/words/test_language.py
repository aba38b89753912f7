import pytest

from handdraw_desktop.language import Language
from handdraw_desktop.words.language import platform_locale, system_language

EN, KO, DE = Language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, KO),
        ({"LANG": "de_AT.UTF-8@euro"}, DE),
        ({"LANG": "de"}, DE),
        ({"LANG": "en_GB.UTF-8"}, EN),
        ({"LANG": "C.UTF-8"}, EN),
        ({"LANG": "fr_FR.UTF-8"}, EN),
        ({"LC_ALL": "de_DE", "LC_MESSAGES": "ko_KR", "LANG": "en_US"}, DE),
        ({"LC_ALL": "", "LC_MESSAGES": "ko_KR", "LANG": "en_US"}, KO),
        ({"LC_NUMERIC": "de_DE"}, KO),
        ({"LANG": ""}, KO),
    ],
)
def test_the_environment_decides_and_where_it_is_silent_the_platform(
    environment: dict[str, str], language: Language
) -> None:
    assert system_language(environment, lambda: "ko-KR") is language


@pytest.mark.parametrize(("name", "language"), [("de-CH", DE), ("ko_KR", KO), ("", EN), ("pt_BR", EN)])
def test_a_platform_names_languages_in_its_own_way(name: str, language: Language) -> None:
    assert system_language({}, lambda: name) is language


def test_this_platform_is_asked_without_an_error() -> None:
    assert system_language({}) is system_language({}, platform_locale)


def test_languages_take_turns() -> None:
    assert [language.next for language in Language] == [KO, DE, EN]
