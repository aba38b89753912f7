"""What a network learned from, and whose that is."""

from collections.abc import Mapping
from typing import Final

from handdraw_reporter.cards.card import Card, Drawn
from handdraw_reporter.cards.section import Part, Table
from handdraw_reporter.wording import Wording, fill

MNIST: Final = "MNIST"
NO_DIGITS: Final = {"letters", "written letters", "scribbles", "photographs of nothing", "several digits"}


def describe_learning(card: Card, words: Wording) -> Part | None:
    said = []
    if card.data and card.data.train is not None and card.data.test is not None:
        places = {"train": words.format_number(card.data.train), "test": words.format_number(card.data.test)}
        said.append(fill(words.model["mnist" if card.data.name == MNIST else "images"], places))
    drawn = card.drawn or Drawn()
    if drawn.strokes:
        count = sum(one.drawings for one in drawn.strokes)
        said.append(fill(words.model["strokes"], {"drawings": words.format_number(count)}))
    if drawn.writers:
        counts = drawn.writers.model_dump()
        said.append(fill(words.model["writers"], {name: words.format_number(count) for name, count in counts.items()}))
    if drawn.train:
        nothing = sum(count for kind, count in drawn.train.items() if kind in NO_DIGITS)
        places = {"pictures": words.format_number(sum(drawn.train.values())), "nothing": words.format_number(nothing)}
        said.append(fill(words.model["pictures"], places))
    table = _table(drawn, words) if drawn.train else None
    notes = (words.model["right_meaning"],) if table else ()
    return Part(words.model["learned"], tuple(said), table=table, notes=notes) if said else None


def name_licences(card: Card, words: Wording) -> Part | None:
    """Say whose data it is, as far as that is known here: a card does not say."""
    said = []
    if card.data and card.data.name == MNIST:
        said.append(words.model["licence_mnist"])
    if card.drawn and card.drawn.strokes:
        said.append(words.model["licence_strokes"])
    return Part(words.model["licences"], tuple(said)) if said else None


def _table(drawn: Drawn, words: Wording) -> Table:
    """Return a row for each kind that has a word, the most frequent first, and one for all that have none."""
    train, validation, right = drawn.train or {}, drawn.validation or {}, drawn.right or {}
    known = sorted((kind for kind in train if kind in words.pictures), key=lambda kind: -train[kind])
    rows: list[tuple[str, ...]] = [
        (
            words.pictures[kind],
            words.format_number(train[kind]),
            words.format_number(validation[kind]) if kind in validation else "",
            words.format_share(right[kind]) if kind in right else "",
        )
        for kind in known
    ]
    if len(known) < len(train):
        others = (words.format_number(_sum_unknown(counts, words)) for counts in (train, validation))
        rows.append((words.model["other_kinds"], *others, ""))
    head = tuple(words.model[name] for name in ("kind", "to_learn_from", "for_validation", "right"))
    return Table(head, tuple(rows), folded=words.model["kinds"])


def _sum_unknown(counts: Mapping[str, int], words: Wording) -> int:
    return sum(count for kind, count in counts.items() if kind not in words.pictures)
