"""What a team does about one of its promises besides its days: reply, evidence, corrections."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import InputRequired, Length

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.points import queries, services
from pbplatform.points.pages.acting import acting_for
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.queries import PromiseView
from pbplatform.promises.pages.checks import reply_page
from pbplatform.promises.pages.evidence import attach_page
from pbplatform.promises.queries import check_view
from pbplatform.promises.services import facts_of_promise
from pbplatform.promises.words.states import corrected_words
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

_AT = "/desk/official/forums/<slug>/points/<int:number>/promises/<int:n>"


class CorrectPromiseForm(ConfirmForm):
    field = RadioField(
        _l("What was typed wrong?"), validators=[InputRequired(_l("Choose what was typed wrong"))]
    )
    text = WordsField(
        _l("How it should read"),
        validators=[
            InputRequired(_l("Say how it should read")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )
    reason = WordsField(
        _l("What was wrong?"),
        description=_l("Everybody can read it. What stood there stays readable."),
        validators=[
            InputRequired(_l("Say what was wrong")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


def _promise(slug: str, number: int, n: int) -> PromiseView:
    return queries.promise_by_number(db.session(), slug, number, n, now=request_now())


@bp.route(f"{_AT}/reply", methods=["GET", "POST"])
@staff("official", "elected", "facilitator")
def reply_about_promise(slug: str, number: int, n: int) -> ResponseReturnValue:
    """Reply to residents who say that a promise is not kept."""
    promised = _promise(slug, number, n)
    check = promised.promise.check
    if check is None:
        raise NotFound("check.not_found")
    promise_id = promised.promise.id

    def put_right(writing: Session, actor: ActorRef, check_id: int, due: date, words: str) -> None:
        services.put_promise_right(
            writing,
            actor=actor,
            promise_id=promise_id,
            check_id=check_id,
            due=due,
            words=words,
            now=request_now(),
        )

    return reply_page(check_view(db.session(), check.id, now=request_now()), put_right)


@bp.route(f"{_AT}/evidence", methods=["GET", "POST"])
@staff("official", "elected")
def evidence_of_promise(slug: str, number: int, n: int) -> ResponseReturnValue:
    """Attach a photo, a document or a visit to a promise, or to a reply about it."""
    view = _promise(slug, number, n)
    return attach_page(
        team=view.team,
        subject=view.path,
        page=view.page,
        title=view.promise.what,
        parts=[("", _("The promise itself")), *_replies(view)],
    )


def _replies(view: PromiseView) -> list[tuple[str, str]]:
    check = view.promise.check
    if check is None:
        return []
    replies = check_view(db.session(), check.id, now=request_now()).replies
    return [
        (f"reply:{check.id}.{reply.n}", _("Reply %(number)s to residents", number=reply.n))
        for reply in replies
    ]


@bp.route(f"{_AT}/correct", methods=["GET", "POST"])
@staff("official", "elected")
def correct_promise(slug: str, number: int, n: int) -> ResponseReturnValue:
    """Correct words of a promise that were typed wrong; what stood there stays."""
    view = _promise(slug, number, n)
    actor, promise_id = acting_for(require_actor(), view.team), view.promise.id
    form = CorrectPromiseForm()
    fields = ["what", "owner", *(["done_note"] if view.promise.done_on else [])]
    form.field.choices = choices_of((each, corrected_words(each)) for each in fields)

    def do(writing: Session) -> None:
        now = request_now()
        services.require_same_promise(
            writing, promise_id=promise_id, seen=form.seen.data or "", now=now
        )
        services.correct_promise(
            writing,
            actor=actor,
            promise_id=promise_id,
            field=form.field.data or "",
            text=form.text.data or "",
            reason=form.reason.data or "",
            now=now,
        )

    if answer := post(form, do, Then("/promises", _("The correction is public."))):
        return answer
    if form.refused:
        view = _promise(slug, number, n)
    form.carry(facts_of_promise(view))
    page = render_template("points/correct_promise.html", form=form, view=view)
    return page, form.status
