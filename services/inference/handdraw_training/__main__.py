"""`python -m handdraw_training`: see --help."""

import os
import signal
import sys
from collections.abc import Sequence

from handdraw_training.card import ModelCard
from handdraw_training.errors import TrainingError
from handdraw_training.options import Options, parse
from handdraw_training.signature import MODEL
from handdraw_training.silence import silence


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    try:
        print(farewell(make(options), options))
    except TrainingError as error:
        print(f"handdraw_training: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nhanddraw_training: stopped, and no version was written", file=sys.stderr)
        return 130
    return 0


def make(options: Options) -> ModelCard:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with silence():
        from handdraw_training.run import run  # noqa: PLC0415 TensorFlow takes seconds, which --help does not wait for
    return run(options)


def farewell(card: ModelCard, options: Options) -> str:
    return f"""\
{options.models_dir / MODEL / card.version}: {card.metrics.test_accuracy:.2%} of the test digits right
To make it stable, edit {options.models_dir / "models.config"}:
  1. load it beside the others: add `versions: {card.version}`, and wait until TensorFlow Serving calls it AVAILABLE
  2. then move the label: `key: "stable" value: {card.version}`"""


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `docker stop` tidies up as Ctrl-C does
    sys.exit(main())
