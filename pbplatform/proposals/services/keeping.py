"""Ideas and proposals are counted when they change, not when their lists are read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.proposals.domain.kept import (
    BY_SUPPORT,
    IDEAS,
    IN_COMMITTEE,
    LOOK_SHIFTS,
    PROPOSALS,
    SUPPORT_SHIFTS,
    cell_of,
    committee_cell,
    look_place,
    support_place,
)
from pbplatform.proposals.kinds import IdeaState
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


def _in_committee(row: Any) -> Standing | None:
    """What committees can have: unclaimed ideas, and what one of them has or had."""
    if row.state != IdeaState.PUBLISHED and row.committee_id is None:
        return None
    whose = None if row.state == IdeaState.PUBLISHED else row.committee_id
    cell = committee_cell(row.state, whose, row.area_id)
    settled = row.settled_at is not None
    return Standing(row.round_id, cell, look_place(row.look_by, row.number, is_settled=settled))


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
ideas_in_committees = keep(
    KeptList(
        name=IN_COMMITTEE,
        key=Idea.id,
        read=select(*_of_idea, Idea.committee_id, Idea.look_by, Idea.settled_at),
        stands=_in_committee,
        ties={Idea: lambda row: row.id},
        shifts=LOOK_SHIFTS,
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
