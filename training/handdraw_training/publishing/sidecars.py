"""What lies beside the network in a version's folder, for people and for the watch over drift."""

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.candidate import Candidate
from handdraw_training.evaluation.showing import figures
from handdraw_training.publishing import card_page, history_figure, reference
from handdraw_training.publishing.card import ModelCard
from handdraw_training.publishing.judging import Verdict


def write_sidecars(version: ModelVersion, candidate: Candidate, verdict: Verdict, card: ModelCard) -> None:
    """Write the card, for machines and for people, what the evaluation found, and what is ordinary. Raises OSError."""
    extra = version.extra
    version.card_file.write_text(card.to_json(), encoding="utf-8")
    (extra / "evaluation.json").write_text(verdict.found.to_json(), encoding="utf-8")
    drawn = [path.name for path in figures.write(verdict.found, extra)]
    history_figure.write(card, extra / "history.png")
    (extra / "MODEL_CARD.md").write_text(card_page.render(card, verdict, drawn), encoding="utf-8")
    if candidate.material.validation_pictures:
        digits = candidate.material.validation_pictures.only_digits()
        ordinary = reference.statistics(digits, candidate.read(digits.images))
        (extra / "reference.json").write_text(ordinary, encoding="utf-8")
