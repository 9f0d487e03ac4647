"""What entries of the public log say of promises."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.promises.kinds import PromiseLog
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    PromiseLog.COMMITMENT_MADE: (
        _l("%(owner)s promised, by %(due)s: %(what)s"),
        _l("A promise was made."),
    ),
    PromiseLog.COMMITMENT_MOVED: (
        _l("A promise moved from %(due_before)s to %(due_after)s: %(reason)s"),
        _l("A promise moved."),
    ),
    PromiseLog.COMMITMENT_DONE: (
        _l("A promise was said to be done on %(done_on)s: %(note)s"),
        _l("A promise was said to be done."),
    ),
    PromiseLog.COMMITMENT_GIVEN_UP: (
        _l("A promise was given up: %(reason)s"),
        _l("A promise was given up."),
    ),
    PromiseLog.COMMITMENT_TAKEN_BACK: (
        _l("What was said of the end of a promise was taken back: %(reason)s"),
        _l("What was said of the end of a promise was taken back."),
    ),
    PromiseLog.COMMITMENT_CORRECTED: (
        _l("Words of a promise were corrected: %(reason)s"),
        _l("Words of a promise were corrected."),
    ),
    PromiseLog.CHECK_ASKED: (
        _l(
            "Residents were asked whether this is as promised: %(title)s. "
            "They can say it until %(until)s."
        ),
        _l("Residents were asked whether something is as promised."),
    ),
    PromiseLog.CHECK_SAID: (
        _l("Somebody said whether this is as promised: %(title)s"),
        _l("Somebody said whether something is as promised."),
    ),
    PromiseLog.CHECK_REPLY_DUE: (
        _l("Residents say no to this: %(title)s. %(who)s must reply by %(due)s."),
        _l("Residents say no. A reply is due."),
    ),
    PromiseLog.CHECK_REPLY_LEFT: (
        _l("Nobody says no any more, so no reply is due: %(title)s"),
        _l("Nobody says no any more, so no reply is due."),
    ),
    PromiseLog.CHECK_REPLIED: (
        _l("A reply to those who said no to this: %(title)s. %(words)s"),
        _l("A reply was given to residents who said no."),
    ),
    PromiseLog.EVIDENCE_ADDED: (
        _l("Evidence of %(day)s was attached: %(words)s"),
        _l("Evidence was attached."),
    ),
    PromiseLog.EVIDENCE_TAKEN_AWAY: (
        _l("Evidence of %(day)s was taken away: %(reason)s"),
        _l("Evidence was taken away."),
    ),
}

LOG = LogWords(sentences=_SENTENCES, families={"check": _l("Whether it is as promised")})
