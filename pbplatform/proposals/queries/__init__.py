"""Reading ideas and proposals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache, partial

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.kept_lists import Kept, cells_of
from pbplatform.core.paging import Page, page_counted, page_from
from pbplatform.core.text_stems import most_alike, stems_of
from pbplatform.places.models import Area
from pbplatform.proposals.domain.kept import PROPOSALS, that
from pbplatform.proposals.kinds import (
    PUBLIC_STATES,
    SUPPORTABLE_STATES,
)
from pbplatform.proposals.models import Idea, IdeaAnswer, IdeaSupport, Proposal, ProposalVersion
from pbplatform.proposals.queries.at_desk import (
    CLAIMED,
    PLEAS,
    PUBLIC_TO_READ,
    TO_READ,
    UNCLAIMED,
)
from pbplatform.proposals.queries.at_desk import Waiting as Waiting
from pbplatform.proposals.queries.at_desk import ideas_waiting as ideas_waiting
from pbplatform.proposals.queries.concerned import behind_project as behind_project
from pbplatform.proposals.queries.joins import credited
from pbplatform.proposals.queries.listing import IdeaPage as IdeaPage
from pbplatform.proposals.queries.listing import ideas_page as ideas_page
from pbplatform.proposals.queries.listing import newest_ideas as newest_ideas
from pbplatform.proposals.queries.rows import IdeaRow as IdeaRow
from pbplatform.proposals.queries.rows import byline as byline
from pbplatform.proposals.queries.rows import idea_row as idea_row
from pbplatform.proposals.queries.rows import idea_rows as idea_rows
from pbplatform.proposals.queries.rows import joined, rows_found, supporter_count
from pbplatform.proposals.queries.searching import (
    MANY_WORDS,
)
from pbplatform.proposals.queries.searching import IdeaFilter as IdeaFilter
from pbplatform.rounds.models import Committee, Round

PAGE = 20
MOST_TITLES = 2000  # ideas whose titles are compared at once


def idea_by_number(session: Session, round_id: int, number: int) -> Idea:
    """The idea; NotFound when there is none."""
    idea = session.scalar(select(Idea).where(Idea.round_id == round_id, Idea.number == number))
    if idea is None:
        raise NotFound("idea.not_found")
    return idea


def proposal_by_number(session: Session, round_id: int, number: int) -> Proposal:
    """The proposal; NotFound when there is none."""
    proposal = session.scalar(
        select(Proposal).where(Proposal.round_id == round_id, Proposal.number == number)
    )
    if proposal is None:
        raise NotFound("proposal.not_found")
    return proposal


def similar_ideas(session: Session, round_id: int, title: str, *, most: int = 3) -> list[IdeaRow]:
    """Ideas one can support whose titles share words with `title`, most alike first.

    Source: docs/rules/proposals.md section 1.
    """
    stems = sorted(stems_of(title), key=len, reverse=True)[:MANY_WORDS]
    if not stems:
        return []
    query = (
        select(Idea)
        .where(
            Idea.round_id == round_id,
            Idea.state.in_(SUPPORTABLE_STATES),
            # The title ends at the line break.
            or_(*(Idea.searched.like(f"%{stem}%\n%") for stem in stems)),
        )
        .order_by(Idea.number)
        .limit(200)
    )
    return most_alike(
        stems_of(title),
        idea_rows(session, query),
        words_of=lambda row: stems_of(row.idea.title),
        then=lambda row: (-row.supporters, row.idea.number),
        most=most,
    )


def titles_of_ideas(session: Session, round_ids: Iterable[int]) -> list[tuple[int, int, str]]:
    """Ideas that one can support: round, number and title, the newest first; one read."""
    query = (
        select(Idea.round_id, Idea.number, Idea.title)
        .where(Idea.round_id.in_(list(round_ids)), Idea.state.in_(SUPPORTABLE_STATES))
        .order_by(Idea.id.desc())
        .limit(MOST_TITLES)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def supports(session: Session, idea_id: int, account_id: int) -> bool:
    """Whether this person supports the idea."""
    return session.get(IdeaSupport, (idea_id, account_id)) is not None


def waiting_ideas(session: Session, round_ids: Iterable[int]) -> list[IdeaRow]:
    """Ideas that a facilitator has to read, the earliest due first."""
    query = select(Idea).where(Idea.round_id.in_(list(round_ids)), TO_READ)
    return idea_rows(session, query.order_by(Idea.read_by, Idea.sent_at, Idea.id))


def unread_ideas(session: Session, round_ids: Iterable[int]) -> list[IdeaRow]:
    """Public ideas that no facilitator has read yet, the earliest due first."""
    query = select(Idea).where(Idea.round_id.in_(list(round_ids)), PUBLIC_TO_READ)
    return idea_rows(session, query.order_by(Idea.read_by, Idea.sent_at, Idea.id))


def unclaimed_ideas(session: Session, round_ids: Iterable[int]) -> list[IdeaRow]:
    """Published ideas that no committee has, the earliest due first."""
    query = select(Idea).where(Idea.round_id.in_(list(round_ids)), UNCLAIMED)
    return idea_rows(session, query.order_by(Idea.look_by, Idea.number))


def claimed_ideas(session: Session, committee_id: int) -> list[IdeaRow]:
    """Ideas a committee has neither written up nor left, by number."""
    query = select(Idea).where(Idea.committee_id == committee_id, CLAIMED)
    return idea_rows(session, query.order_by(Idea.number))


def late_claims(session: Session, now: datetime, round_ids: Iterable[int]) -> list[IdeaRow]:
    """Claimed ideas of rounds whose review is over: the facilitator answers for the committee."""
    query = (
        select(Idea)
        .join(Round, Round.id == Idea.round_id)
        .where(
            Idea.round_id.in_(list(round_ids)),
            CLAIMED,
            Round.reviewed_at(now),
        )
    )
    return idea_rows(session, query.order_by(Idea.round_id, Idea.number))


def pleas(session: Session, round_ids: Iterable[int]) -> list[IdeaRow]:
    """Ideas not taken whose authors asked a facilitator to look again, the earliest due first."""
    query = select(Idea).where(Idea.round_id.in_(list(round_ids)), PLEAS)
    return idea_rows(session, query.order_by(Idea.plea_answer_by, Idea.number))


def answers_looked_at_again(session: Session, idea_id: int) -> list[IdeaAnswer]:
    """What the author was told before, and what became of it, oldest first."""
    query = select(IdeaAnswer).where(IdeaAnswer.idea_id == idea_id)
    return list(session.scalars(query.order_by(IdeaAnswer.id)))


def ideas_of_proposal(session: Session, proposal_id: int) -> list[IdeaRow]:
    """The ideas a proposal was made of, by number."""
    query = select(Idea).where(credited(proposal_id))
    return idea_rows(session, query.order_by(Idea.number))


def ideas_of_author(
    session: Session, account_id: int, *, limit: int, offset: int = 0
) -> list[IdeaRow]:
    """A person's own ideas in any state, newest first."""
    asked = {"account": account_id, "most": limit, "first": offset}
    return rows_found(session, _of_author(), asked)


def ideas_supported_by(
    session: Session, account_id: int, *, limit: int, offset: int = 0
) -> list[IdeaRow]:
    """Public ideas that a person supports, the newest support first."""
    asked = {"account": account_id, "most": limit, "first": offset}
    return rows_found(session, _supported_by(), asked)


# Built once: to build a statement takes longer than to send it.
@cache
def _of_author() -> Select[Idea, str, str, int, str, int, str]:
    query = select(Idea).where(Idea.author_id == bindparam("account"))
    ordered = query.order_by(Idea.sent_at.desc(), Idea.id.desc())
    return joined(_page(ordered), supporter_count())


@cache
def _supported_by() -> Select[Idea, str, str, int, str, int, str]:
    query = (
        select(Idea)
        .join(IdeaSupport, IdeaSupport.idea_id == Idea.id)
        .where(IdeaSupport.account_id == bindparam("account"), Idea.state.in_(PUBLIC_STATES))
        .order_by(IdeaSupport.supported_at.desc(), Idea.id.desc())
    )
    return joined(_page(query), supporter_count())


def _page(query: Select[Idea]) -> Select[Idea]:
    return query.limit(bindparam("most")).offset(bindparam("first"))


def supporters_of(session: Session, idea_ids: Iterable[int]) -> int:
    """How many different people support any of these ideas."""
    query = select(func.count(func.distinct(IdeaSupport.account_id)))
    return session.scalar(query.where(IdeaSupport.idea_id.in_(list(idea_ids)))) or 0


def photo_owners(session: Session, digest: bytes) -> list[tuple[Idea, Round]]:
    """The ideas that show this picture, with their rounds."""
    query = select(Idea, Round).join(Round, Round.id == Idea.round_id).where(Idea.photo == digest)
    return [(idea, round_) for idea, round_ in session.execute(query)]


def version_of(session: Session, proposal_id: int, version: int) -> ProposalVersion:
    """One text of a proposal; NotFound when there is none."""
    found = session.get(ProposalVersion, (proposal_id, version))
    if found is None:
        raise NotFound("proposal.no_such_version")
    return found


def versions(session: Session, proposal_id: int) -> list[ProposalVersion]:
    """All texts of a proposal, oldest first."""
    query = select(ProposalVersion).where(ProposalVersion.proposal_id == proposal_id)
    return list(session.scalars(query.order_by(ProposalVersion.version)))


@dataclass(frozen=True)
class ProposalRow:
    """A proposal with its newest text."""

    proposal: Proposal
    now: ProposalVersion
    area: str
    committee: Committee


def proposal_rows(session: Session, query: Select[Proposal]) -> list[ProposalRow]:
    """Proposals of a select with their newest text, in one read."""
    return _rows_found(session, _joined(query))


_Joined = Select[Proposal, ProposalVersion, str, Committee]


def _joined(query: Select[Proposal]) -> _Joined:
    return (
        query.add_columns(ProposalVersion, Area.name, Committee)
        .join(
            ProposalVersion,
            (ProposalVersion.proposal_id == Proposal.id)
            & (ProposalVersion.version == Proposal.version),
        )
        .join(Committee, Committee.id == Proposal.committee_id)
        .outerjoin(Area, Area.id == ProposalVersion.area_id)
    )


def _rows_found(session: Session, asked: _Joined) -> list[ProposalRow]:
    return [
        ProposalRow(proposal=proposal, now=text, area=area or "", committee=committee)
        for proposal, text, area, committee in session.execute(asked)
    ]


@dataclass(frozen=True)
class ProposalPage(Page[ProposalRow]):
    """One page of the fitting proposals of a round, and how many it has in all."""

    all: int


def proposals_page(
    session: Session,
    round_id: int,
    *,
    committee: str = "",
    state: str = "",
    numbers: Collection[int] | None = None,
    page: int,
    newest: int | None = None,
) -> ProposalPage:
    """The page numbered `page` (from 1) of proposals by number.

    Args:
        committee: slug; empty for all.
        state: a `ProposalState`; empty for all.
        numbers: only these, whatever their state; None for all.
        newest: so many of those made last instead of a page.
    """
    cells = cells_of(session, PROPOSALS, round_id)
    all_ = sum(cells.values())
    if committee:
        own = select(Committee.id).where(
            Committee.round_id == round_id, Committee.slug == committee
        )
        own_id = session.scalar(own)
        cells = that(cells, lambda _state, whose: whose == own_id)
    size = newest or PAGE
    if numbers is not None:
        chosen = select(Proposal).where(Proposal.round_id == round_id, Proposal.number.in_(numbers))
        if committee:
            chosen = chosen.where(Proposal.committee_id.in_(own))
        ordered = chosen.order_by(Proposal.number.desc() if newest else Proposal.number)
        cut = page_from(session, ordered, partial(proposal_rows, session), wanted=page, size=size)
        return ProposalPage(**vars(cut), all=all_)
    if state:
        cells = that(cells, lambda each, _whose: each == state)
    kept = Kept(PROPOSALS, round_id, falling=newest is not None)

    def read(offset: int) -> list[ProposalRow]:
        ids = kept.ids(session, cells, offset=offset, size=size)
        return _rows_found(session, _of_ids(ids, newest is not None))

    cut = page_counted(sum(cells.values()), read, wanted=page, size=size)
    return ProposalPage(**vars(cut), all=all_)


@lru_cache(maxsize=64)
def _of_ids(ids: Select[int], falling: bool) -> _Joined:
    order = Proposal.number.desc() if falling else Proposal.number
    return _joined(select(Proposal).where(Proposal.id.in_(ids)).order_by(order))


def proposal_row(session: Session, proposal: Proposal) -> ProposalRow:
    """One proposal with its newest text."""
    return proposal_rows(session, select(Proposal).where(Proposal.id == proposal.id))[0]
