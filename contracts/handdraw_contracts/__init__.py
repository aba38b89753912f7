"""What crosses a process boundary in Handdraw, and nothing else: frozen models without behaviour."""

__version__ = "0.2.0"
"""Handdraw's, the whole of it: packages, images, OpenAPI and --version take it from here."""
