"""What states of promises are called."""

from __future__ import annotations

from flask_babel import gettext

from pbplatform.promises.kinds import PromiseState


def promise_words(state: PromiseState) -> str:
    """The state of one promise."""
    words = {
        PromiseState.UNDER_WAY: gettext("Under way"),
        PromiseState.MISSED: gettext("Missed"),
        PromiseState.CALLED_DONE: gettext("Called done by the team"),
        PromiseState.CONTESTED: gettext("Called done, and residents say no"),
        PromiseState.DISPUTED: gettext("Disputed: the team says done, residents say no"),
        PromiseState.KEPT: gettext("Kept"),
        PromiseState.KEPT_LATE: gettext("Kept late"),
        PromiseState.BROKEN: gettext("Broken: given up or not kept"),
    }
    return str(words[state])


def corrected_words(field: str) -> str:
    """What of a promise was corrected."""
    words = {
        "what": gettext("What is promised"),
        "owner": gettext("Who does it"),
        "done_note": gettext("What was said when it was called done"),
    }
    return str(words[field])
