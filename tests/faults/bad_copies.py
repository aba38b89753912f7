"""Services that break the promise on purpose, each run instead of the one that it is a bad copy of.

python tests/faults/bad_copies.py NAME
"""

import runpy
import sys

from handdraw_inference.outbox.queue import Entry, Outbox
from handdraw_logger.hot import scripts

NEW = "not known[i] and not seen[id]"


def deletes_before_202() -> None:
    """Deletes events as soon as they are on their way to the logger, before it has them."""
    oldest, settle = Outbox.oldest, Outbox.settle

    def oldest_and_delete(outbox: Outbox, count: int, max_bytes: int) -> list[tuple[int, Entry]]:
        batch = oldest(outbox, count, max_bytes)
        if batch:
            settle(outbox, [seq for seq, _ in batch], {})
        return batch

    Outbox.oldest = oldest_and_delete  # type: ignore[method-assign, assignment]
    Outbox.settle = lambda *_: None  # type: ignore[method-assign]
    runpy.run_module("handdraw_inference", run_name="__main__")


def takes_everything_for_new() -> None:
    read_script = scripts.read_script
    assert NEW in read_script("append"), "the script looks for what it has seen in another way now"
    scripts.read_script = lambda name: read_script(name).replace(NEW, "true")
    runpy.run_module("handdraw_logger", run_name="__main__")


if __name__ == "__main__":
    name = sys.argv.pop()  # the service itself takes no argument
    {"deletes-before-202": deletes_before_202, "takes-everything-for-new": takes_everything_for_new}[name]()
