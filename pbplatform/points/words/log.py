"""What entries of the public log say of points and answers.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from re import Match
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.forums.models import ForumSeries
from pbplatform.points.kinds import PointLog
from pbplatform.points.models import Point
from pbplatform.points.queries.points import is_public_point
from pbplatform.web.log_reading import plain
from pbplatform.web.sentences import ngettext
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    PointLog.POINT_RAISED: (_l("Point %(n)s was raised."), _l("A point was raised.")),
    PointLog.POINT_PUBLISHED: (
        _l("Point %(n)s is public, and nobody has read it yet. It is read by %(read_by)s."),
        _l("Point %(n)s was published: %(title)s"),
        _l("A point was published."),
    ),
    PointLog.POINT_READ: (
        _l("A facilitator read point %(n)s. It stays public: %(title)s"),
        _l("A facilitator read point %(n)s. It stays public."),
        _l("A facilitator read a point that was public before. It stays."),
    ),
    PointLog.POINT_REFUSED: (
        _l("Point %(n)s was not published."),
        _l("A point was not published."),
    ),
    PointLog.POINT_WITHDRAWN: (
        _l("Point %(n)s was withdrawn by the person who raised it."),
        _l("Point %(n)s was withdrawn on the word of the person who raised it, told to staff."),
        _l("A point was withdrawn by the person who raised it."),
    ),
    PointLog.POINT_WENT_ON: (
        _l("Point %(n)s, which was withdrawn, goes on."),
        _l("Point %(n)s, which was withdrawn, goes on: whoever raised it told staff so."),
        _l("A point that was withdrawn goes on."),
    ),
    PointLog.POINT_KIND_CHANGED: (
        _l("Point %(n)s is now of another kind: %(reason)s"),
        _l("A point is now of another kind."),
    ),
    PointLog.POINT_ASSIGNED: (
        _l("Point %(n)s was given to a team to answer."),
        _l("A point was given to a team to answer."),
    ),
    PointLog.POINT_PASSED_ON: (
        _l("Point %(n)s was passed on to another team: %(reason)s"),
        _l("A point was passed on to another team."),
    ),
    PointLog.POINT_TAKEN: (
        _l("An official took point %(n)s."),
        _l("An official took a point."),
    ),
    PointLog.POINT_SENT_BACK: (
        _l("Point %(n)s was sent back by its team: %(reason)s"),
        _l("A point was sent back by its team."),
    ),
    PointLog.POINT_JOINED: (
        _l("Point %(n)s was joined with point %(to)s: %(reason)s"),
        _l("Two points were joined."),
    ),
    PointLog.POINT_NOTED: (
        _l("A note was added to point %(n)s: %(note)s"),
        _l("A note was added to a point."),
    ),
    PointLog.POINT_EXTENDED: (
        _l("The answer to point %(n)s moved from %(due_before)s to %(due_after)s: %(reason)s"),
        _l("The answer to a point was given more time."),
    ),
    PointLog.POINT_PAUSED: (
        _l("Point %(n)s waits for its asker. Left of its time: %(working_days_left)s."),
        _l("A point waits for its asker."),
    ),
    PointLog.POINT_RESUMED: (
        _l("Point %(n)s no longer waits. Its time runs again."),
        _l("The time of a point runs again."),
    ),
    PointLog.ANSWER_PUBLISHED: (
        _l("Point %(n)s was answered, working days late: %(working_days_late)s. “%(sentence)s”"),
        _l("Point %(n)s was answered in time: “%(sentence)s”"),
        _l("A point was answered."),
    ),
    PointLog.ANSWER_NAMES: (
        _l("The answer to point %(n)s names another thing: %(about)s."),
        _l("An answer names another thing."),
    ),
    PointLog.ANSWER_CORRECTED: (
        _l("The answer to point %(n)s was corrected: %(words)s"),
        _l("The answer to point %(n)s was corrected: %(correction)s"),
        _l("An answer was corrected."),
    ),
    PointLog.ANSWER_ASSESSED: (
        _l("Somebody said whether the answer to point %(n)s answers it."),
        _l("Whoever asked told staff whether the answer to point %(n)s answers it."),
        _l("Whoever asked told staff, in words too, whether the answer to point %(n)s answers it."),
        _l("Whoever asked point %(n)s told staff to take back their words about the answer."),
        _l("Somebody said whether an answer answers the point."),
    ),
    PointLog.POINT_ESCALATED: (
        _l("Point %(n)s needs a second answer by somebody more senior, by %(due)s."),
        _l("A point needs an answer by somebody more senior."),
    ),
    PointLog.POINT_WENT_UP: (
        _l("Nobody in its team can answer point %(n)s. It is now with %(to)s, due by %(due)s."),
        _l("Nobody in its team can answer point %(n)s. It went up."),
        _l("A point went up: nobody in its team can answer it."),
    ),
    PointLog.POINT_CAME_BACK: (
        _l("Point %(n)s is with its team again, due by %(due)s."),
        _l("A point is with its team again."),
    ),
}


def _assessed(told: Mapping[str, Any]) -> int:
    """Which sentence tells a word about an answer: said by oneself, or written down by staff."""
    values = told.get("data") or told
    if not values.get("written_down"):
        return 0
    if values.get("words_taken_back"):
        return 3
    return 2 if values.get("in_words") else 1


def _on_word(told: Mapping[str, Any]) -> int:
    """The second sentence where staff wrote it down for somebody without an account."""
    return int(bool((told.get("data") or told).get("written_down")))


_NOUNS = {
    "working_days_left": lambda n, shown: ngettext(
        "%(n)s working day", "%(n)s working days", n, n=shown
    ),
    "to": plain,
}


def _is_public(session: Session, named: Match[str]) -> bool:
    query = (
        select(Point.id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(ForumSeries.slug == named[1], Point.number == int(named[2]), is_public_point())
    )
    return session.scalar(query) is not None


LOG = LogWords(
    sentences=_SENTENCES,
    choose={
        PointLog.ANSWER_ASSESSED: _assessed,
        PointLog.POINT_WITHDRAWN: _on_word,
        PointLog.POINT_WENT_ON: _on_word,
    },
    families={"response": _l("Answers and promises")},
    nouns=_NOUNS,
    public={r"forums/([^/]+)/points/(\d+)(?:/.*)?": _is_public},
)
