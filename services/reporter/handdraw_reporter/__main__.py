"""The reporter's command: ``python -m handdraw_reporter``."""

from handdraw_chassis.running import parse_arguments, read_settings, serve
from handdraw_reporter.app import create_app
from handdraw_reporter.settings import Settings

if __name__ == "__main__":
    parse_arguments("handdraw_reporter", "The reporter: reports whose every number was computed.")
    serve(create_app, read_settings(Settings))
