"""Drafts of ideas on pages: saved while somebody types, thrown away, mailed.

Source: docs/rules/forms.md section 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.places.queries import areas
from pbplatform.proposals.models import IdeaDraft
from pbplatform.proposals.pages.idea_input import WORDS, IdeaForm
from pbplatform.proposals.services import mail_draft_link
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.clock import request_now
from pbplatform.web.drafts import DraftsOf, answer_script, away_page, mail_page
from pbplatform.web.figures import SummaryRow
from pbplatform.web.guards import public_not_shared
from pbplatform.web.languages import page_language

bp = Blueprint("idea_drafts", __name__)
_VIEWS: Mapping[str, str] = {
    "form": "new_idea.start",
    "away": "idea_drafts.away",
    "mail": "idea_drafts.mail",
}


def drafts_of(round_: Round) -> DraftsOf:
    """Where drafts of ideas for this round are kept, and their pages."""
    back = url_for("ideas.index", slug=round_.slug)
    return DraftsOf(IdeaDraft, round_.id, WORDS, _VIEWS, round_.slug, back)


def newer_rows(form: IdeaForm) -> list[SummaryRow]:
    """The words that another window saved, where they differ from what stands in this one."""
    newer = form.note.newer or {}
    return [
        {"key": form[name].label.text, "value": _said(newer, name), "user": True}
        for name in WORDS
        if _said(newer, name) and _said(newer, name) != (form[name].data or "")
    ]


def _said(typed: Mapping[str, Any], name: str) -> str:
    return "".join(str(text) for text in typed.get(name, []))


@bp.route("/rounds/<slug>/ideas/draft/save", methods=["POST"])
@public_not_shared("an idea that is being written")
def save(slug: str) -> ResponseReturnValue:
    """Called by the script on the form's pages, with all that they hold."""
    round_ = public_round(db.session(), slug)
    form = IdeaForm(areas(db.session()))
    of = drafts_of(round_)
    form.keep_draft(of, form.typed())
    note = render_template("drafts/saved.html", note=form.note)
    return answer_script(form, of, request.args.get("at", "idea"), note)


@bp.route("/rounds/<slug>/ideas/draft", methods=["GET", "POST"])
@public_not_shared("the link of a draft")
def away(slug: str) -> ResponseReturnValue:
    """Throw a draft away, after a look at what it is."""
    round_ = public_round(db.session(), slug)
    return away_page(drafts_of(round_), request.args.get("draft", ""))


@bp.route("/rounds/<slug>/ideas/draft/mail", methods=["GET", "POST"])
@public_not_shared("the link of a draft")
def mail(slug: str) -> ResponseReturnValue:
    """Have the link mailed, to carry on elsewhere."""
    round_ = public_round(db.session(), slug)
    round_id = round_.id

    def mail_it(
        session: Session, email: str, name: str, title: str, until: datetime
    ) -> datetime | None:
        return mail_draft_link(
            session,
            round_id=round_id,
            token=name,
            title=title,
            until=until,
            email=email,
            language=page_language(),
            now=request_now(),
        )

    return mail_page(drafts_of(round_), request.args.get("draft", ""), mail_it)
