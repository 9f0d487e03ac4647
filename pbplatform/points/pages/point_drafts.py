"""Drafts of points on pages: saved while somebody types, thrown away, mailed.

Source: docs/rules/forms.md section 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.forums import queries as forums
from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.points.models import PointDraft
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.raise_input import WORDS, RaiseForm
from pbplatform.points.services import mail_draft_link
from pbplatform.points.words.kinds import point_kind
from pbplatform.web.clock import request_now
from pbplatform.web.drafts import DraftsOf, answer_script, away_page, mail_page
from pbplatform.web.figures import SummaryRow
from pbplatform.web.guards import public_not_shared
from pbplatform.web.languages import page_language
from pbplatform.web.sentences import gettext as _

_VIEWS: Mapping[str, str] = {
    "form": "points.raise_point",
    "away": "points.drop_point_draft",
    "mail": "points.mail_point_draft",
}


def drafts_of(forum: ForumSeries) -> DraftsOf:
    """Where drafts of points for this forum are kept, and their pages."""
    back = url_for("forums.forum", slug=forum.slug)
    return DraftsOf(PointDraft, forum.id, WORDS, _VIEWS, forum.slug, back)


def rows_of(form: RaiseForm) -> list[SummaryRow]:
    """What was typed, as it will be read."""
    chosen = form.area.data or ""
    area = next((each.label for each in form.area.choices if each.value == chosen), "")
    rows: list[SummaryRow] = [
        {"key": _("What is it?"), "value": point_kind(form.kind.data or "request")},
        {"key": _("In a few words"), "value": form.title.data or "", "user": True},
        {"key": _("In your own words"), "value": form.verbatim.data or "", "user": True},
        {"key": _("Where is it?"), "value": str(area), "user": True},
    ]
    if form.picture:
        rows.append(
            {"key": _("The picture in words"), "value": form.photo_alt.data or "", "user": True}
        )
    return rows


def newer_rows(form: RaiseForm) -> list[SummaryRow]:
    """The words that another window saved, where they differ from what stands in this one."""
    newer = form.note.newer or {}
    return [
        {"key": form[name].label.text, "value": str(newer[name]), "user": True}
        for name in WORDS
        if newer.get(name) and newer[name] != (form[name].data or "")
    ]


@bp.route("/forums/<slug>/points/draft/save", methods=["POST"])
@public_not_shared("a point that is being written")
def save_point_draft(slug: str) -> ResponseReturnValue:
    """Called by the script on the form's pages, with all that they hold."""
    forum = forums.forum_by_slug(db.session(), slug)
    form = RaiseForm(areas=[(area.slug, area.name) for area in places.areas(db.session())])
    of = drafts_of(forum)
    form.keep_draft(of, form.typed())
    note = render_template("drafts/saved.html", note=form.note)
    return answer_script(form, of, request.args.get("at", "raise"), note)


@bp.route("/forums/<slug>/points/draft", methods=["GET", "POST"])
@public_not_shared("the link of a draft")
def drop_point_draft(slug: str) -> ResponseReturnValue:
    """Throw a draft away, after a look at what it is."""
    forum = forums.forum_by_slug(db.session(), slug)
    return away_page(drafts_of(forum), request.args.get("draft", ""))


@bp.route("/forums/<slug>/points/draft/mail", methods=["GET", "POST"])
@public_not_shared("the link of a draft")
def mail_point_draft(slug: str) -> ResponseReturnValue:
    """Have the link mailed, to carry on elsewhere."""
    forum = forums.forum_by_slug(db.session(), slug)
    forum_id = forum.id

    def mail_it(
        session: Session, email: str, name: str, title: str, until: datetime
    ) -> datetime | None:
        return mail_draft_link(
            session,
            forum_id=forum_id,
            token=name,
            title=title,
            until=until,
            email=email,
            language=page_language(),
            now=request_now(),
        )

    return mail_page(drafts_of(forum), request.args.get("draft", ""), mail_it)
