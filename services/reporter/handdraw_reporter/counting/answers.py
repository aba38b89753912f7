"""A drawing in which a digit was read, with what its event says where anything was read."""

from typing import NamedTuple

from handdraw_reporter.logged import ClassificationData, LabelInForce, LoggedEvent, ModelReference


class Answer(NamedTuple):
    """``label``: the one that the drawing has by now."""

    data: ClassificationData
    digit: int
    confidence: float
    model: ModelReference
    label: LabelInForce | None

    @property
    def is_right(self) -> bool:
        """Whether it was read as its label says."""
        return self.label is not None and self.label.digit == self.digit


def find_answer(logged: LoggedEvent, data: ClassificationData) -> Answer | None:
    """Return None where nothing was read."""
    if data.digit is None or data.confidence is None or data.model is None:
        return None
    return Answer(data, data.digit, data.confidence, data.model, logged.label)
