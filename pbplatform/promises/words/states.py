"""What states of promises are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.promises.kinds import PromiseState
from pbplatform.web.sentences import gettext, word_of

_STATES = {
    PromiseState.UNDER_WAY: _l("Under way"),
    PromiseState.MISSED: _l("Missed"),
    PromiseState.CALLED_DONE: _l("Called done by the team"),
    PromiseState.CONTESTED: _l("Called done, and residents say no"),
    PromiseState.DISPUTED: _l("Disputed: the team says done, residents say no"),
    PromiseState.KEPT: _l("Kept"),
    PromiseState.KEPT_LATE: _l("Kept late"),
    PromiseState.BROKEN: _l("Broken: given up or not kept"),
}


def promise_words(state: PromiseState) -> str:
    """The state of one promise."""
    return word_of("states of promises", _STATES, state)


def corrected_words(field: str) -> str:
    """What of a promise was corrected."""
    words = {
        "what": gettext("What is promised"),
        "owner": gettext("Who does it"),
        "done_note": gettext("What was said when it was called done"),
    }
    return str(words[field])
