"""A clerk strikes voters from the roll, and puts them back: each time a page that checks first.

Before the freeze it is done by one press; from then on it is asked of a second person.

Source: docs/rules/voting.md section 1.17-24.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.transaction import transaction
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain.numbers import read_numbers, written
from pbplatform.voting.kinds import Why
from pbplatform.voting.pages.page_parts import acting_in_round
from pbplatform.voting.pages.strike_forms import PutBackForm, StrikeForm
from pbplatform.voting.policies import refuse_to_change_roll_by_two, refuse_to_keep_roll
from pbplatform.voting.queries.register import still_missing
from pbplatform.voting.queries.roll_history import struck_numbers
from pbplatform.voting.services.roll import (
    Strike,
    Who,
    facts_to_put_back,
    facts_to_strike,
    put_voters_back,
    strike_voters,
)
from pbplatform.voting.services.roll.striking import refuse_numbers, refuse_return
from pbplatform.voting.services.strike_acts import PUT_BACK, STRIKE, to_put_back, to_strike
from pbplatform.voting.words.striking import what_striking_does
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.figures import SummaryRow
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post_slowly
from pbplatform.web.presentation import whole_number
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("voting_strikes", __name__, url_prefix="/desk/clerk/rounds/<slug>/roll")
KEEPERS = ("clerk", "facilitator")
ANY = ("clerk", "facilitator", "auditor")


def _round_of(slug: str) -> tuple[Round, ActorRef]:
    """The round, and in which role the person acts in it."""
    round_ = rounds.round_by_slug(db.session(), slug)
    return round_, acting_in_round(require_actor(), round_, *ANY)


def _refusal(round_: Round, actor: ActorRef) -> DomainError | None:
    if round_.frozen_at is None:
        return refuse_to_keep_roll(actor, round_)
    return refuse_to_change_roll_by_two(round_)


def _of_two(round_: Round) -> bool:
    return round_.frozen_at is not None


def _asked() -> Then:
    told = _("Nothing has changed yet. A second person confirms it here.")
    return Then("/desk/two-people", told)


def _as_it_is(page: Response) -> Response:
    """The page that checks is the answer itself."""
    return page


@bp.route("/strike", methods=["GET", "POST"])
@staff(*ANY)
def strike(slug: str) -> ResponseReturnValue:
    """Whom to strike and why; sending it shows what would follow, and writes nothing."""
    round_, actor = _round_of(slug)
    form = StrikeForm(data={"numbers": _not_in_file(round_)})

    def look() -> Response:
        if refusal := _refusal(round_, actor):
            raise refusal
        return _check_strike(round_, form, _strike_of(round_, form))

    answer = post_slowly(form, look, _as_it_is, refusals=DomainError)
    return answer or _strike_page(round_, actor, form)


def _not_in_file(round_: Round) -> str:
    """Whom a register's file had no longer, where its page led here; section 11.13."""
    if request.args.get("from") != "register":
        return ""
    return still_missing(db.session(), round_.id)


def _strike_page(round_: Round, actor: ActorRef, form: StrikeForm) -> Response:
    refusal = _refusal(round_, actor)
    page = render_template(
        "voting/strike.html",
        form=form,
        round=round_,
        by_two=_of_two(round_),
        shut=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))


def _strike_of(round_: Round, form: StrikeForm) -> Strike:
    """What was typed, if just these may be struck for this reason."""
    found = Strike(
        read_numbers(form.numbers.data or ""),
        Why(form.why.data),
        (form.other.data or 0) if form.why.data == Why.DOUBLE else 0,
        (form.spare.data or 0) if form.why.data == Why.REPLACED and _of_two(round_) else 0,
    )
    if refusal := refuse_numbers(db.session(), round_, found):
        raise refusal
    return found


def _check_strike(round_: Round, form: StrikeForm, found: Strike) -> Response:
    """What striking would do; the form goes with it, filled in."""
    facts = facts_to_strike(db.session(), round_.id, found)
    form.show(facts)
    page = render_template(
        "voting/strike_check.html",
        form=form,
        round=round_,
        rows=what_striking_does(
            int(facts["roll"]), found, int(facts["votes"]), int(facts.get("papers", 0))
        ),
        numbers=written(found.numbers),
        many=_is_many(found, int(facts["roll"])),
        final=bool(facts["votes"]) and not found.why.keeps_vote,
        by_two=_of_two(round_),
    )
    return no_store((page, form.status))


def _is_many(found: Strike, roll: int) -> bool:
    """Several that are a tenth of the roll or more: more likely a slip in a range."""
    return len(found.numbers) > 1 and 10 * len(found.numbers) >= roll


@bp.route("/strike/now", methods=["POST"])
@staff(*ANY)
def strike_now(slug: str) -> ResponseReturnValue:
    """Strike whom the last page showed, or ask a second person for it."""
    round_, actor = _round_of(slug)
    form, round_id = StrikeForm(), round_.id

    def work() -> None:
        found = _strike_of(round_, form)
        roll = queries.roll_size(db.session(), round_id)
        if _is_many(found, roll) and not form.sure.data:
            raise Conflict("roll.say_that_many", field="sure")
        asked = to_strike(db.session(), round_, found) if _of_two(round_) else None
        if asked is not None:
            require_same(form.seen.data, facts_to_strike(db.session(), round_id, found))
        with transaction() as writing:
            if asked is not None:
                accounts.ask(writing, STRIKE, actor=actor, asked=asked, now=request_now())
                return
            strike_voters(
                writing,
                who=Who.one(actor),
                round_id=round_id,
                strike=found,
                seen=form.seen.data or "",
                today=request_today(),
                now=request_now(),
            )

    struck = Then(url_for("voting_roll.roll", slug=slug), _("They are struck from the roll."))
    then = _asked() if _of_two(round_) else struck
    if answer := post_slowly(form, work, then, refusals=DomainError):
        return answer
    return _again(round_, actor, form)


def _again(round_: Round, actor: ActorRef, form: StrikeForm) -> Response:
    """The page that was refused: the one that checks, where the numbers may still be struck."""
    if isinstance(form.refused, ChangedMeanwhile) or form.sure.errors:
        return _check_strike(round_, form, _strike_of(round_, form))
    return _strike_page(round_, actor, form)


@bp.route("/put-back", methods=["GET", "POST"])
@staff(*ANY)
def put_back(slug: str) -> ResponseReturnValue:
    """Who was struck by mistake; sending it shows what would follow, and writes nothing."""
    round_, actor = _round_of(slug)
    form = PutBackForm()

    def look() -> Response:
        if refusal := _refusal(round_, actor):
            raise refusal
        return _check_put_back(round_, form, _numbers_of(round_, form))

    answer = post_slowly(form, look, _as_it_is, refusals=DomainError)
    return answer or _put_back_page(round_, actor, form)


def _numbers_of(round_: Round, form: PutBackForm) -> tuple[int, ...]:
    numbers = read_numbers(form.numbers.data or "")
    if refusal := refuse_return(db.session(), round_.id, numbers):
        raise refusal
    return numbers


def _put_back_page(round_: Round, actor: ActorRef, form: PutBackForm) -> Response:
    refusal = _refusal(round_, actor)
    page = render_template(
        "voting/put_back.html",
        form=form,
        round=round_,
        by_two=_of_two(round_),
        struck=written(struck_numbers(db.session(), round_.id)),
        shut=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))


def _check_put_back(round_: Round, form: PutBackForm, numbers: tuple[int, ...]) -> Response:
    form.show(facts_to_put_back(db.session(), round_.id, numbers, form.reason.data or ""))
    rows: list[SummaryRow] = [
        {"key": _("Voters who are put back"), "value": whole_number(len(numbers))},
        {"key": _("Their numbers"), "value": written(numbers)},
        {"key": _("Your reason, in public"), "value": form.reason.data, "user": True},
    ]
    page = render_template(
        "voting/put_back_check.html",
        form=form,
        round=round_,
        rows=rows,
        numbers=written(numbers),
        by_two=_of_two(round_),
    )
    return no_store((page, form.status))


@bp.route("/put-back/now", methods=["POST"])
@staff(*ANY)
def put_back_now(slug: str) -> ResponseReturnValue:
    """Put back whom the last page showed, or ask a second person for it."""
    round_, actor = _round_of(slug)
    form, round_id = PutBackForm(), round_.id

    def work() -> None:
        numbers, reason = _numbers_of(round_, form), form.reason.data or ""
        by_two = _of_two(round_)
        if by_two:
            require_same(form.seen.data, facts_to_put_back(db.session(), round_id, numbers, reason))
        with transaction() as writing:
            if by_two:
                asked = to_put_back(writing.get_one(Round, round_id), numbers, reason)
                accounts.ask(writing, PUT_BACK, actor=actor, asked=asked, now=request_now())
                return
            put_voters_back(
                writing,
                who=Who.one(actor),
                round_id=round_id,
                numbers=numbers,
                reason=reason,
                seen=form.seen.data or "",
                today=request_today(),
                now=request_now(),
            )

    back = Then(url_for("voting_roll.roll", slug=slug), _("They are on the roll again."))
    then = _asked() if _of_two(round_) else back
    if answer := post_slowly(form, work, then, refusals=DomainError):
        return answer
    return _put_back_page(round_, actor, form)
