"""Runs the gateway: ``python -m handdraw_inference``."""

import sys

from handdraw_chassis.running import parse_arguments, read_settings, serve_in_workers
from handdraw_inference.app import create_app
from handdraw_inference.settings import Settings

SWITCH_S = 0.0005
"""How long one thread keeps the others from Python: an event loop that waits 5 ms for each turn is slow."""

if __name__ == "__main__":
    parse_arguments("handdraw_inference", "The gateway: a drawing in, a digit out, each answer recorded.")
    sys.setswitchinterval(SWITCH_S)
    settings = read_settings(Settings)
    serve_in_workers(create_app, settings, settings.workers)
