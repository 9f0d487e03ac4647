"""A new price takes the place of another, in public. Source: docs/rules/review.md section 11.9."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.places.models import Team
from pbplatform.proposals import services as proposals
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review.kinds import Feasibility, ReviewLog
from pbplatform.review.models import Costing, Decision
from pbplatform.review.services.reopening import take_up_again
from pbplatform.review.services.standing import locked_case
from pbplatform.review.services.telling import tell_delegates
from pbplatform.rounds.services import change_price_on_ballot


def told_amount(minor: int | None, currency_code: str, exponent: int) -> str:
    """An amount as facts of a mail carry it: `1800000 GBP 2`; empty where there is none."""
    return "" if minor is None else f"{minor} {currency_code} {exponent}"


def replace_price(
    session: Session, actor: ActorRef, before: Costing, costing: Costing, *, now: datetime
) -> None:
    """Say in public that one price takes the place of another; on a ballot only a lower one does.

    Args:
        before: the answer that stood until now.
        costing: the answer that was just given.
    """
    case = locked_case(session, costing.proposal_id)
    proposal, round_ = case.proposal, case.round_
    team = session.get_one(Team, costing.team_id)
    words = costing.replace_words or ""
    audit.record(
        session,
        ReviewLog.PRICE_REPLACED,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        team=team.slug,
        before_minor=before.price_minor if before.price_minor is not None else "",
        after_minor=costing.price_minor if costing.price_minor is not None else "",
        reason=words,
    )
    if proposal.state == ProposalState.ON_BALLOT:
        if covers(before, costing, proposal):
            _take_over(session, proposal, costing)
        else:
            take_up_again(session, actor, case, words, now=now)
    told: dict[str, Any] = {
        name: told_amount(each.price_minor, round_.currency_code, round_.currency_exponent)
        for name, each in (("before", before), ("after", costing))
    }
    path = "/" + proposal_path(round_.slug, proposal.number)
    tell_delegates(
        session, "price_replaced", round_, proposal, now=now, team=team.name, words=words,
        path=path, **told,
    )  # fmt: skip
    proposals.tell_authors(
        session, "price_replaced", proposal, round_, now=now, team=team.name, words=words, **told
    )


def covers(before: Costing, costing: Costing, proposal: Proposal) -> bool:
    """Whether the decision for the old price is one for the new price too: a plain yes, no more."""
    return (
        costing.verdict == Feasibility.YES
        and costing.version == proposal.version
        and costing.price_minor is not None
        and before.price_minor is not None
        and costing.price_minor <= before.price_minor
    )


def _take_over(session: Session, proposal: Proposal, costing: Costing) -> None:
    change_price_on_ballot(
        session,
        round_id=proposal.round_id,
        number=proposal.number,
        cost_minor=costing.price_minor or 0,
    )
    decision = session.get(Decision, proposal.id)
    if decision is not None:
        decision.costing_id = costing.id
    session.flush()
