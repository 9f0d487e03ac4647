"""A committee decides: one delegate writes it down, those who are named confirm it or object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from pbplatform.accounts.queries import Holder
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.pages.loading import proposal_url
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS
from pbplatform.review import queries, services
from pbplatform.review.kinds import VOTES, Stance
from pbplatform.review.pages.forms import ObjectForm, choices_of
from pbplatform.review.pages.loading import delegates_proposal, must_declare, one_overview
from pbplatform.review.queries.quorum import quorum_for
from pbplatform.review.queries.records import RecordRow, record_row
from pbplatform.review.words.kinds import (
    STANCE_WORDS,
)
from pbplatform.rounds.models import Committee, Round
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import DayField, WordsField
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import next_act

bp = Blueprint("deciding", __name__)


class DecisionForm(Form):
    """With one field for each delegate who may vote: `decision_form` makes it.

    Attributes:
        others_vote: whether other delegates may vote now than when the page was opened.
    """

    others_vote = False
    voters = HiddenField()
    outcome = RadioField(
        _l("What did the committee decide?"),
        choices=[
            SelectChoice("ballot", label=_l("Put it on the ballot")),
            SelectChoice("not", label=_l("Not this round")),
        ],
        validators=[InputRequired(_l("Choose what the committee decided"))],
    )
    reason = RadioField(
        _l("Why not this round?"), choices=choices_of(NOT_TAKEN_WORDS), validators=[Optional()]
    )
    decided_on = DayField(
        _l("On which day?"),
        description=_l("For example 18 2 2027"),
        validators=[InputRequired(_l("Enter the day the committee decided"))],
    )
    words = WordsField(
        _l("Why, in the committee’s words?"),
        description=_l("The authors and everybody can read this."),
        validators=[InputRequired(_l("Say why. The authors and everybody read it."))],
    )


class RecordForm(ObjectForm):
    """As every record, and for who was not there a vote of their own."""

    stance = RadioField(
        _l("How do you vote?"),
        choices=choices_of({each: STANCE_WORDS[each] for each in VOTES}),
        validators=[Optional()],
    )


_STANCES: Mapping[str, Any] = {
    "": _l("Was not there"),
    **{str(each): STANCE_WORDS[each] for each in VOTES},
}


def decision_form(voters: Sequence[Holder]) -> tuple[DecisionForm, dict[int, str]]:
    """The form with a field for each voter, and the names of those fields by account.

    Fields are counted, so the form carries who was counted: a delegate who comes or goes meanwhile
    must not turn one person's vote into another's.
    """
    names = {voter.account_id: f"vote_{place}" for place, voter in enumerate(voters, 1)}
    fields = {
        names[voter.account_id]: SelectField(voter.name, choices=choices_of(_STANCES), default="")
        for voter in voters
    }
    made: DecisionForm = type("DecisionForm", (DecisionForm,), fields)()
    counted = sha256(",".join(str(voter.account_id) for voter in voters).encode()).hexdigest()
    made.others_vote = made.voters.data not in (None, "", counted)
    made.voters.data = counted
    if made.others_vote:
        for name in names.values():
            made[name].data = ""
    return made, names


@bp.route("/desk/delegate/<slug>/proposals/<int:number>/decision", methods=["GET", "POST"])
@staff("delegate")
def decide(slug: str, number: int) -> ResponseReturnValue:
    """Write the decision down; when somebody did, confirm one's own vote or object."""
    round_, held, proposal, actor = delegates_proposal(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    pending = record_row(db.session(), proposal.id)
    if request.form.get("action") in ("confirm", "object", "vote") or (
        pending is not None and request.method == "GET"
    ):
        return _confirm(round_, proposal, actor, pending)
    return _write_down(round_, held, proposal, actor)


def _write_down(
    round_: Round, held: Committee, proposal: Proposal, actor: ActorRef
) -> ResponseReturnValue:
    session, now = db.session(), request_now()
    shown = one_overview(proposal, round_)
    members = queries.members(session, round_, held, now=now)
    interested = queries.interested_in_proposal(session, proposal.id)
    voters = [each for each in members if each.account_id not in interested]
    form, names = decision_form(voters)
    if form.others_vote:
        form.refuse(Conflict("decision.voters_changed"))
    elif form.validate_on_submit() and form.decided_on.data:
        votes = {account: form[name].data for account, name in names.items() if form[name].data}
        aside = {each.account_id for each in members} & interested
        votes.update(dict.fromkeys(aside, str(Stance.NO_PART)))
        proposal_id = proposal.id
        told = _("It is written down. It stands when all who are named confirm it.")
        if answer := post(
            form,
            lambda writing: _record(writing, actor, proposal_id, form, votes),
            Then(request.path, told),
            refusals=DomainError,
        ):
            return answer
    page = render_template(
        "review/decide.html",
        round=round_,
        proposal=proposal,
        shown=shown,
        form=form,
        vote_fields=[form[name] for name in names.values()],
        aside=[each.name for each in members if each.account_id in interested],
        quorum=quorum_for(session, round_, held, interested=interested, now=now),
        today=request_today(),
    )
    return page, form.status


def _record(
    writing: Session, actor: ActorRef, proposal_id: int, form: DecisionForm, votes: dict[int, str]
) -> None:
    if form.decided_on.data is None:  # the form has made sure of it
        raise Conflict("decision.day_to_come", field="decided_on")
    services.record_decision(
        writing,
        actor=actor,
        proposal_id=proposal_id,
        onto_ballot=form.outcome.data == "ballot",
        votes=votes,
        decided_on=form.decided_on.data,
        words=form.words.data or "",
        reason=form.reason.data or "",
        now=request_now(),
    )


def _say(writing: Session, actor: ActorRef, proposal_id: int, form: RecordForm, seen: str) -> str:
    """One delegate's word on a record, and what is said to them of it."""
    if request.form.get("action") == "object":
        services.object_to_decision(
            writing,
            actor=actor,
            proposal_id=proposal_id,
            words=form.words.data or "",
            now=request_now(),
        )
        return str(_("Your objection is public. The decision can be written down again."))
    if request.form.get("action") == "vote":
        services.vote_yourself(
            writing,
            actor=actor,
            proposal_id=proposal_id,
            stance=form.stance.data or "",
            seen=seen,
            now=request_now(),
        )
        return str(_("Your vote is in the record. The others confirm theirs."))
    if services.confirm_decision(
        writing, actor=actor, proposal_id=proposal_id, seen=seen, now=request_now()
    ):
        return str(_("The decision is public, and the authors are told."))
    return str(_("Your vote is confirmed. Others have yet to confirm theirs."))


def _confirm(
    round_: Round, proposal: Proposal, actor: ActorRef, pending: RecordRow | None
) -> ResponseReturnValue:
    """What was written down, with a press for one's own vote and one to object."""
    form = RecordForm()
    seen, proposal_id = form.seen.data or "", proposal.id
    title = one_overview(proposal, round_).row.now.title

    def act(writing: Session) -> str:
        return _say(writing, actor, proposal_id, form, seen)

    here = proposal_url(round_.slug, proposal.number, title)
    if answer := post(form, act, lambda said: Then(here, said), refusals=DomainError):
        return answer
    if form.refused:
        pending = record_row(db.session(), proposal_id)
    form.show(pending.facts if pending else {})
    page = render_template(
        "review/confirm_decision.html",
        round=round_,
        proposal=proposal,
        title=title,
        form=form,
        pending=pending,
        me=actor.account_id,
        act=next_act(pending) if pending and not round_.called_off_at else None,
        open=proposal.state == ProposalState.WRITING,
        reason_words=NOT_TAKEN_WORDS,
        stance_words=STANCE_WORDS,
    )
    return page, form.status
