"""Drafts of answers: one's own and the team's, and dropping one's own."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.points import queries, services
from pbplatform.points.pages.answer_form import text_of_draft
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.official import teams_of
from pbplatform.points.pages.points import WORDS
from pbplatform.points.queries import DraftView
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


def _readable() -> list[DraftView]:
    actor, session = require_actor(), db.session()
    teams = [team.id for team in teams_of(actor, session)]
    return queries.team_drafts(
        session, account_id=actor.account_id, team_ids=teams, now=request_now()
    )


@bp.route("/desk/official/drafts")
@staff("official", "elected")
def drafts() -> ResponseReturnValue:
    found = _readable()
    points = queries.waiting_among(
        db.session(), {each.point.id for each in found}, now=request_now()
    )
    return render_template(
        "points/drafts.html", drafts=found, waiting=points, text_of_draft=text_of_draft, **WORDS
    )


@bp.route("/desk/official/points/<slug>/<int:number>/answer/drop", methods=["GET", "POST"])
@staff("official", "elected")
def drop(slug: str, number: int) -> ResponseReturnValue:
    """Throw one's own draft away, after reading it once more."""
    actor = require_actor()
    own = [each for each in _readable() if each.own]
    each = next((e for e in own if (e.forum.slug, e.point.number) == (slug, number)), None)
    if each is None:
        raise NotFound("answer.draft_gone")
    form, draft_id = ConfirmForm(), each.draft.id
    seen = form.seen.data or ""

    def throw_away(writing: Session) -> None:
        services.drop_draft(writing, actor=actor.as_resident(), draft_id=draft_id, seen=seen)

    if answer := post(form, throw_away, Then(url_for(".drafts"), _("The draft is gone."))):
        return answer
    if form.refused:
        db.session().refresh(each.draft)
    form.show(each.draft.facts)
    page = render_template(
        "points/drop.html", form=form, each=each, text_of_draft=text_of_draft, **WORDS
    )
    return page, form.status
