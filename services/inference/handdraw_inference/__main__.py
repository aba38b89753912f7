"""Runs the gateway: ``python -m handdraw_inference``."""

from handdraw_chassis.running import parse_arguments, read_settings, serve
from handdraw_inference.app import create_app
from handdraw_inference.settings import Settings

if __name__ == "__main__":
    parse_arguments("handdraw_inference", "The gateway: a drawing in, a digit out, each answer recorded.")
    serve(create_app, read_settings(Settings))
