"""What entries of the public log say of the log itself.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.audit.kinds import AuditLog
from pbplatform.web.sentences import ngettext
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    AuditLog.LOG_ACCEPTED: (
        _l(
            "Whoever runs this place put another copy of the log %(log)s in its place: it has "
            "%(entries)s, the one before had %(seen_entries)s. %(reason)s"
        ),
        _l("Whoever runs this place put another copy of a log in its place."),
    ),
    AuditLog.LOG_TIED: (
        _l(
            "The log of the box was tied to this log: whoever changes its %(entries)s must change "
            "this line too."
        ),
        _l("The log of a box was tied to this log."),
    ),
    AuditLog.WITNESS_NAMED: (
        _l("%(name)s watches the public logs from now on, and signs what it saw."),
        _l("A witness of the public logs was named."),
    ),
    AuditLog.WITNESS_ENDED: (
        _l("%(name)s no longer watches the public logs by this key. %(reason)s"),
        _l("A witness of the public logs ended."),
    ),
    AuditLog.WORDS_ERASED: (
        _l("Words were erased from the log for good. %(reason)s"),
        _l("Words were erased from the log for good."),
    ),
    AuditLog.PROMISE_KEY_CERTIFIED: (
        _l(
            "From now on this place signs what it promises on receipts of votes with one more "
            "key, number %(number)s: %(key)s"
        ),
        _l("A key that signs promises on receipts of votes was named."),
    ),
    AuditLog.PROMISE_KEY_REVOKED: (
        _l(
            "The key %(key)s signs no promise on a receipt any more. What it signed before this "
            "line still binds us. %(reason)s"
        ),
        _l("A key signs no promise on a receipt any more."),
    ),
}

_NOUNS = {
    "entries": lambda n, shown: ngettext("%(n)s entry", "%(n)s entries", n, n=shown),
}


LOG = LogWords(
    sentences=_SENTENCES,
    nouns=_NOUNS,
)
