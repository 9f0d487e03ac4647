"""Votes that only one delegate can confirm, and costs that a team owes.

Source: docs/rules/accounts.md section 9.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.places.models import Team
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review.kinds import Stance
from pbplatform.review.models import Costing, DecisionRecordVote
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee_scope
from pbplatform.web.open_acts import OpenAct
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

CONFIRMATION = "review.confirmation"


def confirmations_open_with(
    session: Session, account_ids: Collection[int], _now: datetime
) -> list[OpenAct]:
    """Votes that others wrote down for these people and that they have not confirmed."""
    query = (
        select(DecisionRecordVote, Proposal, Committee, Round)
        .join(Proposal, Proposal.id == DecisionRecordVote.proposal_id)
        .join(Committee, Committee.id == Proposal.committee_id)
        .join(Round, Round.id == Committee.round_id)
        .where(
            DecisionRecordVote.account_id.in_(account_ids),
            DecisionRecordVote.confirmed_at.is_(None),
            DecisionRecordVote.stance != Stance.NO_PART,
            Proposal.state == ProposalState.WRITING,
            Round.called_off_at.is_(None),
        )
        .order_by(Round.id, Proposal.number)
    )
    return [
        OpenAct(
            kind=CONFIRMATION,
            key=str(proposal.id),
            account_id=vote.account_id,
            roles=frozenset({str(Role.DELEGATE)}),
            scope=committee_scope(round_, committee),
            what=_("A vote to confirm on proposal %(number)s", number=proposal.number),
            url=f"/desk/delegate/{round_.slug}/proposals/{proposal.number}/decision",
            by=round_.review_close_at,
            own=_(
                "Nobody confirms a vote for somebody else. Another delegate who is named objects, "
                "and the decision is written down again without it."
            ),
        )
        for vote, proposal, committee, round_ in session.execute(query)
    ]


def costs_stay_with_team(session: Session, scope: str, _now: datetime) -> list[str]:
    """Questions what a proposal costs: a team answers, whoever is in it."""
    kind, _colon, slug = scope.partition(":")
    if kind != "team":
        return []
    query = (
        select(func.count())
        .select_from(Costing)
        .join(Team, Team.id == Costing.team_id)
        .join(Proposal, Proposal.id == Costing.proposal_id)
        .join(Round, Round.id == Costing.round_id)
        .where(
            Team.slug == slug,
            Costing.answered_at.is_(None),
            Proposal.state == ProposalState.WRITING,
            Round.called_off_at.is_(None),
        )
    )
    number = session.scalar(query) or 0
    if not number:
        return []
    return [ngettext("%(num)s cost to be told", "%(num)s costs to be told", number)]
