"""Why voters are struck, and what objections are about, in words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.voting.kinds import Why

WHY_WORDS: dict[str, LazyString] = {
    Why.MOVED: _l("moved away"),
    Why.DIED: _l("died"),
    Why.DOUBLE: _l("on the roll twice"),
    Why.NOT_ENTITLED: _l("not entitled to vote here"),
    Why.REPLACED: _l("got another number and letter"),
}
ABOUT_WORDS: dict[str, LazyString] = {
    "missing": _l("I can vote in this round, and I am not on the roll"),
    "struck": _l("I was struck, and that is wrong"),
    "other": _l("Something else on the roll is wrong"),
}
OUTCOME_WORDS: dict[str, LazyString] = {
    "done": _l("The roll was put right"),
    "stays": _l("The roll stays as it is"),
}


def why_words(code: str) -> str:
    """A reason in words; the code itself where we have none."""
    return str(WHY_WORDS.get(code, code))
