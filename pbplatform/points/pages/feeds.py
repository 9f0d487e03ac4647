"""Points and promises as feeds. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from pbplatform.core.db import db
from pbplatform.points import queries
from pbplatform.points.models import Point
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.points import asked_for
from pbplatform.points.queries.changed_last import changed_last
from pbplatform.points.queries.promised_last import promised_last
from pbplatform.points.words.thread import stations_of
from pbplatform.promises.models import Commitment
from pbplatform.promises.words.states import promise_words
from pbplatform.web.clock import request_now
from pbplatform.web.feeds import MOST, Entry, atom, beside, changed_at, told_of
from pbplatform.web.guards import public
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _


@bp.route("/forums/<slug>/points.atom")
@beside("points.points", _l("These points as a feed (Atom)"))
@public
def points_feed(slug: str) -> ResponseReturnValue:
    session, now = db.session(), request_now()
    forum, _being_checked, _meeting_on = queries.forum_of_list(session, slug, now=now)
    asked = asked_for()
    today = queries.day_of(session, now)
    ids = changed_last(session, forum, asked.test, asked.narrowed, today=today, most=MOST)
    kept = asked.keep(queries.point_views(session, Point.id.in_(ids), now=now, texts=False))
    came = {view.path: view.point.decided_at or view.point.came_at for view in kept}
    changed = changed_at(session, list(came))
    newest = sorted(came, key=lambda path: max(came[path], changed.get(path, came[path])))[-MOST:]
    title = _("Points, %(forum)s", forum=forum.name)
    done = stations_of(view for view in kept if view.path in newest)
    shown = {path: came[path] for path in newest}
    return atom(title, told_of(session, shown, now, done=done, changed=changed))


@bp.route("/promises.atom")
@beside("points.promises", _l("These promises as a feed (Atom)"))
@public
def promises_feed() -> ResponseReturnValue:
    session, now = db.session(), request_now()
    last = promised_last(session, most=MOST)
    views = queries.promise_views(session, now=now, condition=Commitment.id.in_(last))
    entries = [
        Entry(
            path=view.page,
            key=view.path,
            title=view.promise.what,
            updated=last[view.promise.id],
            summary=_(
                "%(state)s. By %(day)s.",
                state=promise_words(view.state),
                day=long_date(view.promise.due_current),
            ),
            author=view.team.name,
        )
        for view in views
    ]
    return atom(_("Promises"), entries)
