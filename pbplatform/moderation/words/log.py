"""What entries of the public log say of words that must go. Never the words themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.moderation.kinds import ModerationLog
from pbplatform.moderation.words.rules import RULE_WORDS
from pbplatform.web.log_reading import plain
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    ModerationLog.TEXT_REPORTED: (
        _l("A text was reported: %(ground)s. It is looked at by %(look_by)s."),
        _l("A text was reported."),
    ),
    ModerationLog.TEXT_LEFT: (
        _l("Decision %(decision_no)s: a text that was reported stays. %(reason)s"),
        _l("A text that was reported stays."),
    ),
    ModerationLog.TEXT_HIDDEN: (
        _l("Decision %(decision_no)s: a text is hidden. %(ground)s. %(reason)s"),
        _l("A text is hidden."),
    ),
    ModerationLog.WORDS_STRUCK: (
        _l("Decision %(decision_no)s: words in a text were struck. %(ground)s. %(reason)s"),
        _l("Words in a text were struck."),
    ),
    ModerationLog.LOOK_ASKED: (
        _l("The author asked for a second look at decision %(decision_no)s, due by %(look_by)s."),
        _l("An author asked for a second look at a decision."),
    ),
    ModerationLog.DECISION_CONFIRMED: (
        _l("A second person confirmed decision %(decision_no)s: %(reason)s"),
        _l("A second person confirmed a decision."),
    ),
    ModerationLog.TEXT_ERASED: (
        _l(
            "The words that decision %(decision_no)s took away were erased for good. %(ground)s. "
            "%(reason)s"
        ),
        _l("Words that had been taken away were erased for good."),
    ),
    ModerationLog.DECISION_TAKEN_BACK: (
        _l("Decision %(decision_no)s was taken back. The words are there again: %(reason)s"),
        _l("A decision was taken back. The words are there again."),
    ),
}


def _ground(code: Any) -> str | None:
    return str(RULE_WORDS[code]) if code in RULE_WORDS else None


LOG = LogWords(
    sentences=_SENTENCES,
    families={"moderation": _l("Words that must go")},
    fields={"ground": _ground},
    nouns={"decision_no": plain},
)
