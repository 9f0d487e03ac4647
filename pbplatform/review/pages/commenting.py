"""Officials comment in the draft of a proposal; delegates say what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.whole import whole
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.pages.loading import proposal_url
from pbplatform.proposals.queries import version_of
from pbplatform.review import queries, services
from pbplatform.review.kinds import CommentOutcome
from pbplatform.review.pages.forms import choices_of
from pbplatform.review.pages.loading import delegates_proposal, must_declare, one_overview
from pbplatform.review.queries.comments import comment_by_number, comments_of, public_comments
from pbplatform.review.words.kinds import COMMENT_WORDS, PART_WORDS
from pbplatform.rounds.queries import public_round
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.marked import marked
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("commenting", __name__)


class CommentForm(Form):
    part = SelectField(_l("What is it about?"), choices=choices_of(PART_WORDS))
    passage = LineField(
        _l("Which words? (optional)"),
        description=_l("Copy them from the text. Leave it empty for all of it."),
        validators=[Length(max=400, message=_l("Use 400 characters or fewer"))],
    )
    words = WordsField(
        _l("Your comment"),
        description=_l(
            "Delegates read it now. Everybody reads it, with your name, once it is answered."
        ),
        validators=[
            InputRequired(_l("Enter your comment, at most 2,000 characters")),
            Length(max=2000, message=_l("Enter your comment, at most 2,000 characters")),
        ],
    )


class CommentAnswerForm(Form):
    outcome = RadioField(
        _l("What became of it?"),
        choices=[
            SelectChoice(CommentOutcome.TAKEN.value, _l("We took it into the text")),
            SelectChoice(CommentOutcome.NOT_TAKEN.value, _l("We did not take it")),
        ],
        validators=[InputRequired(_l("Choose what became of it"))],
    )
    words = WordsField(
        _l("What do you say to it?"),
        description=_l("Everybody can read this beside the comment. It cannot be changed later."),
        validators=[
            InputRequired(_l("Say what you did with it, or why not")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


@bp.route("/desk/official/costings/<slug>/<int:number>/comments", methods=["GET", "POST"])
@staff("official")
def comment(slug: str, number: int) -> ResponseReturnValue:
    """What the team said of the draft, and a form to say more; their own can be taken back."""
    session = db.session()
    round_ = public_round(session, slug)
    row = queries.costing_by_number(session, round_.id, number, request_now())
    actor = require_actor().acting_as("official", row.team.scope)
    form, proposal_id, team_id = CommentForm(), row.proposal.id, row.team.id
    back = request.form.get("back", type=whole)

    def act(writing: Session) -> None:
        if back is not None:
            services.take_comment_back(writing, actor=actor, comment_id=back, now=request_now())
            return
        services.comment_on_draft(
            writing,
            actor=actor,
            proposal_id=proposal_id,
            team_id=team_id,
            part=form.part.data,
            passage=form.passage.data or "",
            words=form.words.data or "",
            now=request_now(),
        )

    said = _("It is taken back.") if back else _("The delegates are told.")
    told = Then(request.path, said)
    if answer := post(form, act, told, refusals=DomainError, any_shape=back is not None):
        return answer
    text = version_of(db.session(), proposal_id, row.proposal.version)
    page = render_template(
        "review/comment.html",
        round=round_,
        row=row,
        text=text,
        form=form,
        rows=[each for each in comments_of(db.session(), proposal_id) if each.team.id == team_id],
        open=row.proposal.state == ProposalState.WRITING,
        me=actor.account_id,
        part_words=PART_WORDS,
        comment_words=COMMENT_WORDS,
    )
    return page, form.status


@bp.route(
    "/desk/delegate/<slug>/proposals/<int:number>/comments/<int:place>",
    methods=["GET", "POST"],
)
@staff("delegate")
def answer(slug: str, number: int, place: int) -> ResponseReturnValue:
    """Say what became of a comment."""
    round_, held, proposal, actor = delegates_proposal(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    row = comment_by_number(db.session(), proposal.id, place)
    form, comment_id = CommentAnswerForm(), row.comment.id

    def act(writing: Session) -> None:
        services.answer_comment(
            writing,
            actor=actor,
            comment_id=comment_id,
            taken=form.outcome.data == CommentOutcome.TAKEN,
            words=form.words.data or "",
            now=request_now(),
        )

    told = Then(
        url_for("writing.tasks", slug=slug, number=number),
        _("Comment and answer are public. The official is told."),
    )
    if answered := post(form, act, told, refusals=DomainError):
        return answered
    page = render_template(
        "review/answer_comment.html",
        round=round_,
        proposal=proposal,
        row=row,
        form=form,
        part_words=PART_WORDS,
        comment_words=COMMENT_WORDS,
        url=proposal_url(slug, number, one_overview(proposal, round_).row.now.title),
    )
    return page, form.status


def comments_on_history(proposals: Sequence[Any]) -> Callable[[Any], Markup]:
    """What officials said of the versions, for the page that compares them."""
    told = {
        each.id: public_comments(comments_of(db.session(), each.id), each) for each in proposals
    }

    def show(proposal: Any) -> Markup:
        page = render_template(
            "review/parts/comments.html",
            comments=told[proposal.id],
            part_words=PART_WORDS,
            comment_words=COMMENT_WORDS,
        )
        return marked(page)

    return show
