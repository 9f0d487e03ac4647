"""What entries of the public log say of forums, meetings and minutes.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.forums.kinds import ForumLog
from pbplatform.web.log_reading import plain
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    ForumLog.FORUM_CALLED: (_l("The forum %(name)s was called."), _l("A forum was called.")),
    ForumLog.FORUM_CHANGED: (
        _l("What the forum %(name)s says of itself was put right: %(reason)s"),
        _l("What a forum says of itself was put right."),
    ),
    ForumLog.PROGRAMS_NAMED: (_l("The program that checks this forum was named by its hash."),),
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
    ForumLog.CORRECTION_SENT: (
        _l("Somebody said what is wrong in the minutes: correction %(n)s."),
        _l("Somebody said what is wrong in the minutes."),
    ),
    ForumLog.CORRECTION_WITHDRAWN: (
        _l("Correction %(n)s of minutes was withdrawn by whoever sent it."),
        _l("A correction of minutes was withdrawn by whoever sent it."),
    ),
    ForumLog.CORRECTION_ACCEPTED: (
        _l("Correction %(n)s of minutes was accepted."),
        _l("A correction of minutes was accepted."),
    ),
    ForumLog.CORRECTION_DECLINED: (
        _l("Correction %(n)s of minutes was declined: %(reason)s"),
        _l("A correction of minutes was declined."),
    ),
    ForumLog.ATTENDANCE_WRITTEN: (
        _l("Who was at a meeting was written down: %(in_room)s in the room, %(online)s online."),
        _l("Who was at a meeting was written down."),
    ),
    ForumLog.ATTENDANCE_CORRECTED: (
        _l("Who was at a meeting was corrected: %(reason)s"),
        _l("Who was at a meeting was corrected."),
    ),
    ForumLog.MINUTES_APPROVED: (_l("The minutes of a meeting were approved."),),
    ForumLog.MINUTES_AMENDED: (
        _l("The minutes of a meeting were amended: %(reason)s"),
        _l("The minutes of a meeting were amended."),
    ),
}


LOG = LogWords(
    sentences=_SENTENCES,
    families={"forum": _l("Forums")},
    nouns=dict.fromkeys(("in_room", "online"), plain),
    public={r"forums/([^/]+)/meetings/([^/]+)/corrections/(\d+)": lambda _session, _named: True},
)
