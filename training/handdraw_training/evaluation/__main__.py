"""`python -m handdraw_training.evaluation`: see --help."""

import os
import signal
import sys
from collections.abc import Sequence

from handdraw_training.errors import TrainingError
from handdraw_training.evaluation.options import Options, parse


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    try:
        return evaluate(options)
    except TrainingError as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nevaluation: stopped, and nothing was written", file=sys.stderr)
        return 130


def evaluate(options: Options) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # waiting threads cost ten times what small matrices do
    from handdraw_training.evaluation.run import run  # noqa: PLC0415 --help does not wait for matplotlib and LiteRT

    print(run(options))
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
