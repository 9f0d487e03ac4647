"""The points of a meeting as a PDF for a noticeboard. Source: docs/rules/printing.md section 7."""

from __future__ import annotations

from datetime import datetime, time

from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.forums import queries as forums
from pbplatform.points import queries
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.words.printed import points_data
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import public
from pbplatform.web.languages import page_language
from pbplatform.web.printing import as_public_pdf, render
from pbplatform.web.sentences import gettext as _


@bp.route("/forums/<slug>/meetings/<day>/points.pdf")
@public
def meeting_sheet(slug: str, day: str) -> ResponseReturnValue:
    """Each point with its number, who answers by when, and its answers."""
    session, today = db.session(), request_today()
    forum = forums.forum_by_slug(session, slug)
    meeting = forums.meeting_at(session, forum.id, day)
    views = queries.views_of_meeting(session, meeting.id, now=request_now())
    answers = [answer.id for view in views for answer in view.answers]
    data = points_data(forum, meeting, views, queries.corrections(session, answers), today=today)
    made = render(
        "points",
        data,
        language=page_language(),
        title=_("Points of a meeting: %(forum)s", forum=forum.name),
        at=datetime.combine(today, time(), current_frame().timezone),
        public=True,
    )
    return as_public_pdf(made, f"{slug}-{meeting.slug}-points")
