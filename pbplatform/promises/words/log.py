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
}

LOG = LogWords(sentences=_SENTENCES)
