"""MODEL_CARD.md: the card for people, with its figures."""

from collections.abc import Sequence

from handdraw_inference.engines.model_versions import UNLIKE
from handdraw_inference.engines.scores import NO_DIGIT_ABOVE
from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.evaluation.showing import table
from handdraw_training.publishing.card import ModelCard, Pictures
from handdraw_training.publishing.judging import Verdict, accuracies

FIGURES = {
    "confusion": "What was read for what: MNIST's test digits, and drawn ones",
    "reliability": "How sure it is, and how right",
    "conditions": "The same digits, drawn otherwise",
    "writers": "How well each writer is read",
    "no_digit": "True digits and what is none, by how unlike a digit they look",
    "errors": "What was read wrongly",
}


PURPOSE = """\
Reading one digit, 0 to 9, that somebody drew: 28x28 grey levels, white ink on black, brought to MNIST's form by the
gateway's normalisation {normalisation}, and no other. It is not for whole numbers, letters or photographs of
anything else."""
MNIST = "MNIST is by Y. LeCun and C. Cortes (CC BY-SA 3.0)."
PEN_DIGITS = "UCI's pen digits, which `make data` fetches, are by E. Alpaydin and F. Alimoglu (CC BY 4.0)."


def render(card: ModelCard, verdict: Verdict, figures: Sequence[str]) -> str:
    """Return the page, Markdown. ``figures``: the names of the files beside it."""
    sections = (
        f"# {card.name}, version {card.version}",
        f"Made by the recipe `{card.recipe}` on {card.created}, seed {card.seed}. {accuracies(verdict.found)}.",
        _comparison(verdict),
        f"## What it is for\n\n{_purpose(card)}",
        f"## What it learned from\n\n{_data(card)}",
        f"## The network\n\n{card.parameters:,} parameters:\n\n" + _numbered(card.architecture),
        f"## How it was trained\n\n{_training(card)}\n\n![History](history.png)",
        f"## Calibration\n\n{_calibration(card)}",
        f"## Evaluation\n\n{_evaluation(verdict)}\n\n{_twin(card)}\n\n```\n{table.render(_columns(verdict))}\n```",
        *(f"{FIGURES[name]}:\n\n![{FIGURES[name]}]({name}.png)" for name in FIGURES if f"{name}.png" in figures),
    )
    return "\n\n".join(section for section in sections if section) + "\n"


def _purpose(card: ModelCard) -> str:
    return PURPOSE.format(normalisation=card.normalisation)


def _comparison(verdict: Verdict) -> str:
    if verdict.stable is None:
        return f"{verdict.why_alone}."
    relation = "worse than" if verdict.is_worse else "no worse than"
    other = accuracies(verdict.stable.found)
    return f"That is {relation} version {verdict.stable.version}, stable when this was made: {other}."


def _columns(verdict: Verdict) -> list[Evaluation]:
    return [verdict.found, *([verdict.stable.found] if verdict.stable else [])]


def _data(card: ModelCard) -> str:
    mnist = f"{card.data.train:,} images of MNIST's training set ({card.data.source}, sha256 `{card.data.sha256}`)."
    onwards = f" It went on from version {card.continues}." if card.continues else ""
    return f"{mnist} {MNIST}{onwards}" + (f"\n\n{_pictures(card.drawn)}" if card.drawn else "")


def _pictures(pictures: Pictures) -> str:
    files = [f"{file.source}, {file.drawings:,} drawings, sha256 `{file.sha256}`" for file in pictures.strokes]
    strokes = "Recorded pen strokes: " + "; ".join(files) if files else "No recorded pen strokes"
    credit = f" {PEN_DIGITS}" if files else ""
    writers = ", ".join(f"{count} {name}" for name, count in pictures.writers.items())
    return (
        f"{strokes}. Writers: {writers}. The validation's and the test's taught it nothing.{credit}\n\n"
        f"Pictures drawn of these and of what was made up:\n\n{_kinds(pictures)}"
    )


def _kinds(pictures: Pictures) -> str:
    names = {**pictures.train, **pictures.validation}
    columns = {
        "kind": list(names),
        "to learn from": [f"{pictures.train.get(name, 0):,}" for name in names],
        "for validation": [f"{pictures.validation.get(name, 0):,}" for name in names],
    }
    if pictures.right:
        known = {name: f"{share:.2%}" for name, share in pictures.right.items()}
        columns["of these right, or warned about if it is no digit"] = [known.get(name, "-") for name in names]
    lines = [columns, ["---"] * len(columns), *zip(*columns.values(), strict=True)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"1. {line}" for line in lines)


def _training(card: ModelCard) -> str:
    numbers = ", ".join(f"{name} {_in_words(value)}" for name, value in card.settings.items() if value not in ((), []))
    return (
        f"{card.epochs} epochs in batches of {card.batch_size}, {card.optimizer}, {card.loss}. {numbers}. "
        f"Validation: {card.validation}. Python {card.versions.python}, TensorFlow {card.versions.tensorflow}, "
        f"Keras {card.versions.keras}."
    )


def _in_words(value: object) -> str:
    return " and ".join(value) if isinstance(value, list | tuple) else str(value)


def _calibration(card: ModelCard) -> str:
    if card.calibration is None:
        return "None: its confidence is what the network's softmax says, and it never warns that it saw no digit."
    shares = "; ".join(f"{name} {share:.2%}" for name, share in card.calibration.warned.items())
    return (
        f"The digits' logits are divided by {card.calibration.temperature}, fitted on the validation. "
        f"`{UNLIKE}` is above {NO_DIGIT_ABOVE} where the logit of no digit exceeds the digits' together by "
        f"{card.calibration.threshold}, chosen so that it warns about at most 2% of each kind of the validation's "
        f"digits. Warned about: {shares}."
    )


def _evaluation(verdict: Verdict) -> str:
    quick = " All but MNIST and the drawn digits is a small sample." if verdict.found.quick else ""
    return f"By `make evaluate`'s own measures, on digits that taught it nothing.{quick}"


def _twin(card: ModelCard) -> str:
    twin = card.twin
    if twin is None:
        return "LiteRT's network is the same, in floats."
    drawn = f" and {twin.drawn:,} drawn ones" if twin.drawn else ""
    unlike = f", and {twin.unlike_a_digit} are `{UNLIKE}` to one of the two alone" if card.unlike else ""
    return (
        f"LiteRT's network is quantised: its weights, and what they are multiplied with, have 8 bits. Of "
        f"{twin.mnist:,} of MNIST's test digits{drawn} it reads {twin.digits} otherwise{unlike}. What it answers "
        f"differs by {twin.largest_difference:.3f} at most, and its probabilities by {twin.mean_difference:.1e} on "
        f"average."
    )
