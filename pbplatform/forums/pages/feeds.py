"""The meetings of a forum as a feed. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from pbplatform.core.db import db
from pbplatform.forums import queries
from pbplatform.forums.pages.blueprint import bp
from pbplatform.web.clock import request_now
from pbplatform.web.feeds import MOST, Entry, atom, beside, told_of
from pbplatform.web.guards import public
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _


@bp.route("/forums/<slug>/meetings.atom")
@beside("forums.forum", _l("These meetings as a feed (Atom)"))
@public
def meetings_feed(slug: str) -> ResponseReturnValue:
    """The page shows all meetings of the forum; those with the latest day are in the feed."""
    session, now = db.session(), request_now()
    forum = queries.forum_by_slug(session, slug)
    meetings = queries.meetings(session, [forum.id])[:MOST]
    by_path = {forum.path_to(each): each for each in meetings}
    came = {path: each.called_at for path, each in by_path.items()}
    told = [
        Entry(
            path=each.path,
            title=_("Meeting on %(day)s", day=long_date(by_path[each.path].starts_at)),
            updated=each.updated,
            summary=each.summary,
        )
        for each in told_of(session, came, now)
    ]
    title = _("Meetings, %(forum)s", forum=forum.name)
    return atom(title, told)
