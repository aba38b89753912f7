"""The logger, but for a roller's lease that lasts seconds, so that another machine rolls while a test lasts."""

import runpy

from handdraw_logger.hot.lease import Lease

LASTS_S = 4.0

if __name__ == "__main__":
    Lease.__init__.__defaults__ = (LASTS_S,)
    runpy.run_module("handdraw_logger", run_name="__main__")
