from uuid import UUID

import pytest

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.keys import Action
from handdraw_desktop.language import Language
from handdraw_desktop.layout import CORNER_ACTIONS, FULL, TOOLBAR_ACTIONS, Say, Target, lay_out
from handdraw_desktop.session.codes import Code
from handdraw_desktop.session.state import Session
from handdraw_desktop.view.hint import hint
from handdraw_desktop.view.palette import DARK, LIGHT, Palette
from handdraw_desktop.view.picture import Hands, picture
from handdraw_desktop.view.status import StatusLine
from handdraw_desktop.words.wording import load_words

BLANK = Drawing(UUID(int=1))


@pytest.mark.parametrize(
    ("action", "language", "palette", "erases", "said"),
    [
        (Action.CLASSIFY, Language.GERMAN, LIGHT, False, "Zeichnung aufzeichnen (Eingabe)"),
        (Action.CLEAR, Language.ENGLISH, LIGHT, False, "Clear the canvas (C)"),
        (Action.ERASER, Language.ENGLISH, LIGHT, False, "Rub out instead of drawing (E)"),
        (Action.ERASER, Language.ENGLISH, LIGHT, True, "Draw instead of rubbing out (E)"),
        (Action.LANGUAGE, Language.ENGLISH, LIGHT, False, "Another language: 한국어 (L)"),
        (Action.THEME, Language.KOREAN, LIGHT, False, "다른 색: 어둡게 (T)"),
        (Action.THEME, Language.GERMAN, DARK, False, "Andere Farben: Hell (T)"),
    ],
)
def test_what_is_pointed_at_says_what_it_does_and_its_key(
    action: Action, language: Language, palette: Palette, erases: bool, said: str
) -> None:
    assert hint(action, load_words(language), palette, erases=erases) == said


@pytest.mark.parametrize("action", [*TOOLBAR_ACTIONS, *CORNER_ACTIONS, Action.EXPLAIN])
@pytest.mark.parametrize("language", Language)
def test_every_button_has_a_hint(action: Action, language: Language) -> None:
    assert hint(action, load_words(language), LIGHT, erases=False)


@pytest.mark.parametrize(
    ("session", "hovered", "pointed"),
    [
        (Session(BLANK), Action.SAVE, Action.SAVE),
        (Session(BLANK), Action.CLASSIFY, None),
        (Session(BLANK), Say(3), None),
        (Session(BLANK).noting(Code.SAVED, "a.png"), Action.SAVE, None),
    ],
)
def test_signs_are_explained_unless_there_is_news(session: Session, hovered: Target, pointed: Action | None) -> None:
    parts = picture(lay_out(FULL), session, Hands(hovered=hovered), load_words(Language.ENGLISH), LIGHT).parts

    assert [one.part.pointed for one in parts if isinstance(one.part, StatusLine)] == [pointed]
