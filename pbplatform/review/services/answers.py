"""A team answers what was asked. Source: docs/rules/review.md section 3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound, raise_all
from pbplatform.core.outbox import announce
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.services.telling import write_of_proposal
from pbplatform.review import queries
from pbplatform.review.kinds import CAN_BE_DONE, Cannot, Feasibility, ReviewLog, Sure, Unusual
from pbplatform.review.models import Costing, CostingCondition
from pbplatform.review.policies import refuse_to_answer
from pbplatform.review.services.conditions import MOST_CONDITIONS, conditions_in
from pbplatform.review.services.holding import ask_price_to_hold
from pbplatform.review.services.replacing import replace_price, told_amount
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries.locking import lock_round


@dataclass(frozen=True, kw_only=True)
class CostingAnswer:
    """What an official answers. Amounts are minor units of the round's currency.

    Attributes:
        yearly_minor: 0 for nothing to pay each year, None when that is not said.
        checked: whether the official looked again at numbers that are unusual.
    """

    verdict: str
    change_words: str = ""
    cannot: str = ""
    cannot_words: str = ""
    low_minor: int | None = None
    likely_minor: int | None = None
    high_minor: int | None = None
    price_minor: int | None = None
    yearly_minor: int | None = None
    yearly_payer: str = ""
    months: int | None = None
    included: str = ""
    sure: str = ""
    checked: bool = False


def unusual(answer: CostingAnswer, money_minor: int) -> list[Unusual]:
    """What is odd about the numbers, the worst first; pure.

    Args:
        money_minor: all the money of the round.
    """
    low, likely, high = answer.low_minor or 0, answer.likely_minor or 0, answer.high_minor or 0
    price, yearly = answer.price_minor, answer.yearly_minor
    if answer.verdict not in CAN_BE_DONE or price is None:
        return []
    found = {
        Unusual.TENFOLD: likely > 0 and (price >= 10 * likely or 10 * price <= likely),
        Unusual.OUTSIDE: not low <= price <= high,
        Unusual.NOUGHT: 0 in (low, likely, high),
        Unusual.WIDE: low > 0 and high >= 10 * low,
        Unusual.OVER_MONEY: price > money_minor,
        Unusual.YEARLY_OVER_PRICE: yearly is not None and yearly > price,
    }
    return [each for each, is_so in found.items() if is_so]


def check_answer(answer: CostingAnswer) -> None:
    """Refuse an answer in which something is missing.

    Raises:
        Conflict: with the field that it stands beside.
    """
    _check(answer)


def _check(answer: CostingAnswer) -> None:
    """All that is missing at once."""
    raise_all(_missing(answer))


def _missing(answer: CostingAnswer) -> Iterator[Conflict]:
    if answer.verdict not in set(Feasibility):
        yield Conflict("costing.verdict_needed", field="verdict")
        return
    if answer.verdict == Feasibility.NO:
        if answer.cannot not in set(Cannot):
            yield Conflict("costing.cannot_needed", field="cannot")
        if not answer.cannot_words.strip():
            yield Conflict("costing.cannot_words_needed", field="cannot_words")
        return
    yield from _missing_conditions(answer)
    yield from _missing_money(answer)
    if answer.months is None or not 0 <= answer.months <= 240:
        yield Conflict("costing.months_needed", field="months")
    if not answer.included.strip():
        yield Conflict("costing.included_needed", field="included")
    if answer.sure not in set(Sure):
        yield Conflict("costing.sure_needed", field="sure")


def _missing_conditions(answer: CostingAnswer) -> Iterator[Conflict]:
    lines = len(conditions_in(answer.change_words))
    if answer.verdict == Feasibility.IF_CHANGED and not lines:
        yield Conflict("costing.change_needed", field="change_words")
    if answer.verdict == Feasibility.IF_CHANGED and lines > MOST_CONDITIONS:
        yield Conflict("costing.conditions_too_many", field="change_words")


def _missing_money(answer: CostingAnswer) -> Iterator[Conflict]:
    low, likely, high = answer.low_minor, answer.likely_minor, answer.high_minor
    for field, amount in (("low", low), ("likely", likely), ("high", high)):
        if amount is None or amount < 0:
            yield Conflict("costing.amount_needed", field=field)
    if low is not None and likely is not None and low > likely:
        yield Conflict("costing.likely_below_low", field="likely")
    if likely is not None and high is not None and likely > high:
        yield Conflict("costing.high_below_likely", field="high")
    if answer.price_minor is None or answer.price_minor <= 0:
        yield Conflict("costing.price_needed", field="price")
    if answer.yearly_minor is not None and answer.yearly_minor < 0:
        yield Conflict("costing.amount_needed", field="yearly")
    if answer.yearly_minor and not answer.yearly_payer.strip():
        yield Conflict("costing.payer_needed", field="yearly_payer")


def answer_costing(
    session: Session, *, actor: ActorRef, costing_id: int, answer: CostingAnswer, now: datetime
) -> None:
    """Say whether a proposal can be done and what it costs; once, and public at once.

    Raises:
        NotAllowed: not an official of the team.
        Conflict: answered already, the proposal is decided, something is missing, or the numbers
            are unusual and nobody looked again.
    """
    costing = session.get(Costing, costing_id, with_for_update=True, populate_existing=True)
    if costing is None:
        raise NotFound("costing.not_found")
    team = session.get_one(Team, costing.team_id)
    proposal = session.get_one(
        Proposal, costing.proposal_id, with_for_update=True, populate_existing=True
    )
    round_ = session.get_one(Round, costing.round_id)
    before = queries.latest_answer(session, proposal.id)
    if refusal := refuse_to_answer(actor, team, costing, proposal):
        raise refusal
    if proposal.state == ProposalState.ON_BALLOT and lock_round(session, round_.id).frozen_at:
        raise Conflict("costing.frozen")
    _check(answer)
    if not answer.checked and unusual(answer, round_.money_minor):
        raise Conflict("costing.check_the_numbers", field="checked")
    _keep_answer(session, actor, costing, answer, now=now)
    days = places.working_days(session, costing.calendar)
    audit.record(
        session,
        ReviewLog.COSTING_GIVEN,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        costing=costing.number,
        team=team.slug,
        verdict=answer.verdict,
        price_minor=costing.price_minor if costing.price_minor is not None else "",
        days_late=days.days_late(costing.due_on, days.day_of(now)),
    )
    told = _tell_asker(session, costing, round_, proposal, now=now)
    if costing.replaces is None:  # else the fact is that the price is another one
        _write(session, actor, costing, team, proposal, round_, told=told, now=now)
    if costing.replaces is not None and before is not None:
        replace_price(session, actor, before, costing, now=now)
    # What was asked about an older text asks at once whether it holds for the newer one.
    ask_price_to_hold(session, actor, proposal, now=now)


def _keep_answer(
    session: Session, actor: ActorRef, costing: Costing, answer: CostingAnswer, *, now: datetime
) -> None:
    """The answer, and each thing that must change for it."""
    _write_answer(costing, answer)
    costing.answered_by = actor.account_id
    costing.answered_at = now
    session.flush()
    lines = conditions_in(costing.change_words)
    session.add_all(
        CostingCondition(costing_id=costing.id, n=n, words=words, shown_words="", said_words="")
        for n, words in enumerate(lines, 1)
    )
    session.flush()


def as_answered(costing: Costing, answer: CostingAnswer) -> Costing:
    """The costing as it would read with this answer; a new object that nobody stores."""
    shown = Costing(
        number=costing.number,
        version=costing.version,
        change_words="",
        cannot="",
        cannot_words="",
        included="",
        sure="",
        yearly_payer="",
    )
    _write_answer(shown, answer)
    return shown


def _write_answer(costing: Costing, answer: CostingAnswer) -> None:
    """Only what belongs to the verdict is kept, so that a page cannot show a price beside a no."""
    costing.verdict = answer.verdict
    if answer.verdict not in CAN_BE_DONE:
        costing.cannot = answer.cannot
        costing.cannot_words = answer.cannot_words.strip()
        return
    if answer.verdict == Feasibility.IF_CHANGED:
        costing.change_words = answer.change_words.strip()
    costing.low_minor = answer.low_minor
    costing.likely_minor = answer.likely_minor
    costing.high_minor = answer.high_minor
    costing.price_minor = answer.price_minor
    costing.yearly_minor = answer.yearly_minor
    costing.yearly_payer = answer.yearly_payer.strip() if answer.yearly_minor else ""
    costing.months = answer.months
    costing.included = answer.included.strip()
    costing.sure = answer.sure


def _tell_asker(
    session: Session, costing: Costing, round_: Round, proposal: Proposal, *, now: datetime
) -> list[str]:
    committee = session.get_one(Committee, proposal.committee_id)
    here = {each.account_id for each in queries.members(session, round_, committee, now=now)}
    # Who asked may have left: then everybody who goes on with it is told.
    told = []
    for account_id in sorted({costing.asked_by or 0} & here or here):
        to = email_of(session, account_id)
        if not to:
            continue
        told.append(to)
        announce(
            session,
            "review:costing_given",
            now=now,
            to=to,
            number=proposal.number,
            verdict=str(costing.verdict),
            path="/" + proposal_path(round_.slug, proposal.number),
        )
    return told


def _write(
    session: Session,
    actor: ActorRef,
    costing: Costing,
    team: Team,
    proposal: Proposal,
    round_: Round,
    *,
    told: list[str],
    now: datetime,
) -> None:
    facts = {
        "verdict": str(costing.verdict),
        "team_name": team.name,
        "price": told_amount(costing.price_minor, round_.currency_code, round_.currency_exponent),
    }
    kind = "review:price_given"
    write_of_proposal(session, kind, proposal, round_, facts, told=told, actor=actor, now=now)
