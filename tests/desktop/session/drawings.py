"""Drawings for the tests of the session."""

from uuid import UUID

from handdraw_desktop.drawing.strokes import Drawing, Stroke

from ..answers import KEY, OTHER_KEY

LINE = Stroke(((100, 50), (100, 200)), 16)
BLANK = Drawing(UUID(int=1))
DRAWN = Drawing(KEY, (LINE,))
DRAWN_ON = Drawing(OTHER_KEY, (LINE, Stroke(((50, 50), (150, 50)), 16)))
ANOTHER = Drawing(UUID(int=3), (Stroke(((200, 50), (200, 200)), 16),))
