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
    ForumLog.MEETING_CHANGED: (
        _l(
            "A meeting is now on %(starts_at)s at %(venue)s, no longer on %(starts_at_before)s at "
            "%(venue_before)s: %(reason)s"
        ),
        _l("A meeting is now on %(starts_at)s, no longer on %(starts_at_before)s: %(reason)s"),
        _l("A meeting is now at %(venue)s, no longer at %(venue_before)s: %(reason)s"),
        _l("What a meeting says of itself was changed: %(reason)s"),
        _l("What a meeting says of itself was changed."),
    ),
    ForumLog.MEETING_RESTORED: (
        _l("A cancelled meeting takes place after all: %(reason)s"),
        _l("A cancelled meeting takes place after all."),
    ),
    ForumLog.AGENDA_CHANGED: (
        _l("On the agenda of a meeting “%(title_before)s” is now called “%(title)s”."),
        _l("On the agenda of a meeting: “%(title)s”."),
        _l("Taken off the agenda of a meeting: “%(title_before)s”."),
        _l("On the agenda of a meeting “%(moved)s” was moved."),
        _l("A paper of the agenda of a meeting: “%(paper)s” was added or taken away."),
        _l("The agenda of a meeting was changed."),
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
