"""A price is confirmed for a later text, or given again.

Source: docs/rules/review.md section 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import names_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.numbers import next_number
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.models import Proposal
from pbplatform.review import queries
from pbplatform.review.kinds import PriceHeld, ReviewLog
from pbplatform.review.models import Costing, PriceCheck
from pbplatform.review.policies import refuse_to_hold_price, refuse_to_price_again
from pbplatform.review.queries.holding import Holding, holding
from pbplatform.review.services.records import let_fall
from pbplatform.review.services.telling import tell_delegates, tell_team
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round


@dataclass(frozen=True)
class Priced:
    """A proposal with its latest answer, their rows locked in this order."""

    round_: Round
    proposal: Proposal
    answer: Costing
    team: Team
    told: Holding | None

    @property
    def subject(self) -> str:
        return proposal_path(self.round_.slug, self.proposal.number)


def locked_price(session: Session, proposal_id: int) -> Priced:
    """What a team answered last about a proposal.

    Raises:
        NotFound: no such proposal.
        Conflict: no team has answered.
    """
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    answer = queries.latest_answer(session, proposal_id)
    if answer is None:
        raise Conflict("decision.no_costing")
    return Priced(
        session.get_one(Round, proposal.round_id),
        proposal,
        answer,
        session.get_one(Team, answer.team_id),
        holding(session, proposal, answer),
    )


def days_to_answer(session: Session, now: datetime) -> tuple[date, int]:
    """The last day for a team's word from today on, and the holiday table that gave it."""
    days = places.working_days(session)
    due = days.after(days.day_of(now), places.require_place(session).costing_days)
    return due, days.version


def overtake_checks(session: Session, proposal_id: int) -> None:
    """Open questions about prices of a proposal end: a newer text or answer is there."""
    query = (
        select(PriceCheck)
        .join(Costing, Costing.id == PriceCheck.costing_id)
        .where(Costing.proposal_id == proposal_id, PriceCheck.outcome == "")
    )
    for check in session.scalars(query):
        check.outcome = PriceHeld.OVERTAKEN
    session.flush()


def ask_price_to_hold(
    session: Session,
    actor: ActorRef,
    proposal: Proposal,
    *,
    now: datetime,
    spelling_by: int | None = None,
) -> PriceCheck | None:
    """The team of the latest answer is asked whether its price holds for the text that stands.

    Returns:
        The question; None where no answer gives a price, or it is for this text.
    """
    answer = queries.latest_answer(session, proposal.id)
    told = holding(session, proposal, answer)
    if told is not None and told.open_check is not None:
        return told.open_check
    overtake_checks(session, proposal.id)
    if told is None or told.is_priced:
        return None
    if queries.is_asked(session, proposal.id, told.answer.team_id):
        return None  # it prices an older text at this moment, and is asked when it has answered
    # Only the spelling of a text for which the price held can be called spelling.
    sure = spelling_by is not None and told.held_for == proposal.version - 1
    due, calendar = days_to_answer(session, now)
    check = PriceCheck(
        costing_id=told.answer.id,
        version=proposal.version,
        asked_at=now,
        due_on=due,
        calendar=calendar,
        spelling_by=spelling_by if sure else None,
        outcome="",
    )
    session.add(check)
    session.flush()
    _tell_asked(session, actor, proposal, told.answer, check, now=now)
    return check


def _tell_asked(
    session: Session,
    actor: ActorRef,
    proposal: Proposal,
    answer: Costing,
    check: PriceCheck,
    *,
    now: datetime,
) -> None:
    round_ = session.get_one(Round, proposal.round_id)
    team = session.get_one(Team, answer.team_id)
    audit.record(
        session,
        ReviewLog.PRICE_ASKED,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        team=team.slug,
        version=proposal.version,
        spelling=check.spelling_by is not None,
        due=check.due_on.isoformat(),
    )
    path = f"/desk/official/costings/{round_.slug}/{answer.number}/version"
    tell_team(
        session,
        "price_asked",
        team,
        proposal,
        now=now,
        due=check.due_on.isoformat(),
        path=path,
        version=proposal.version,
    )


def facts_to_hold(told: Holding) -> Facts:
    """What an official confirms: price, text and conditions that they had before them."""
    answer = told.answer
    return {
        "version": told.version,
        "held_for": told.held_for,
        "price_minor": answer.price_minor,
        "costing": answer.id,
        "spelling": told.open_check is not None and told.open_check.spelling_by is not None,
    }


def hold_price(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    spelling: bool,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Say that the price holds for the version that stands; the delegates are told.

    Args:
        spelling: agree with the delegate that only the spelling changed.
        seen: seal of what was shown; None does not ask.
    Raises:
        NotAllowed: not an official of the team that priced it.
        Conflict: frozen, decided, nobody asks, no delegate called it spelling, or another text or
            price by now.
    """
    case = locked_price(session, proposal_id)
    check = case.told.open_check if case.told else None
    if refusal := refuse_to_hold_price(
        actor, case.round_, case.team, case.proposal, asked=check is not None
    ):
        raise refusal
    if case.told is None or check is None:
        raise Conflict("price.not_asked")
    if seen is not None:
        require_same(seen, facts_to_hold(case.told))
    if spelling and check.spelling_by is None:
        raise Conflict("price.not_spelling")
    check.outcome = PriceHeld.SPELLING if spelling else PriceHeld.HOLDS
    check.answered_by, check.answered_at = actor.account_id, now
    session.flush()
    _log_held(session, actor, case, check, now=now)
    if not spelling:
        let_fall(session, actor, case.round_, case.proposal, why="text", now=now)
    tell_delegates(
        session, "price_confirmed", case.round_, case.proposal, now=now, version=check.version,
        team=case.team.name, path="/" + case.subject,
    )  # fmt: skip


def _log_held(
    session: Session, actor: ActorRef, case: Priced, check: PriceCheck, *, now: datetime
) -> None:
    spelling = check.outcome == PriceHeld.SPELLING
    names = names_of(session, [check.spelling_by]) if check.spelling_by else {}
    audit.record(
        session,
        ReviewLog.PRICE_CONFIRMED,
        actor=actor,
        subject=case.subject,
        now=now,
        team=case.team.slug,
        version=check.version,
        spelling=spelling,
        delegate=names.get(check.spelling_by or 0, "") if spelling else "",
    )


def price_again(
    session: Session, *, actor: ActorRef, proposal_id: int, words: str, now: datetime
) -> Costing:
    """The team that priced a proposal prices it again, with a public reason.

    Returns:
        The open question that its officials answer as any other.
    Raises:
        NotAllowed: neither an official of the team nor a facilitator of the round.
        Conflict: frozen, not for this round, no answer before, priced again already, or no reason.
    """
    case = locked_price(session, proposal_id)
    lock_round(session, case.round_.id)  # a freeze at this moment waits, or was first
    if refusal := refuse_to_price_again(
        actor,
        case.round_,
        case.team,
        case.proposal,
        waiting=queries.is_asked(session, proposal_id, case.team.id),
    ):
        raise refusal
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    costing = _question_again(session, actor, case, words.strip(), now=now)
    audit.record(
        session,
        ReviewLog.COSTING_AGAIN,
        actor=actor,
        subject=case.subject,
        now=now,
        costing=costing.number,
        team=case.team.slug,
        due=costing.due_on.isoformat(),
        reason=words.strip(),
    )
    let_fall(session, actor, case.round_, case.proposal, why="price", now=now)
    _tell_again(session, actor, case, costing, now=now)
    return costing


def _question_again(
    session: Session, actor: ActorRef, case: Priced, words: str, *, now: datetime
) -> Costing:
    """The same question again, about the text that stands; the one about its price ends."""
    if case.told and (check := case.told.open_check):
        check.outcome = PriceHeld.AGAIN
        check.answered_by, check.answered_at = actor.account_id, now
    overtake_checks(session, case.proposal.id)
    due, calendar = days_to_answer(session, now)
    costing = Costing(
        round_id=case.round_.id,
        number=next_number(session, f"costing:{case.round_.id}"),
        proposal_id=case.proposal.id,
        version=case.proposal.version,
        team_id=case.team.id,
        questions=case.answer.questions,
        asked_by=actor.account_id,
        asked_at=now,
        due_on=due,
        calendar=calendar,
        replaces=case.answer.number,
        replace_words=words,
    )
    session.add(costing)
    session.flush()
    return costing


def _tell_again(
    session: Session, actor: ActorRef, case: Priced, costing: Costing, *, now: datetime
) -> None:
    told: dict[str, Any] = {
        "team": case.team.name,
        "words": costing.replace_words,
        "due": costing.due_on.isoformat(),
    }
    path = "/" + case.subject
    tell_delegates(session, "costing_again", case.round_, case.proposal, now=now, path=path, **told)
    if actor.role == Role.FACILITATOR:
        path = f"/desk/official/costings/{case.round_.slug}/{costing.number}"
        tell_team(session, "costing_again", case.team, case.proposal, now=now, path=path, **told)
