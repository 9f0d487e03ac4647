"""The facilitator's desk for ideas: read, give out when late, answer when late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from pbplatform.core.actor import Actor
from pbplatform.core.db import db
from pbplatform.proposals import queries, services
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.pages.forms import IdeaActForm, LeaveForm, choices_of
from pbplatform.proposals.pages.loading import as_facilitator, facilitates, idea_of, idea_url
from pbplatform.proposals.policies import is_author
from pbplatform.proposals.words.kinds import (
    RULE_WORDS,
)
from pbplatform.proposals.words.next_act import next_act
from pbplatform.proposals.words.relations import relation_rows
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import all_rounds, committee, committees
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("idea_desk", __name__)


class RefuseForm(IdeaActForm):
    rule = RadioField(
        _l("Which rule does it break?"),
        choices=choices_of(RULE_WORDS),
        validators=[InputRequired(_l("Choose the rule that the idea breaks"))],
    )
    words = WordsField(
        _l("Why?"),
        description=_l("Quote the words that break the rule. Only the author reads this."),
        validators=[InputRequired(_l("Say why, and quote the words that break the rule"))],
    )


class GiveForm(IdeaActForm):
    committee = SelectField(_l("Committee"), validators=[InputRequired(_l("Choose a committee"))])

    def __init__(self, committees: Sequence[Committee], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee.choices = [SelectChoice(each.slug, label=each.name) for each in committees]


def _own_rounds(actor: Actor) -> dict[int, Round]:
    return {
        round_.id: round_
        for round_ in all_rounds(db.session())
        if facilitates(actor, round_) and round_.published_at and not round_.called_off_at
    }


@bp.route("/desk/facilitator/ideas")
@staff("facilitator")
def index() -> ResponseReturnValue:
    """What waits to be read, what no committee has taken in time, what no committee answered."""
    session, now = db.session(), request_now()
    rounds = _own_rounds(require_actor())
    today = request_today()
    unclaimed = queries.unclaimed_ideas(session, rounds)
    return render_template(
        "proposals/desk_ideas.html",
        rounds=rounds,
        today=today,
        waiting=queries.waiting_ideas(session, rounds),
        unread=queries.unread_ideas(session, rounds),
        late_looks=[row for row in unclaimed if row.idea.look_by and row.idea.look_by < today],
        pleas=queries.pleas(session, rounds),
        late_answers=queries.late_claims(session, now, rounds),
        second=IdeaState.SECOND_LOOK,
        idea_url=idea_url,
    )


def _read_page(slug: str, number: int, form: ConfirmForm, template: str) -> ResponseReturnValue:
    session, now = db.session(), request_now()
    round_, idea = idea_of(session, slug, number)
    holder = session.get(Committee, idea.committee_id) if idea.committee_id else None
    form.carry(services.facts_of_idea(idea))
    page = render_template(
        template,
        round=round_,
        idea=idea,
        row=queries.idea_row(session, idea),
        form=form,
        relation=relation_rows(idea.relations),
        act=next_act(idea, round_, holder, now=now, today=request_today()),
        rule_words=RULE_WORDS,
        url=idea_url(slug, idea),
        committee=holder,
        is_own=is_author(require_actor().as_resident(), idea),
        text_path=idea_path(slug, idea.number),
    )
    return page, form.status


def _act(
    form: ConfirmForm,
    idea_id: int,
    verb: Callable[[Session], None],
    done: str,
    *,
    any_shape: bool = False,
) -> Response | None:
    """Do `verb` to the idea that was seen; None when the form must be shown (again)."""

    def act(session: Session) -> None:
        services.require_same_idea(session, idea_id=idea_id, seen=form.seen.data or "")
        verb(session)

    return post(form, act, Then(url_for("idea_desk.index"), done), any_shape=any_shape)


@bp.route("/desk/facilitator/ideas/<slug>/<int:number>", methods=["GET", "POST"])
@staff("facilitator")
def read(slug: str, number: int) -> ResponseReturnValue:
    """Read one idea: publish it, or refuse it with a rule and a reason.

    One that is public already stays, or a link leads to where it is hidden.
    """
    round_, idea = idea_of(db.session(), slug, number)
    actor, idea_id, form = as_facilitator(require_actor(), round_), idea.id, RefuseForm()

    def publish(session: Session) -> None:
        services.publish_idea(session, actor=actor, idea_id=idea_id, now=request_now())

    def refuse(session: Session) -> None:
        services.refuse_idea(
            session,
            actor=actor,
            idea_id=idea_id,
            rule=form.rule.data,
            words=form.words.data,
            now=request_now(),
        )

    def keep(session: Session) -> None:
        services.keep_idea(session, actor=actor, idea_id=idea_id, now=request_now())

    pressed = request.form.get("action") if request.method == "POST" else ""
    if pressed == "keep":
        told = _("You have read idea %(number)s. It stays public.", number=number)
        answer = _act(form, idea_id, keep, told, any_shape=True)
    elif pressed == "publish":
        told = _("Idea %(number)s is published.", number=number)
        answer = _act(form, idea_id, publish, told, any_shape=True)
    else:
        told = _("Idea %(number)s is not published. Its author is told why.", number=number)
        answer = _act(form, idea_id, refuse, told)
    return answer or _read_page(slug, number, form, "proposals/desk_read.html")


@bp.route("/desk/facilitator/ideas/<slug>/<int:number>/give", methods=["GET", "POST"])
@staff("facilitator")
def give(slug: str, number: int) -> ResponseReturnValue:
    """Give an idea to a committee once its first look is late."""
    round_, idea = idea_of(db.session(), slug, number)
    actor, idea_id = as_facilitator(require_actor(), round_), idea.id
    form = GiveForm(committees(db.session(), round_.id))

    def claim(session: Session) -> None:
        chosen = committee(session, round_.id, form.committee.data).id
        services.claim_idea(
            session, actor=actor, idea_id=idea_id, committee_id=chosen, now=request_now()
        )

    answer = _act(form, idea_id, claim, _("Idea %(number)s is with a committee.", number=number))
    return answer or _read_page(slug, number, form, "proposals/desk_give.html")


@bp.route("/desk/facilitator/ideas/<slug>/<int:number>/answer", methods=["GET", "POST"])
@staff("facilitator")
def answer(slug: str, number: int) -> ResponseReturnValue:
    """Answer in the committee's place once review is over."""
    round_, idea = idea_of(db.session(), slug, number)
    actor, idea_id, form = as_facilitator(require_actor(), round_), idea.id, LeaveForm()

    def leave(session: Session) -> None:
        services.leave_idea(
            session,
            actor=actor,
            idea_id=idea_id,
            reason=form.reason.data,
            words=form.words.data,
            now=request_now(),
        )

    told = _("The author of idea %(number)s is told why.", number=number)
    answered = _act(form, idea_id, leave, told)
    return answered or _read_page(slug, number, form, "proposals/desk_answer.html")
