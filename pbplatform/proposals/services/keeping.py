"""Ideas and proposals are counted when they change, not when their lists are read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.proposals.domain.kept import (
    BY_SUPPORT,
    IDEAS,
    PROPOSALS,
    SUPPORT_SHIFTS,
    cell_of,
    support_place,
)
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal

_supporters = (
    select(func.count())
    .select_from(IdeaSupport)
    .where(IdeaSupport.idea_id == Idea.id)
    .correlate(Idea)
    .scalar_subquery()
)


def _idea(row: Any) -> Standing:
    return Standing(row.round_id, cell_of(row.state, row.area_id), row.number)


def _supported(row: Any) -> Standing:
    place = support_place(row.supporters, row.number)
    return Standing(row.round_id, cell_of(row.state, row.area_id), place)


def _proposal(row: Any) -> Standing:
    return Standing(row.round_id, cell_of(row.state, row.committee_id), row.number)


_of_idea = (Idea.id, Idea.round_id, Idea.state, Idea.area_id, Idea.number)

ideas = keep(
    KeptList(
        name=IDEAS,
        key=Idea.id,
        read=select(*_of_idea),
        stands=_idea,
        ties={Idea: lambda row: row.id},
    )
)
ideas_by_support = keep(
    KeptList(
        name=BY_SUPPORT,
        key=Idea.id,
        read=select(*_of_idea, _supporters.label("supporters")),
        stands=_supported,
        ties={
            Idea: lambda row: row.id,
            IdeaSupport: lambda row: row.idea_id,
        },
        shifts=SUPPORT_SHIFTS,
    )
)
proposals = keep(
    KeptList(
        name=PROPOSALS,
        key=Proposal.id,
        read=select(
            *(Proposal.id, Proposal.round_id, Proposal.state, Proposal.committee_id),
            Proposal.number,
        ),
        stands=_proposal,
        ties={Proposal: lambda row: row.id},
    )
)
