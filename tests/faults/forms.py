"""Which form of the faults is tried: the short one in `make test`, the long one by `make test-outages`."""

import os

import pytest

LONG = os.environ.get("HANDDRAW_FAULTS") == "long"
only_long = pytest.mark.skipif(not LONG, reason="only in the long form: make test-outages")
