"""A price is confirmed for a later text or given again; conditions are shown and judged.

Source: docs/rules/review.md section 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.accounts.queries import names_of
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.core.whole import whole_or_none
from pbplatform.core.words_diff import Piece, difference
from pbplatform.proposals.models import Proposal, ProposalVersion
from pbplatform.proposals.pages.loading import proposal_url
from pbplatform.proposals.queries import version_of, versions
from pbplatform.review import queries, services
from pbplatform.review.models import CostingCondition
from pbplatform.review.pages.claims import ReasonForm
from pbplatform.review.pages.loading import delegates_proposal, must_declare
from pbplatform.review.queries.holding import Holding, holding
from pbplatform.review.words.kinds import TEXT_WORDS, VERDICT_WORDS
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("prices", __name__)

_FIELDS = ("title", "summary", "text", "spot", "who_benefits", "breakers_answer", "makers_answer")


class HoldForm(ConfirmForm):
    """Two presses: the price holds, or only the spelling changed."""

    fact_names = {
        "version": _l("The version of the text"),
        "price_minor": _l("The price"),
        "costing": _l("The answer of the team"),
        "held_for": _l("The version for which the price is known to hold"),
        "spelling": _l("Whether a delegate says that only the spelling changed"),
    }


class ShowForm(Form):
    version = SelectField(
        _l("In which version is it met?"), validators=[InputRequired(_l("Choose a version"))]
    )
    words = WordsField(
        _l("How is it met?"),
        description=_l("Name the words that do it. Everybody can read it."),
        validators=[
            InputRequired(_l("Say how it is met")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )

    def __init__(self, later: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version.choices = [
            SelectChoice(str(each), label=_("Version %(version)s", version=each)) for each in later
        ]


class JudgeForm(ConfirmForm):
    met = RadioField(
        _l("Is it met?"),
        choices=[
            SelectChoice("yes", label=_l("Yes, it is met")),
            SelectChoice("no", label=_l("No, something is missing")),
        ],
        validators=[Optional()],
    )
    words = WordsField(
        _l("What is missing?"),
        description=_l("Everybody can read it."),
        validators=[Length(max=600, message=_l("Use 600 characters or fewer"))],
    )


def _official(slug: str, number: int) -> tuple[Round, queries.CostingRow, ActorRef]:
    """An answered costing, and the signed-in person acting as an official of its team."""
    round_ = public_round(db.session(), slug)
    row = queries.costing_by_number(db.session(), round_.id, number, request_now())
    if row.costing.is_open:
        raise NotFound("costing.not_found")
    return round_, row, require_actor().acting_as("official", row.team.scope)


def _held(proposal: Proposal) -> Holding | None:
    answer = queries.latest_answer(db.session(), proposal.id)
    return holding(db.session(), proposal, answer)


def changes_between(
    before: ProposalVersion, after: ProposalVersion
) -> list[tuple[str, list[Piece]]]:
    """What differs between two texts, part by part, in words; parts that are alike are left out."""
    changed = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
    return [
        (str(TEXT_WORDS[name]), difference(getattr(before, name), getattr(after, name)))
        for name in changed
    ]


@bp.route("/desk/official/costings/<slug>/<int:number>/version", methods=["GET", "POST"])
@staff("official")
def version(slug: str, number: int) -> ResponseReturnValue:
    """What changed since the price, and the presses that say that it holds."""
    round_, row, actor = _official(slug, number)
    form = HoldForm()
    proposal_id, seen = row.proposal.id, form.seen.data or ""
    spelling = request.form.get("action") == "spelling"

    def act(session: Session) -> None:
        services.hold_price(
            session,
            actor=actor,
            proposal_id=proposal_id,
            spelling=spelling,
            now=request_now(),
            seen=seen,
        )

    told = Then(url_for("costings.index"), _("It is public. The delegates are told."))
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    held = _held(row.proposal)
    is_latest = held is not None and held.answer.number == number
    check = held.open_check if held is not None and is_latest else None
    form.show(services.facts_to_hold(held) if held is not None else {})
    page = render_template(
        "review/hold_price.html",
        round=round_,
        row=row,
        held=held,
        check=check,
        form=form,
        speller=names_of(db.session(), [check.spelling_by]).get(check.spelling_by, "")
        if check and check.spelling_by
        else "",
        changes=_changes_since_price(row.proposal, held) if check and held else [],
        verdict_words=VERDICT_WORDS,
        url=proposal_url(slug, row.proposal.number, row.text.title),
    )
    return page, form.status


def _changes_since_price(proposal: Proposal, held: Holding) -> list[tuple[str, list[Piece]]]:
    before = version_of(db.session(), proposal.id, held.held_for)
    after = version_of(db.session(), proposal.id, proposal.version)
    found = changes_between(before, after)
    if before.area_id != after.area_id:
        found.append((_("The area"), [Piece("same", _("Another area is named."))]))
    return found


@bp.route("/desk/official/costings/<slug>/<int:number>/again", methods=["GET", "POST"])
@staff("official")
def again(slug: str, number: int) -> ResponseReturnValue:
    """Say why it is priced again; then the usual form for the new price."""
    round_, row, actor = _official(slug, number)
    form = ReasonForm()
    proposal_id = row.proposal.id

    def act(session: Session) -> int:
        costing = services.price_again(
            session,
            actor=actor,
            proposal_id=proposal_id,
            words=form.words.data or "",
            now=request_now(),
        )
        return costing.number

    def then(new: int) -> Then:
        told = _("Everybody can read why. Now say what it costs.")
        return Then(url_for("costings.answer", slug=slug, number=new), told)

    if answer := post(form, act, then, refusals=DomainError):
        return answer
    page = render_template("review/price_again.html", round=round_, row=row, form=form)
    return page, form.status


def _condition(costing_id: int, n: int) -> CostingCondition:
    found = db.session.get(CostingCondition, (costing_id, n))
    if found is None:
        raise NotFound("condition.not_found")
    return found


@bp.route("/desk/official/costings/<slug>/<int:number>/conditions/<int:n>", methods=["GET", "POST"])
@staff("official")
def judge(slug: str, number: int, n: int) -> ResponseReturnValue:
    """Where delegates say that a condition is met, and the team's word on it."""
    round_, row, actor = _official(slug, number)
    condition = _condition(row.costing.id, n)
    form = JudgeForm()
    proposal_id, seen = row.proposal.id, form.seen.data or ""

    def act(session: Session) -> None:
        services.judge_condition(
            session,
            actor=actor,
            proposal_id=proposal_id,
            n=n,
            met={"yes": True, "no": False}.get(form.met.data or ""),
            words=form.words.data or "",
            now=request_now(),
            seen=seen,
        )

    told = Then(url_for("costings.index"), _("It is public. The delegates are told."))
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    if form.refused:
        condition = _condition(row.costing.id, n)
    form.show(services.facts_of_condition(condition))
    shown = condition.shown_version
    texts = {each.version: each for each in versions(db.session(), row.proposal.id)}
    page = render_template(
        "review/judge_condition.html",
        round=round_,
        row=row,
        condition=condition,
        form=form,
        changes=changes_between(texts[row.costing.version], texts[shown]) if shown else [],
        url=proposal_url(slug, row.proposal.number, row.text.title),
    )
    return page, form.status


@bp.route(
    "/desk/delegate/<slug>/proposals/<int:number>/conditions/<int:n>", methods=["GET", "POST"]
)
@staff("delegate")
def show(slug: str, number: int, n: int) -> ResponseReturnValue:
    """Say in which version what must change was done."""
    round_, held, proposal, actor = delegates_proposal(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    answer_now = queries.latest_answer(db.session(), proposal.id)
    if answer_now is None:
        raise NotFound("condition.not_found")
    condition = _condition(answer_now.id, n)
    later = list(range(proposal.version, answer_now.version, -1))
    form, proposal_id = ShowForm(later), proposal.id

    def act(session: Session) -> None:
        services.show_condition(
            session,
            actor=actor,
            proposal_id=proposal_id,
            n=n,
            version=whole_or_none(form.version.data),
            words=form.words.data or "",
            now=request_now(),
        )

    tasks = url_for("writing.tasks", slug=slug, number=number)
    told = Then(tasks, _("The team is asked whether it is met."))
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    page = render_template(
        "review/show_condition.html",
        round=round_,
        proposal=proposal,
        condition=condition,
        later=later,
        form=form,
    )
    return page, form.status
