"""TensorFlow Serving's protocol over a real SavedModel, for machines where its image cannot be had."""

import logging
import os
import signal
import sys

from errors import StatusError
from flags import Environment, parse

VERSION = "TensorFlow ModelServer: 2.19.1\nTensorFlow Library: 2.19.1"


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    flags = parse(sys.argv[1:])
    if flags.version:
        print(VERSION)
        return 0
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    import server  # noqa: PLC0415  seconds of tensorflow, which reads the environment above

    try:
        running = server.start(flags, Environment.read(os.environ))
    except (StatusError, OSError, RuntimeError) as error:  # the last two: a port that is taken
        print(f"Failed to start server. Error: {error}")
        return 255
    running.wait_for_termination()
    return 0


sys.exit(main())
