"""Decides which marks are the digit, and which are frames, lines, bars and strays beside it."""

from collections.abc import Sequence

from handdraw_inference.drawings.marks import Labels, Mark, is_frame

Group = tuple[Mark, ...]
"""Marks that make one drawing together."""

# Shares of the grid's shorter side:
DIGIT = 0.12  # a mark this long may be a digit where others are to be left out
SMALL = 0.04  # a mark shorter than this is none
EDGE_LINE = 0.04  # a mark at an edge that is thinner is a line
EDGE_BAR = 0.5  # one that is longer is a bar, or the ground round a page
LINE_WIDTH, LINE_LENGTH = 0.05, 0.4  # a mark no wider and at least this long is a line, or a 1

# Shares of the main mark's longer side:
NEAR = 0.15  # a mark no further away is a part of the same drawing
PART = 0.08  # or from a part of it; one that is further from the main mark is loose
LIKE, LIKE_AREA = 0.6, 0.3  # a mark this long, with this share of the main one's area, is another digit
DOUBTFUL = 0.12  # a shorter one is a speck
FAR = 1.0  # a mark further away is a stray


def choose_marks(found: Sequence[Mark], labels: Labels) -> tuple[Group, ...]:
    """Return the marks of the likeliest reading and, where it is doubtful, those of another; none without marks."""
    side = min(labels.shape)
    marks = _without_bars(found, labels.shape)
    marks = _without_frames(marks, labels)
    marks = _without_lines(marks, side)
    if not marks:
        return ()
    free = [mark for mark in marks if not mark.edges(labels.shape) and mark.longer >= DIGIT * side]
    return _gather(max(free or marks, key=lambda mark: mark.area), marks, labels.shape)


def _gather(main: Mark, marks: Sequence[Mark], shape: tuple[int, ...]) -> tuple[Group, ...]:
    """Return the main mark and those that belong to it; and beside, with those that may, or without the loose ones."""
    kept, far = _sort_by_nearness(main, marks, shape)
    alike = [mark for mark in far if _is_alike(mark, main) and not mark.edges(shape)]
    doubtful = [mark for mark in far if mark not in alike and _is_doubtful(mark, main)]
    likeliest = (*kept, *alike)
    if doubtful:
        return likeliest, (*likeliest, *doubtful)
    tight = tuple(mark for mark in likeliest if not _is_loose(mark, main))
    return (likeliest, tight) if len(tight) < len(likeliest) else (likeliest,)


def _sort_by_nearness(main: Mark, marks: Sequence[Mark], shape: tuple[int, ...]) -> tuple[list[Mark], list[Mark]]:
    """Return those that lie near the main mark or a part of it, and the others that may matter."""
    at_edge = main.edges(shape) > 0
    kept, far = [main], []
    for mark in sorted((one for one in marks if one is not main), key=main.gap):
        close = main.gap(mark) <= NEAR * main.longer or any(part.gap(mark) <= PART * main.longer for part in kept)
        if close and (at_edge or not mark.edges(shape)):
            kept.append(mark)
        elif close or not mark.edges(shape):
            far.append(mark)
    return kept, far


def _is_loose(mark: Mark, main: Mark) -> bool:
    return PART * main.longer < main.gap(mark) and DOUBTFUL * main.longer <= mark.longer < LIKE * main.longer


def _is_alike(mark: Mark, main: Mark) -> bool:
    return mark.longer >= LIKE * main.longer and mark.area >= LIKE_AREA * main.area


def _is_doubtful(mark: Mark, main: Mark) -> bool:
    return mark.longer >= DOUBTFUL * main.longer and main.gap(mark) < FAR * main.longer


def _without_bars(marks: Sequence[Mark], shape: tuple[int, ...]) -> Sequence[Mark]:
    """Leave out what lies along the edges, unless little else is there."""
    side = min(shape)
    inner = [mark for mark in marks if not _is_bar(mark, shape)]
    return inner if any(mark.longer >= SMALL * side for mark in inner) else marks


def _is_bar(mark: Mark, shape: tuple[int, ...]) -> bool:
    edges, side = mark.edges(shape), min(shape)
    return edges >= 2 or (edges == 1 and (mark.longer >= EDGE_BAR * side or mark.shorter <= EDGE_LINE * side))


def _without_frames(marks: Sequence[Mark], labels: Labels) -> Sequence[Mark]:
    """Leave out the frames round other marks."""
    frames = {
        outer.label
        for outer in marks
        if any(outer.encloses(one) and one.longer > NEAR * outer.longer for one in marks) and is_frame(outer, labels)
    }
    return [mark for mark in marks if mark.label not in frames]


def _without_lines(marks: Sequence[Mark], side: int) -> Sequence[Mark]:
    """Leave out long thin marks, unless no other may be a digit: then one of them is a 1."""
    others = [mark for mark in marks if mark.shorter > LINE_WIDTH * side or mark.longer < LINE_LENGTH * side]
    return others if any(mark.longer >= DIGIT * side for mark in others) else marks
