"""What states of promises are called."""

from __future__ import annotations

from flask_babel import gettext

from pbplatform.promises.kinds import PromiseState


def promise_words(state: PromiseState) -> str:
    """The state of one promise."""
    words = {
        PromiseState.UNDER_WAY: gettext("Under way"),
        PromiseState.MISSED: gettext("Missed"),
        PromiseState.KEPT: gettext("Kept"),
        PromiseState.KEPT_LATE: gettext("Kept late"),
        PromiseState.BROKEN: gettext("Broken: given up"),
    }
    return str(words[state])
