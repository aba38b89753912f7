"""`python -m handdraw_training`: see --help."""

import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from handdraw_inference.engines.model_versions import MODEL
from handdraw_training.errors import TrainingError
from handdraw_training.options import Options, parse
from handdraw_training.silence import silence

if TYPE_CHECKING:
    from handdraw_training.run import Outcome

NOT_PROMOTED = 3
GO_ON = "the same command goes on after the last whole epoch"


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    try:
        outcome = make(options)
    except TrainingError as error:
        print(f"handdraw_training: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nhanddraw_training: stopped, and no version was written; {GO_ON}", file=sys.stderr)
        return 130
    print(summary(outcome, options))
    return NOT_PROMOTED if options.promote and not outcome.promoted else 0


def make(options: Options) -> "Outcome":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of the processes that draw: there is one for each core
    with silence():
        from handdraw_training.run import run  # noqa: PLC0415 TensorFlow takes seconds, which --help does not wait for
    return run(options)


def summary(outcome: "Outcome", options: Options) -> str:
    version = outcome.card.version
    accuracy = outcome.card.metrics["test_accuracy"]
    made = f"{options.models_dir / MODEL / version}: {accuracy:.2%} of the test digits right"
    return f"{outcome.verdict.in_words()}\n{made}\n{next_steps(outcome, options)}"


def next_steps(outcome: "Outcome", options: Options) -> str:
    config, version = options.models_dir / "models.config", outcome.card.version
    if outcome.promoted:
        return f"It is the stable one now: {config}"
    if options.promote:
        return f"{config} is unchanged: --force makes stable what is worse"
    return f"""\
To make it stable, edit {config}:
  1. load it beside the others: add `versions: {version}`, and wait until TensorFlow Serving calls it AVAILABLE
  2. then move the label: `key: "stable" value: {version}`"""


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `docker stop` tidies up as Ctrl-C does
    sys.exit(main())
