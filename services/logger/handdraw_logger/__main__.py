"""Runs the logger: ``python -m handdraw_logger``."""

from handdraw_chassis.running import serve, settings_or_exit
from handdraw_logger.app import create_app
from handdraw_logger.settings import Settings

if __name__ == "__main__":
    serve(create_app, settings_or_exit(Settings))
