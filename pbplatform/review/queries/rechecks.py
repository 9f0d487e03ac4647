"""Projects on a frozen ballot that their teams look at again.

Source: docs/rules/review.md section 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.places.models import Team
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal, ProposalVersion
from pbplatform.review.models import Costing, Decision, Recheck
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round


@dataclass(frozen=True)
class RecheckRow:
    """A project on a frozen ballot, the team that priced it, and what the team found since.

    Attributes:
        recheck: None until the team has looked.
        by: when it has to have looked: the middle of the vote.
    """

    round: Round
    proposal: Proposal
    title: str
    costing: Costing
    team: Team
    recheck: Recheck | None
    checker: str

    @property
    def by(self) -> datetime:
        return self.round.opens_at + (self.round.closes_at - self.round.opens_at) / 2


def running(round_: Round, now: datetime) -> bool:
    """Whether teams look again: from the freeze until the vote closes."""
    return round_.state(now) in (State.READY, State.VOTING)


_Rows = Select[Round, Proposal, str, Costing, Team, Recheck | None, str | None]


def _asking(*wanted: ColumnElement[bool], rounds: Iterable[ColumnElement[bool]] = ()) -> _Rows:
    """Projects that meet some conditions, in rounds that meet others."""
    return (
        select(Round, Proposal, ProposalVersion.title, Costing, Team, Recheck, Account.name)
        .join(Proposal, Proposal.round_id == Round.id)
        .join(
            ProposalVersion,
            and_(
                ProposalVersion.proposal_id == Proposal.id,
                ProposalVersion.version == Proposal.version,
            ),
        )
        .join(Decision, Decision.proposal_id == Proposal.id)
        .join(Costing, Costing.id == Decision.costing_id)
        .join(Team, Team.id == Costing.team_id)
        .outerjoin(Recheck, Recheck.proposal_id == Proposal.id)
        .outerjoin(Account, Account.id == Recheck.checked_by)
        # Rounds are few: they lead to what is on their ballots, not all proposals to them.
        .where(
            Proposal.state == ProposalState.ON_BALLOT,
            Proposal.round_id.in_(select(Round.id).where(Round.frozen_at.is_not(None), *rounds)),
            *wanted,
        )
    )


# What desks ask is built once: to build a statement takes longer than to send it.
_NOT_CLOSED = Round.closed_at.is_(None)
# The team is looked at last, by what no index fits: else a database begins with all that it priced.
_VOTED_ON = _asking(
    func.coalesce(Team.slug, "").in_(bindparam("teams", expanding=True)), rounds=[_NOT_CLOSED]
)
# Few were ever looked at again: they lead to their proposals, not all proposals to them.
_WRONG = select(Recheck.proposal_id).where(Recheck.outcome == "wrong", Recheck.stays_at.is_(None))
_FOUND_WRONG = _asking(Proposal.id.in_(_WRONG), rounds=[_NOT_CLOSED])


def _rows(
    session: Session, asking: _Rows, values: Mapping[str, Any] | None = None
) -> list[RecheckRow]:
    rows = [RecheckRow(*row[:-1], row[-1] or "") for row in session.execute(asking, values)]
    # Sorted here: asked for in order, a database looks at every proposal of the rounds.
    rows.sort(key=lambda row: (row.round.id, row.proposal.number))
    return [row for row in rows if row.proposal.number not in row.round.in_force.withdrawn]


def recheck_of(session: Session, proposal: Proposal) -> RecheckRow | None:
    """What the team found of one project; None before the freeze and off the ballot."""
    found = _rows(session, _asking(Proposal.id == proposal.id))
    return found[0] if found else None


def rechecks_for_teams(
    session: Session, team_slugs: Iterable[str], now: datetime
) -> list[RecheckRow]:
    """All projects of these teams that are voted on now, by round and number."""
    slugs = list(team_slugs)
    if not slugs:
        return []
    rows = _rows(session, _VOTED_ON, {"teams": slugs})
    return [row for row in rows if running(row.round, now)]


def wrong_ones(session: Session, now: datetime) -> list[RecheckRow]:
    """Projects that are voted on now, of which a team says that something is wrong."""
    rows = _rows(session, _FOUND_WRONG)
    return [row for row in rows if running(row.round, now)]
