"""The section on the network in service: what its model card says, in a report's words."""

from collections.abc import Iterable

from handdraw_contracts.classifications import ModelDescription
from handdraw_reporter.cards.blocks import Block, find_blocks
from handdraw_reporter.cards.card import Card, name_model, read_card
from handdraw_reporter.cards.learning import describe_learning, name_licences
from handdraw_reporter.cards.measures import describe_accuracy, describe_confidence, describe_warnings
from handdraw_reporter.cards.naming import detail_block, name_block, name_shape
from handdraw_reporter.cards.section import ARCHITECTURE, TRAINING, ModelSection, Part, Table
from handdraw_reporter.wording import Wording, fill


def describe_model(model: ModelDescription | None, words: Wording) -> ModelSection:
    """Say what there is: a card may be older than a part, or empty, and the gateway may be away."""
    if model is None:
        return ModelSection(words.model["title"], (words.model["away"],))
    card = read_card(model)
    parts = (
        _about(model, card, words),
        describe_learning(card, words),
        _architecture(find_blocks(model), words),
        _training(model, card, words),
        describe_accuracy(card, words),
        describe_confidence(model, card, words),
        describe_warnings(model, card, words),
        name_licences(card, words),
    )
    found = tuple(part for part in parts if part is not None)
    said = words.model["from_card"] if len(found) > 1 else words.model["no_card"]
    return ModelSection(words.model["title"], (said,), found)


def _about(model: ModelDescription, card: Card, words: Wording) -> Part:
    said = [fill(words.model["named"], {"model": name_model(model)})]
    if card.created is not None:
        said.append(fill(words.model["created"], {"created": words.format_time(card.created)}))
    if card.parameters is not None:
        said.append(fill(words.model["parameters"], {"parameters": words.format_number(card.parameters)}))
    if len(model.input.shape) == 3:
        height, width, _ = map(words.format_number, model.input.shape)
        said.append(fill(words.model["reads"], {"height": height, "width": width}))
    return Part(words.model["about"], tuple(said))


def _architecture(blocks: Iterable[Block], words: Wording) -> Part | None:
    found = tuple(blocks)
    if not found:
        return None
    rows = tuple(
        (name_block(block, words), detail_block(block, words), name_shape(block.shape, words) if block.shape else "")
        for block in found
    )
    said = [fill(words.model["blocks"], {"blocks": words.format_number(len(found))})]
    last = found[-1].layers[0]
    if last.kind == "dense" and last.units in (10, 11):
        said.append(words.model["tells_none" if last.units == 11 else "tells_digits"])
    head = tuple(words.model[name] for name in ("block", "made_of", "hands_on"))
    table = Table(head, rows, in_words=True, folded=words.model["blocks_in_words"])
    return Part(words.model["built"], tuple(said), ARCHITECTURE, table)


def _training(model: ModelDescription, card: Card, words: Wording) -> Part | None:
    said: tuple[str, ...] = ()
    if card.epochs is not None and card.batch_size is not None and card.optimizer:
        places = {
            "epochs": words.format_number(card.epochs),
            "batch_size": words.format_number(card.batch_size),
            "optimizer": card.optimizer,
        }
        said = (fill(words.model["epochs"], places),)
    return Part(words.model["trained"], said, TRAINING) if said or model.history else None
