"""What a team does about its project besides steps: reply, evidence, corrections."""

from __future__ import annotations

from datetime import date

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import CORRECTABLE
from pbplatform.delivery.pages.acts import ACTS, act_page, the_view
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.pages.forms import REASON, WORDS
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.words.history import lines_shown
from pbplatform.places import queries as places
from pbplatform.promises.pages.checks import reply_page
from pbplatform.promises.pages.evidence import attach_page
from pbplatform.promises.queries import check_view
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import DayField, MoneyField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.sentences import gettext as _

_DESK = "/desk/official/rounds/<slug>/projects/<int:number>"


class CorrectNewsForm(ConfirmForm):
    words = WordsField(
        _l("How the words should read"),
        validators=[Length(max=WORDS, message=_l("Use 2,000 characters or fewer"))],
    )
    spent = MoneyField(_l("Spent so far, in all"), validators=[Optional()])
    day = DayField(_l("The day"), validators=[Optional()])
    reason = WordsField(
        _l("What was wrong?"),
        description=_l("Everybody can read it. What stood there stays in the history."),
        validators=[
            InputRequired(_l("Say what was wrong")),
            Length(max=REASON, message=_l("Use 600 characters or fewer")),
        ],
    )


@bp.route(f"{_DESK}/reply", methods=["GET", "POST"])
@staff(Role.OFFICIAL, Role.ELECTED, Role.FACILITATOR)
def reply_about_project(slug: str, number: int) -> ResponseReturnValue:
    """Reply to residents who say that a project is not as promised."""
    view = the_view(slug, number)
    if view.check is None:
        raise NotFound("check.not_found")

    def put_right(writing: Session, actor: ActorRef, check_id: int, due: date, words: str) -> None:
        services.put_project_right(
            writing,
            actor=actor,
            round_id=view.round_id,
            number=view.number,
            check_id=check_id,
            due=due,
            words=words,
            now=request_now(),
        )

    return reply_page(check_view(db.session(), view.check.id, now=request_now()), put_right)


@bp.route(f"{_DESK}/evidence", methods=["GET", "POST"])
@staff(Role.OFFICIAL, Role.ELECTED)
def evidence_of_project(slug: str, number: int) -> ResponseReturnValue:
    """Attach a photo, a document or a visit to a step of a project."""
    view = the_view(slug, number)
    if view.project is None:
        raise NotFound("project.no_line_yet")
    path = queries.project_path(slug, number)
    return attach_page(
        team=places.team_by_slug(db.session(), view.owner_slug),
        subject=path,
        page=path,
        title=view.title,
        parts=_parts(view),
    )


def _parts(view: ProjectView) -> list[tuple[str, str]]:
    """What of a project evidence can stand beside: itself, a line of its history, a reply."""
    news = queries.news_of(db.session(), view.round_id, view.number)
    lines = [
        (f"step:{line.seq}", line.title)
        for line in lines_shown(news, view.currency)
        if line.can_be_corrected
    ]
    replies = []
    if view.check is not None:
        check = check_view(db.session(), view.check.id, now=request_now())
        replies = [
            (
                f"reply:{check.check.id}.{reply.n}",
                _("Reply %(number)s to residents", number=reply.n),
            )
            for reply in check.replies
        ]
    return [("", _("The whole project")), *lines, *replies]


@bp.route(f"{ACTS}/correct/<int:seq>", methods=["GET", "POST"])
@staff(Role.OFFICIAL)
def correct(slug: str, number: int, seq: int) -> ResponseReturnValue:
    """Correct a line of the history; the line stays."""
    view, form, actor = the_view(slug, number), CorrectNewsForm(), require_actor()
    news = queries.news_of(db.session(), view.round_id, view.number)
    line = next((each for each in news if each.seq == seq and each.kind in CORRECTABLE), None)
    if line is None:
        raise NotFound("project.no_such_line")
    stands = queries.present_of(line, news)
    if stands.spent_minor is None:
        del form.spent
    if stands.day is None:
        del form.day
    if request.method == "GET":
        form.words.data = stands.words
        if form.spent is not None:
            form.spent.process_data(stands.spent_minor)
        if form.day is not None:
            form.day.process_data(stands.day)

    def act(session: Session, view: ProjectView) -> None:
        services.correct_news(
            session,
            actor=actor.acting_as(Role.OFFICIAL, f"team:{view.owner_slug}"),
            round_id=view.round_id,
            number=view.number,
            seq=seq,
            right=services.Correction(
                words=form.words.data or "",
                reason=form.reason.data or "",
                spent_minor=form.spent.data if form.spent is not None else None,
                day=form.day.data if form.day is not None else None,
            ),
            seen=form.seen.data or "",
            now=request_now(),
        )

    shown = next(each for each in lines_shown(news, view.currency) if each.seq == seq)
    return act_page(
        "delivery/correct.html",
        form,
        view,
        act,
        _("The correction is public."),
        carries=lambda: _facts(view, seq),
        line=shown,
    )


def _facts(view: ProjectView, seq: int) -> dict[str, str | int | None]:
    news = queries.news_of(db.session(), view.round_id, view.number)
    line = next(each for each in news if each.seq == seq)
    return queries.present_of(line, news).facts
