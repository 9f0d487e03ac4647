"""A claimed idea is left by two delegates, or handed back by one."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.proposals import services as proposals
from pbplatform.proposals.models import Idea
from pbplatform.proposals.pages.forms import LeaveForm
from pbplatform.proposals.queries import idea_by_number, idea_row
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS
from pbplatform.proposals.words.relations import relation_rows
from pbplatform.review import services
from pbplatform.review.pages.forms import ObjectForm
from pbplatform.review.pages.loading import as_delegate, must_declare
from pbplatform.review.queries.records import LeavingRow, leaving_quorum, leaving_row
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("leaving", __name__)


class HandBackForm(Form):
    words = WordsField(
        _l("Why do you hand it back?"),
        description=_l("Its author and everybody can read it."),
        validators=[
            InputRequired(_l("Say why you hand it back")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


def idea_of_delegate(slug: str, number: int) -> tuple[Round, Idea, Committee, ActorRef]:
    """An idea of a committee and the signed-in person acting as a delegate of its committee."""
    round_ = public_round(db.session(), slug)
    idea = idea_by_number(db.session(), round_.id, number)
    if idea.committee_id is None:
        raise NotFound("idea.not_found")
    held = db.session.get_one(Committee, idea.committee_id)
    return round_, idea, held, as_delegate(round_, held)


def desk_of(round_: Round, held: Committee) -> str:
    """Address of the committee's desk."""
    return url_for("delegate.show", slug=round_.slug, committee_slug=held.slug)


@bp.route("/desk/delegate/<slug>/ideas/<int:number>/leave", methods=["GET", "POST"])
@staff("delegate")
def leave(slug: str, number: int) -> ResponseReturnValue:
    """Say why an idea should not go further; a second delegate confirms it or objects."""
    round_, idea, held, actor = idea_of_delegate(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    pending = leaving_row(db.session(), idea.id)
    if request.form.get("action") in ("confirm", "object") or (
        pending is not None and request.method == "GET"
    ):
        return _second(round_, idea, held, actor, pending)
    form = LeaveForm()
    idea_id, back = idea.id, desk_of(round_, held)

    def act(session: Session) -> None:
        proposals.require_same_idea(session, idea_id=idea_id, seen=form.seen.data or "")
        services.leave_idea(
            session,
            actor=actor,
            idea_id=idea_id,
            reason=form.reason.data,
            words=form.words.data,
            now=request_now(),
        )

    told = Then(back, _("Other delegates must confirm it. Then the author is told."))
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    form.carry(proposals.facts_of_idea(idea))
    page = render_template(
        "review/leave.html",
        round=round_,
        idea=idea,
        row=idea_row(db.session(), idea),
        relation=relation_rows(idea.relations),
        form=form,
        back=back,
    )
    return page, form.status


def _second(
    round_: Round, idea: Idea, held: Committee, actor: ActorRef, pending: LeavingRow | None
) -> ResponseReturnValue:
    """The words of the first delegate, with the two presses of the second."""
    form = ObjectForm()
    seen, idea_id, number, back = form.seen.data or "", idea.id, idea.number, desk_of(round_, held)

    def act(session: Session) -> str:
        if request.form.get("action") == "object":
            words = form.words.data or ""
            services.object_to_leaving(
                session, actor=actor, idea_id=idea_id, words=words, now=request_now()
            )
            return str(_("Your objection is public. Nothing changes for the idea."))
        if services.confirm_leaving(
            session, actor=actor, idea_id=idea_id, seen=seen, now=request_now()
        ):
            return str(_("It stands. The author of idea %(number)s is told why.", number=number))
        return str(_("You agree. More delegates must agree before it stands."))

    if answer := post(form, act, lambda said: Then(back, said), refusals=DomainError):
        return answer
    if form.refused:
        pending = leaving_row(db.session(), idea_id)
    form.show(pending.facts if pending else {})
    agreed = leaving_quorum(db.session(), idea, round_, held, now=request_now())
    page = render_template(
        "review/confirm_leaving.html",
        round=round_,
        idea=idea,
        pending=pending,
        own=pending is not None and actor.account_id in agreed.accounts,
        agreed=agreed,
        reason_words=NOT_TAKEN_WORDS,
        form=form,
        back=back,
    )
    return page, form.status


@bp.route("/desk/delegate/<slug>/ideas/<int:number>/hand-back", methods=["GET", "POST"])
@staff("delegate")
def hand_back(slug: str, number: int) -> ResponseReturnValue:
    """Give a claimed idea back, so that another committee can take it."""
    round_, idea, held, actor = idea_of_delegate(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    form = HandBackForm()
    idea_id, back = idea.id, desk_of(round_, held)

    def act(session: Session) -> None:
        words = form.words.data or ""
        services.hand_back(session, actor=actor, idea_id=idea_id, words=words, now=request_now())

    told = _("Idea %(number)s is free again. Its author is told why.", number=number)
    if answer := post(form, act, Then(back, told), refusals=DomainError):
        return answer
    page = render_template("review/hand_back.html", round=round_, idea=idea, form=form, back=back)
    return page, form.status
