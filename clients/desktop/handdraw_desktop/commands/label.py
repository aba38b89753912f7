"""`handdraw label`: says what a drawing was."""

import argparse
import sys

from handdraw_desktop.commands.asking import Asker
from handdraw_desktop.commands.exits import AWAY, Exit, in_words
from handdraw_desktop.gateway.calls import Ended, Reason, Tell, Told
from handdraw_desktop.gateway.key import ShownKey
from handdraw_desktop.gateway.transport import connect
from handdraw_desktop.settings import Settings


def label(options: argparse.Namespace, settings: Settings) -> int:
    """Raises NoGateway."""
    key = ShownKey(settings.key_file)
    with connect(str(settings.gateway_url), settings.timeout_s, "handdraw", key=key) as http:
        answer = Asker(http, settings.retry_s, options.patience).ask(Tell(options.id, options.digit))
    match answer:
        case Told(drawing, digit):
            print(f"{drawing} is a {digit}")
            return Exit.DONE
        case Ended(_, code):
            print(f"The gateway refuses the label: {in_words(code)}", file=sys.stderr)
        case _:
            print(AWAY[Reason.FAILED].format(settings.gateway_url), file=sys.stderr)
    return Exit.PARTLY
