"""The list of the ideas of a round: narrowed, ordered, a page at a time.

Source: docs/rules/proposals.md section 9.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pbplatform.core.paging import Page, count_of, page_from
from pbplatform.places.models import Area
from pbplatform.places.queries import areas
from pbplatform.proposals.kinds import PUBLIC_STATES, SUPPORTABLE_STATES, WAITING_STATES
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.proposals.queries.rows import IdeaRow, idea_rows, supporter_count
from pbplatform.proposals.queries.searching import NO_AREA, IdeaFilter, Sort, with_words

PAGE = 20
_PRIME = 10_007  # numbers times a factor below it stay within 32 bits


@dataclass(frozen=True)
class IdeaPage(Page[IdeaRow]):
    """One page of the fitting ideas among a round's published ones, and how many there are."""

    all_public: int
    being_checked: int
    without_area: int = 0  # as fitting, but not of any area, while one is asked for


def ideas_page(
    session: Session,
    round_id: int,
    wanted: IdeaFilter,
    *,
    page: int,
    proposals: Collection[int] | None = None,
    seed: str = "",
    size: int = PAGE,
) -> IdeaPage:
    """The page numbered `page` (from 1) of public ideas, in the order that is asked for.

    Args:
        size: how many stand on a page.
        seed: shuffles the list where that is asked for; another one every hour.
        proposals: numbers; only the ideas of these proposals. None for all.
    """
    tallied = session.execute(
        select(Idea.state, func.count()).where(Idea.round_id == round_id).group_by(Idea.state)
    )
    by_state: dict[str, int] = dict(tallied.all())
    everywhere = _wherever(session, round_id, wanted, proposals)
    without_area = 0
    if wanted.area and wanted.area != NO_AREA:
        without_area = count_of(session, everywhere.where(Idea.area_id.is_(None)))
    public = _of_area(everywhere, wanted.area)
    ordered = public.order_by(*_order(wanted.sort, seed))
    cut = page_from(session, ordered, partial(idea_rows, session), wanted=page, size=size)
    return IdeaPage(
        **vars(cut),
        all_public=sum(by_state.get(state, 0) for state in PUBLIC_STATES),
        being_checked=sum(by_state.get(state, 0) for state in WAITING_STATES),
        without_area=without_area,
    )


def newest_ideas(
    session: Session,
    round_id: int,
    wanted: IdeaFilter,
    *,
    most: int,
    proposals: Collection[int] | None = None,
) -> list[IdeaRow]:
    """The newest of the ideas that `ideas_page` shows, whatever order is asked for."""
    public = _of_area(_wherever(session, round_id, wanted, proposals), wanted.area)
    return idea_rows(session, public.order_by(*_order(Sort.NEWEST, "")).limit(most))


def _wherever(
    session: Session, round_id: int, wanted: IdeaFilter, proposals: Collection[int] | None
) -> Select[Idea]:
    """Public ideas that fit, of any area."""
    public = select(Idea).where(Idea.round_id == round_id, Idea.state.in_(PUBLIC_STATES))
    if wanted.status in PUBLIC_STATES:
        public = public.where(Idea.state == wanted.status)
    if proposals is not None:
        these = Proposal.round_id == round_id, Proposal.number.in_(proposals)
        public = public.where(Idea.proposal_id.in_(select(Proposal.id).where(*these)))
    return with_words(public, wanted.words, areas(session)) if wanted.words.strip() else public


def _of_area(public: Select[Idea], area: str) -> Select[Idea]:
    if area == NO_AREA:
        return public.where(Idea.area_id.is_(None))
    if area:
        known = select(Area.id).where(Area.slug == area).scalar_subquery()
        return public.where(Idea.area_id == known)
    return public


def _order(sort: str, seed: str) -> tuple[Any, ...]:
    """What the list is ordered by; equals by number, so that no idea stands on two pages."""
    if sort == Sort.SUPPORTED:
        return (supporter_count().desc(), Idea.number.desc())
    if sort == Sort.NEEDS:
        cannot = Idea.state.not_in(SUPPORTABLE_STATES)
        return (cannot, supporter_count(), Idea.number)
    if sort == Sort.HOUR:
        drawn = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")
        factor, shift = 1 + drawn % (_PRIME - 1), drawn // _PRIME % _PRIME
        return ((Idea.number % _PRIME * factor + shift) % _PRIME, Idea.number)
    return (Idea.number.desc(),)
