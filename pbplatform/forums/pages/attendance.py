"""Who was at a meeting: each person says it of themselves; only the number is public."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.forums import queries, services
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.public import day_of
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, signed_in


class ActForm(Form):
    """A button: nothing to fill in."""


@bp.route("/forums/<slug>/meetings/<day>/attendance", methods=["GET", "POST"])
@signed_in
def attend(slug: str, day: str) -> ResponseReturnValue:
    """Say that one was there; a page for the reader alone."""
    session, actor = db.session(), require_actor()
    forum = queries.forum_by_slug(session, slug)
    found = queries.meeting_on(session, forum.id, day_of(day))
    if request.method == "GET":
        page = render_template(
            "forums/attendance.html",
            forum=forum,
            meeting=found,
            begun=found.has_begun(request_now()),
            attended=queries.attended(session, found.id, actor.account_id),
        )
        return no_store(page)
    meeting_id = found.id
    if ActForm().validate_on_submit():
        with transaction() as writing:
            services.attend(
                writing,
                actor=actor.as_resident(),
                meeting_id=meeting_id,
                now=request_now(),
            )
        flash(_("You are counted. Only the number is public, not your name."))
    return redirect(url_for(".attend", slug=slug, day=day))
