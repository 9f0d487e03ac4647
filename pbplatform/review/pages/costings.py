"""An official says whether a proposal can be done and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.core.actor import Actor
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.whole import whole
from pbplatform.places.models import Team
from pbplatform.places.queries import team_by_slug, teams
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.pages.loading import proposal_url
from pbplatform.review import queries, services
from pbplatform.review.kinds import Yearly
from pbplatform.review.pages.forms import choices_of
from pbplatform.review.queries.holding import PriceToCheck, prices_to_check
from pbplatform.review.words.kinds import (
    CANNOT_WORDS,
    SURE_WORDS,
    UNUSUAL_WORDS,
    VERDICT_WORDS,
    YEARLY_WORDS,
)
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, MoneyField, WholeField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("costings", __name__)


class AnswerForm(ConfirmForm):
    """What is needed depends on the answer, so the service says what is missing."""

    fact_names = {
        "newest": _l("The version of the text"),
        "on_ballot": _l("Whether it is on the ballot"),
        "unusual": _l("What is unusual about the numbers"),
    }

    verdict = RadioField(
        _l("Can it be done?"),
        choices=choices_of(VERDICT_WORDS),
        validators=[InputRequired(_l("Choose whether it can be done"))],
    )
    change_words = WordsField(
        _l("What must change?"),
        description=_l(
            "A line for each thing. Delegates say where it is done, and you say whether it is met."
        ),
        validators=[Length(max=2000, message=_l("Use 2,000 characters or fewer"))],
    )
    cannot = RadioField(_l("Why not?"), choices=choices_of(CANNOT_WORDS), validators=[Optional()])
    cannot_words = WordsField(
        _l("Say it so that residents understand it"),
        description=_l("Say also what would change your answer."),
    )
    low = MoneyField(_l("Lowest"))
    likely = MoneyField(_l("Likely"))
    high = MoneyField(_l("Highest"))
    price = MoneyField(
        _l("Price on the ballot"),
        description=_l("One number. This much money is kept aside if it wins."),
    )
    yearly_says = RadioField(
        _l("What does it cost each year?"),
        choices=choices_of(YEARLY_WORDS),
        validators=[Optional()],
    )
    yearly = MoneyField(_l("Amount each year"))
    yearly_payer = LineField(
        _l("Who pays it each year?"),
        validators=[Length(max=120, message=_l("Use 120 characters or fewer"))],
    )
    months = WholeField(
        _l("Months after the vote until it is ready"),
        validators=[Optional()],
    )
    included = WordsField(_l("What does the price include?"))
    sure = RadioField(
        _l("How sure are the numbers?"),
        choices=choices_of(SURE_WORDS),
        validators=[Optional()],
    )

    checked = BooleanField(_l("I have looked at these numbers again. They are right."))

    def shown(self) -> dict[str, str]:
        """Everything as typed, by name: what the page of the check carries and its mark is of."""
        own = {"csrf_token", "checked", "seen"}
        return {
            name: str(field.typed if isinstance(field, MoneyField) else field.data or "")
            if not isinstance(field, WholeField)
            else str(field._value())
            for name, field in self._fields.items()
            if name not in own
        }


class PassCostingForm(Form):
    team = SelectField(
        _l("Which team must be asked?"), validators=[InputRequired(_l("Choose a team"))]
    )
    words = WordsField(
        _l("Why is it theirs?"),
        description=_l("Everybody can read it."),
        validators=[
            InputRequired(_l("Say why it is theirs")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )

    def __init__(self, teams: Sequence[Team], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team.choices = [SelectChoice(team.slug, label=team.name) for team in teams]


def _own_teams(actor: Actor) -> list[str]:
    return [team.slug for team in teams(db.session()) if actor.holds("official", team.scope)]


@bp.app_context_processor
def _for_desks() -> dict[str, object]:
    """What the official's desk shows of this slice; read only by a page that asks."""
    return {"costings_of": _costings_of, "prices_to_check_of": _prices_to_check_of}


def _prices_to_check_of(actor: Actor) -> list[PriceToCheck]:
    return prices_to_check(db.session(), _own_teams(actor), request_now())


def _costings_of(actor: Actor) -> list[queries.CostingRow]:
    return queries.costings_for_teams(db.session(), _own_teams(actor), request_now())


@bp.route("/desk/official/costings")
@staff("official")
def index() -> ResponseReturnValue:
    """What the official's teams still have to answer, and what they answered."""
    session, now = db.session(), request_now()
    own = _own_teams(require_actor())
    return render_template(
        "review/costings.html",
        costings=queries.costings_for_teams(session, own, now),
        prices=prices_to_check(session, own, now),
        answered=queries.answered_for_teams(
            session, own, now, wanted=request.args.get("page", 1, type=whole)
        ),
        page_url=lambda number: url_for(".index", page=number) + "#answered",
        verdict_words=VERDICT_WORDS,
    )


@bp.route("/desk/official/costings/<slug>/<int:number>", methods=["GET", "POST"])
@staff("official")
def answer(slug: str, number: int) -> ResponseReturnValue:
    """The form, then the answer as everybody will read it, then the press that publishes it.

    The page of the check carries what was typed and its mark: what is published is what was shown.
    """
    round_ = public_round(db.session(), slug)
    row = queries.costing_by_number(db.session(), round_.id, number, request_now())
    actor = require_actor().acting_as("official", row.team.scope)
    form = AnswerForm()
    if row.costing.answered_at or not form.validate_on_submit():
        return _form_page(round_, row, form)
    given = _answer(form)
    asked, seen = request.form.get("action"), form.seen.data
    form.show(_facts(form, given, round_, row))
    if asked != "publish":
        # Nobody has looked again before the warnings were shown.
        form.checked.data = False
    if asked == "change":
        return _form_page(round_, row, form)
    try:
        services.check_answer(given)
        if form.yearly_says.data == Yearly.AMOUNT and not given.yearly_minor:
            raise Conflict("costing.yearly_needed", field="yearly")
    except Conflict as conflict:
        form.refuse(conflict)
        return _form_page(round_, row, form)
    if asked != "publish":
        return _check_page(round_, row, form, given)
    costing_id = row.costing.id

    def publish(session: Session) -> None:
        fresh = queries.costing_by_number(session, round_.id, number, request_now())
        require_same(seen, _facts(form, given, fresh.round, fresh))
        services.answer_costing(
            session, actor=actor, costing_id=costing_id, answer=given, now=request_now()
        )

    told = Then(url_for("costings.index"), _("Your answer is public. The delegates are told."))
    if answer := post(form, publish, told, refusals=DomainError):
        return answer
    row = queries.costing_by_number(db.session(), round_.id, number, request_now())
    return _check_page(round_, row, form, given)


def _facts(
    form: AnswerForm, given: services.CostingAnswer, round_: Round, row: queries.CostingRow
) -> Facts:
    """What the page of the check shows: all that was typed, its warnings, and the text it is for.

    A tick below the warnings is for these warnings and no others.
    """
    return {
        **form.shown(),
        "version": row.costing.version,
        "costing": row.costing.id,
        "newest": row.proposal.version,
        "on_ballot": row.proposal.state == ProposalState.ON_BALLOT,
        "unusual": ",".join(services.unusual(given, round_.money_minor)),
    }


def _form_page(round_: Round, row: queries.CostingRow, form: AnswerForm) -> ResponseReturnValue:
    page = render_template(
        "review/costing.html",
        round=round_,
        row=row,
        form=form,
        url=proposal_url(round_.slug, row.proposal.number, row.text.title),
        verdict_words=VERDICT_WORDS,
        newer=row.proposal.version > row.costing.version,
    )
    return page, form.status


def _check_page(
    round_: Round, row: queries.CostingRow, form: AnswerForm, given: services.CostingAnswer
) -> ResponseReturnValue:
    """The answer as everybody will read it; nothing of it is kept yet."""
    page = render_template(
        "review/costing_check.html",
        round=round_,
        row=row,
        form=form,
        costing=services.as_answered(row.costing, given),
        unusual=[UNUSUAL_WORDS[each] for each in services.unusual(given, round_.money_minor)],
        verdict_words=VERDICT_WORDS,
        cannot_words=CANNOT_WORDS,
        sure_words=SURE_WORDS,
    )
    return page, form.status


@bp.route("/desk/official/costings/<slug>/<int:number>/pass", methods=["GET", "POST"])
@staff("official")
def pass_on(slug: str, number: int) -> ResponseReturnValue:
    """Not ours: say which team must be asked."""
    round_ = public_round(db.session(), slug)
    row = queries.costing_by_number(db.session(), round_.id, number, request_now())
    actor = require_actor().acting_as("official", row.team.scope)
    others = [team for team in teams(db.session()) if team.id != row.team.id]
    form = PassCostingForm(others)
    costing_id = row.costing.id

    def act(session: Session) -> None:
        services.pass_costing(
            session,
            actor=actor,
            costing_id=costing_id,
            team_id=team_by_slug(session, form.team.data).id,
            words=form.words.data or "",
            now=request_now(),
        )

    told = Then(url_for("costings.index"), _("The other team is asked. The due day stays."))
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    if form.refused:
        row = queries.costing_by_number(db.session(), round_.id, number, request_now())
    page = render_template("review/pass_costing.html", round=round_, row=row, form=form)
    return page, form.status


def _yearly(form: AnswerForm) -> int | None:
    """0 for nothing to pay, None for not said; an amount that was typed is an amount."""
    if form.yearly.data or form.yearly_says.data == Yearly.AMOUNT:
        amount: int | None = form.yearly.data
        return amount
    return 0 if form.yearly_says.data == Yearly.NOTHING else None


def _answer(form: AnswerForm) -> services.CostingAnswer:
    return services.CostingAnswer(
        verdict=form.verdict.data,
        change_words=form.change_words.data or "",
        cannot=form.cannot.data or "",
        cannot_words=form.cannot_words.data or "",
        low_minor=form.low.data,
        likely_minor=form.likely.data,
        high_minor=form.high.data,
        price_minor=form.price.data,
        yearly_minor=_yearly(form),
        yearly_payer=form.yearly_payer.data or "",
        months=form.months.data,
        included=form.included.data or "",
        sure=form.sure.data or "",
        checked=bool(form.checked.data),
    )
