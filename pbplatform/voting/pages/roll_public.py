"""The roll of a round as everybody sees it: how many, how it came to that, objections to it.

Source: docs/rules/voting.md section 1.22-28.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting.models.checking import AT_CLOSE, AT_FREEZE
from pbplatform.voting.pages.strike_forms import ObjectForm
from pbplatform.voting.policies import refuse_to_object
from pbplatform.voting.queries.objections import WaitingObjection, objections, open_of_account
from pbplatform.voting.queries.roll_history import roll_history, struck_by_day
from pbplatform.voting.queries.roll_root import roots_of
from pbplatform.voting.services.objecting import object_to_roll
from pbplatform.voting.words.next_act import next_act_of_objection
from pbplatform.voting.words.why import OUTCOME_WORDS, why_words
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import public, require_actor, signed_in
from pbplatform.web.marked import marked
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("voting_roll_public", __name__, url_prefix="/rounds/<slug>/roll")


def roll_of_rounds(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """On the page of a round: how many are on its roll."""

    def show(round_: Round) -> Markup:
        history = roll_history(db.session(), round_)
        text = render_template("voting/panels/roll.html", round=round_, history=history)
        return marked(text)

    return show


@bp.route("")
@public
def roll(slug: str) -> ResponseReturnValue:
    """The same for everybody; what somebody does about it has pages of its own."""
    session, now = db.session(), request_now()
    round_ = rounds.public_round(session, slug)
    of_objection = partial(next_act_of_objection, now=now, _today=request_today())
    return render_template(
        "voting/roll_public.html",
        round=round_,
        history=roll_history(session, round_),
        strikes=struck_by_day(session, round_.id),
        why_words=why_words,
        objections=[
            (objection, of_objection(WaitingObjection(objection, round_)))
            for objection in objections(session, round_.id)
        ],
        outcomes=OUTCOME_WORDS,
        open_to_objections=refuse_to_object(round_, now) is None,
        roots=_roots(session, round_),
    )


@dataclass(frozen=True)
class RootShown:
    """A root of the roll as its page tells it."""

    title: str
    said: str
    rows: int
    hex: str


def _roots(session: Session, round_: Round) -> list[RootShown]:
    """The roots there are, the freeze's first; none where the freeze was before there were any."""
    words = {
        AT_FREEZE: (_("When the ballot was frozen"), _("Nobody had voted.")),
        AT_CLOSE: (_("When the box was closed"), _("It covers who voted on a screen, too.")),
    }
    roots = roots_of(session, round_.id)
    return [
        RootShown(*words[stage], roots[stage].rows, bytes(roots[stage].root).hex())
        for stage in words
        if stage in roots
    ]


@bp.route("/object", methods=["GET", "POST"])
@signed_in
def objecting(slug: str) -> ResponseReturnValue:
    """Somebody says that the roll is wrong about them; what they write stays with staff."""
    session, actor = db.session(), require_actor()
    round_, form = rounds.public_round(session, slug), ObjectForm()
    round_id = round_.id

    def work(writing: Session) -> int:
        return object_to_roll(
            writing,
            account_id=actor.account_id,
            round_id=round_id,
            about=form.about.data,
            words=form.words.data or "",
            today=request_today(),
            now=request_now(),
        )

    def sent(number: int) -> Then:
        told = _(
            "Your objection has the number %(number)s. The answer comes by mail and stands here.",
            number=number,
        )
        return Then(url_for(".roll", slug=slug), told)

    if answer := post(form, work, sent, form_is="makes"):
        return answer
    refusal = refuse_to_object(round_, request_now())
    page = render_template(
        "voting/object.html",
        form=form,
        round=round_,
        waits=open_of_account(session, round_id, actor.account_id),
        shut=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))
