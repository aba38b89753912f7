"""Runs the logger: ``python -m handdraw_logger``."""

import gc

from handdraw_chassis.running import parse_arguments, read_settings, serve
from handdraw_logger.app import create_app
from handdraw_logger.settings import Settings

FEW_CYCLES = 50_000  # a batch's objects die without the collector; its searches for cycles took a sixth

if __name__ == "__main__":
    parse_arguments("handdraw_logger", "The logger: every classification event, once and in order.")
    gc.freeze()  # what is imported is never collected
    gc.set_threshold(FEW_CYCLES)
    serve(create_app, read_settings(Settings))
