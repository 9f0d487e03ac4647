"""What entries of the public log say of forums, meetings and minutes.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.forums.kinds import ForumLog
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    ForumLog.FORUM_CALLED: (_l("The forum %(name)s was called."), _l("A forum was called.")),
    ForumLog.FORUM_CHANGED: (
        _l("What the forum %(name)s says of itself was put right: %(reason)s"),
        _l("What a forum says of itself was put right."),
    ),
    ForumLog.MEETING_CALLED: (
        _l("A meeting was called for %(starts_at)s, %(venue)s."),
        _l("A meeting was called."),
    ),
    ForumLog.MEETING_CANCELLED: (
        _l("A meeting was cancelled: %(reason)s"),
        _l("A meeting was cancelled."),
    ),
    ForumLog.MINUTES_CIRCULATED: (_l("The minutes of a meeting were published, to be approved."),),
    ForumLog.MINUTES_APPROVED: (_l("The minutes of a meeting were approved."),),
    ForumLog.MINUTES_AMENDED: (_l("The minutes of a meeting were amended."),),
}


LOG = LogWords(
    sentences=_SENTENCES,
    families={"forum": _l("Forums")},
)
