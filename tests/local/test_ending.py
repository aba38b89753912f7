import signal
from contextlib import suppress

import pytest
from run import Ending


def test_a_signal_ends_the_run_even_where_what_it_raised_was_lost() -> None:
    ending = Ending()
    ending.look()
    with suppress(KeyboardInterrupt):
        ending.ask(signal.SIGHUP, None)

    with pytest.raises(KeyboardInterrupt):
        ending.look()
