"""A proposal is split into two. Source: docs/rules/proposals.md section 8."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.proposals import queries
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import ProposalLog
from pbplatform.proposals.models import Proposal, ProposalSplit
from pbplatform.proposals.policies import refuse_to_write
from pbplatform.proposals.services.joining import credit_authors
from pbplatform.proposals.services.telling import locked_proposal
from pbplatform.proposals.services.writing import ProposalFacts, begin_proposal, check_facts
from pbplatform.rounds.models import Committee


def split_proposal(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    facts: ProposalFacts,
    reason: str,
    now: datetime,
) -> Proposal:
    """Write a second proposal from the ideas of this one; all authors are credited in both.

    Args:
        facts: the text of the new one. The old one is changed as ever.
    Raises:
        NotAllowed: not a delegate of the committee.
        Conflict: decided already, the ballot is frozen, no reason, text missing or too long.
    """
    old, round_ = locked_proposal(session, proposal_id)
    committee = session.get_one(Committee, old.committee_id)
    for which in (old, None):
        if refusal := refuse_to_write(actor, round_, committee, which):
            raise refusal
    check_facts(session, facts)
    if not reason.strip():
        raise Conflict("proposal.reason_needed", field="reason")
    new = begin_proposal(session, round_, committee, facts, actor=actor, now=now)
    kept = {"reason": reason.strip(), "made_by": actor.account_id, "made_at": now}
    session.add(ProposalSplit(proposal_id=new.id, from_id=old.id, **kept))
    session.flush()
    ideas = [row.idea for row in queries.ideas_of_proposal(session, old.id)]
    credit_authors(session, old=old, new=new, round_=round_, ideas=ideas, now=now)
    audit.record(
        session,
        ProposalLog.PROPOSAL_SPLIT,
        actor=actor,
        subject=proposal_path(round_.slug, new.number),
        now=now,
        split_from=old.number,
        title=facts.title.strip(),
        committee=committee.slug,
        ideas=[idea.number for idea in ideas],
        reason=reason.strip(),
    )
    return new
