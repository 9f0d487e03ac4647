"""What a committee has: ideas and proposals in pages, found by what is kept of them.

Source: docs/decisions/0101-desks-read-what-they-show.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from pbplatform.core.kept_lists import Kept, cells_of_each
from pbplatform.core.paging import Page, page_counted, page_of
from pbplatform.places.queries import areas
from pbplatform.proposals.domain.kept import (
    IN_COMMITTEE,
    LOOK_SHIFTS,
    PROPOSALS,
    area_at_committee,
    state_in,
    that,
)
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.proposals.queries import ProposalRow, proposal_rows
from pbplatform.proposals.queries.rows import IdeaRow, joined, kept_supporters, rows_found
from pbplatform.rounds.models import Committee

PAGE = 20


@dataclass(frozen=True)
class OfCommittee:
    """How many ideas and proposals a committee has, as they are kept.

    Attributes:
        ideas: within its reach: unclaimed ones of the round, and what it has or had.
        proposals: its own.
    """

    committee: Committee
    ideas: Mapping[str, int]
    proposals: Mapping[str, int]

    def ideas_that(self, *states: IdeaState) -> dict[str, int]:
        """Ideas in one of these states."""
        return {cell: n for cell, n in self.ideas.items() if state_in(cell) in states}

    def number_of_ideas(self, *states: IdeaState) -> int:
        return sum(self.ideas_that(*states).values())


def of_committee(session: Session, committee: Committee) -> OfCommittee:
    """How many ideas and proposals this committee has; one read."""
    scope = committee.round_id
    cells = cells_of_each(session, (IN_COMMITTEE, PROPOSALS), [scope])
    return OfCommittee(
        committee,
        that(cells[IN_COMMITTEE, scope], lambda _state, whose: whose in (0, committee.id)),
        that(cells[PROPOSALS, scope], lambda _state, whose: whose == committee.id),
    )


# --- ideas ---


def ideas_at_committee(
    session: Session, committee: Committee, cells: Mapping[str, int], *, wanted: int, size: int
) -> Page[IdeaRow]:
    """The page numbered `wanted` (from 1) of these ideas: longest wait first, settled ones last.

    Args:
        cells: those of `OfCommittee.ideas` that are shown.
    """
    kept = Kept(IN_COMMITTEE, committee.round_id, LOOK_SHIFTS)

    def read(offset: int) -> list[IdeaRow]:
        ids = kept.ids(session, cells, offset=offset, size=size)
        return rows_found(session, _ideas_of(ids))

    return page_counted(sum(cells.values()), read, wanted=wanted, size=size)


@lru_cache(maxsize=64)
def _ideas_of(ids: Select[int]) -> Select[Idea, str, str, int, str, int, str]:
    order = Idea.settled_at.is_not(None), Idea.look_by, Idea.number
    return joined(select(Idea).where(Idea.id.in_(ids)).order_by(*order), kept_supporters())


def of_area(session: Session, cells: Mapping[str, int], slug: str) -> dict[str, int]:
    """Those cells that are of an area; none where there is no such area."""
    area_id = next((each.id for each in areas(session) if each.slug == slug), None)
    return {cell: n for cell, n in cells.items() if area_at_committee(cell) == area_id}


def first_look_by(session: Session, of: OfCommittee) -> date | None:
    """By which day the first of the unclaimed ideas is looked at; None where there is none."""
    unclaimed = of.ideas_that(IdeaState.PUBLISHED)
    if not unclaimed:
        return None
    kept = Kept(IN_COMMITTEE, of.committee.round_id, LOOK_SHIFTS)
    first = kept.ids(session, unclaimed, offset=0, size=1)
    return session.scalar(select(Idea.look_by).where(Idea.id.in_(first)))


def reach_of(committee: Committee) -> Select[Idea]:
    """Unclaimed ideas of the round, and what this committee has or had, as a query."""
    return select(Idea).where(
        Idea.round_id == committee.round_id,
        or_(Idea.state == IdeaState.PUBLISHED, Idea.committee_id == committee.id),
    )


# --- proposals ---


def proposals_at_committee(
    session: Session, of: OfCommittee, *, wanted: int, decided: bool = False
) -> tuple[Page[ProposalRow], list[ProposalRow]]:
    """A page of a committee's proposals by number, and those being written that are not on it.

    Args:
        decided: whether the page is one of those alone that are decided.
    """
    own = Proposal.committee_id == of.committee.id
    if sum(of.proposals.values()) <= PAGE:
        rows = proposal_rows(session, select(Proposal).where(own).order_by(Proposal.number))
        shown = [row for row in rows if not (decided and _is_written(row))]
        rest = [row for row in rows if decided and _is_written(row)]
        return page_of(shown, wanted=wanted, size=PAGE), rest
    cells = {
        cell: n
        for cell, n in of.proposals.items()
        if not (decided and state_in(cell) == ProposalState.WRITING)
    }
    kept, rest = Kept(PROPOSALS, of.committee.round_id), list[ProposalRow]()

    def read(offset: int) -> list[ProposalRow]:
        ids = kept.ids(session, cells, offset=offset, size=PAGE)
        # Among all of them, what is written can be on the page or not, so its ids are asked first.
        here = None if decided else set(session.scalars(ids))
        written = and_(own, Proposal.state == ProposalState.WRITING)
        query = select(Proposal).where(or_(Proposal.id.in_(ids if here is None else here), written))
        found = proposal_rows(session, query.order_by(Proposal.number))
        on_page = [_is_shown(row, here) for row in found]
        rest.extend(row for row, is_here in zip(found, on_page, strict=True) if not is_here)
        return [row for row, is_here in zip(found, on_page, strict=True) if is_here]

    return page_counted(sum(cells.values()), read, wanted=wanted, size=PAGE), rest


def _is_shown(row: ProposalRow, ids: set[int] | None) -> bool:
    """Whether it is one of these, or where they are not told, one that is decided."""
    return not _is_written(row) if ids is None else row.proposal.id in ids


def _is_written(row: ProposalRow) -> bool:
    return row.proposal.state == ProposalState.WRITING
