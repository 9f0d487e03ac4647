"""The list of the ideas of a round: narrowed, ordered, a page at a time.

Source: docs/rules/proposals.md section 9.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import Session

from pbplatform.core.kept_lists import Kept, cells_of
from pbplatform.core.paging import Page, count_of, page_counted, page_from
from pbplatform.places.models import Area
from pbplatform.places.queries import areas
from pbplatform.proposals.domain.kept import (
    BY_SUPPORT,
    IDEAS,
    SUPPORT_SHIFTS,
    can_be_supported,
    that,
)
from pbplatform.proposals.kinds import PUBLIC_STATES, SUPPORTABLE_STATES, WAITING_STATES
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.proposals.queries.of_hour import PRIME, drawn_by, numbers_of_hour
from pbplatform.proposals.queries.rows import (
    IdeaRow,
    idea_rows,
    joined,
    kept_supporters,
    rows_found,
    supporter_count,
)
from pbplatform.proposals.queries.searching import NO_AREA, IdeaFilter, Sort, with_words

PAGE = 20


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

    States and areas are counted when ideas change; words and outcomes are looked for in all ideas
    of the round.

    Args:
        size: how many stand on a page.
        seed: shuffles the list where that is asked for; another one every hour.
        proposals: numbers; only the ideas of these proposals. None for all.
    """
    cells = cells_of(session, IDEAS, round_id)
    if wanted.words.strip() or proposals is not None:
        cut, without_area = _found(session, round_id, wanted, proposals, seed, page, size)
    else:
        everywhere = _of_states(cells, wanted)
        nowhere = sum(that(everywhere, lambda _state, area: area == 0).values())
        without_area = nowhere if wanted.area and wanted.area != NO_AREA else 0
        here = _cells_of_area(session, everywhere, wanted.area)
        cut = _kept_page(session, round_id, wanted.sort, here, seed, page, size)
    return IdeaPage(
        **vars(cut),
        all_public=_number_of(cells, PUBLIC_STATES),
        being_checked=_number_of(cells, WAITING_STATES),
        without_area=without_area,
    )


def _number_of(cells: Mapping[str, int], states: Collection[str]) -> int:
    return sum(that(cells, lambda state, _area: state in states).values())


def _of_states(cells: Mapping[str, int], wanted: IdeaFilter) -> dict[str, int]:
    states = (wanted.status,) if wanted.status in PUBLIC_STATES else PUBLIC_STATES
    return that(cells, lambda state, _area: state in states)


def _cells_of_area(session: Session, cells: dict[str, int], slug: str) -> dict[str, int]:
    if not slug:
        return cells
    known = {each.slug: each.id for each in areas(session)} | {NO_AREA: 0}
    return that(cells, lambda _state, area: slug in known and area == known[slug])


def _kept_page(
    session: Session,
    round_id: int,
    sort: str,
    cells: dict[str, int],
    seed: str,
    page: int,
    size: int,
) -> Page[IdeaRow]:
    """A page of these cells, found by what is kept: no other idea is read."""

    def read(offset: int) -> list[IdeaRow]:
        if sort == Sort.HOUR:
            numbers = numbers_of_hour(session, round_id, cells, seed=seed, offset=offset, size=size)
            where = (Idea.round_id == round_id) & Idea.number.in_(numbers)
            rows = idea_rows(session, select(Idea).where(where), supporters=kept_supporters())
            place = {number: at for at, number in enumerate(numbers)}
        else:
            ids = _in_order(session, round_id, sort, cells, offset, size)
            rows, place = rows_found(session, _of_ids(*ids)), {}
        return sorted(rows, key=partial(_key, sort, place))

    return page_counted(sum(cells.values()), read, wanted=page, size=size)


def _in_order(
    session: Session, round_id: int, sort: str, cells: dict[str, int], offset: int, size: int
) -> list[Select[int]]:
    """Queries of the ids of ideas that stand on a page."""
    if sort == Sort.NEWEST:
        newest = Kept(IDEAS, round_id, falling=True)
        return [newest.ids(session, cells, offset=offset, size=size)]
    supported = Kept(BY_SUPPORT, round_id, SUPPORT_SHIFTS, falling=sort == Sort.SUPPORTED)
    groups = [cells]
    if sort == Sort.NEEDS:
        open_ = {cell: number for cell, number in cells.items() if can_be_supported(cell)}
        groups = [open_, {cell: n for cell, n in cells.items() if cell not in open_}]
    found: list[Select[int]] = []
    for group in groups:
        number = sum(group.values())
        if offset < number and size:
            found.append(supported.ids(session, group, offset=offset, size=size))
            size -= min(size, number - offset)
        offset = max(0, offset - number)
    return found


@lru_cache(maxsize=128)
def _of_ids(*ids: Select[int]) -> Select[Idea, str, str, int, str, int, str]:
    """Ideas of these ids with what lists say of them; built once for each page."""
    where = or_(false(), *(Idea.id.in_(each) for each in ids))
    return joined(select(Idea).where(where), kept_supporters())


def _key(sort: str, place: Mapping[int, int], row: IdeaRow) -> tuple[int, ...]:
    """The same order as `_order`, for the rows of one page."""
    number = row.idea.number
    if sort == Sort.HOUR:
        return (place[number],)
    if sort == Sort.SUPPORTED:
        return (-row.supporters, -number)
    if sort == Sort.NEEDS:
        return (row.idea.state not in SUPPORTABLE_STATES, row.supporters, number)
    return (-number,)


def _found(
    session: Session,
    round_id: int,
    wanted: IdeaFilter,
    proposals: Collection[int] | None,
    seed: str,
    page: int,
    size: int,
) -> tuple[Page[IdeaRow], int]:
    """A page of what words or an outcome find, and how many of these name no area."""
    everywhere = _wherever(session, round_id, wanted, proposals)
    without_area = 0
    if wanted.area and wanted.area != NO_AREA:
        without_area = count_of(session, everywhere.where(Idea.area_id.is_(None)))
    ordered = _of_area(everywhere, wanted.area).order_by(*_order(wanted.sort, seed))
    read = partial(idea_rows, session)
    return page_from(session, ordered, read, wanted=page, size=size), without_area


def newest_ideas(
    session: Session,
    round_id: int,
    wanted: IdeaFilter,
    *,
    most: int,
    proposals: Collection[int] | None = None,
) -> list[IdeaRow]:
    """The newest of the ideas that `ideas_page` shows, whatever order is asked for."""
    if not wanted.words.strip() and proposals is None:
        cells = _cells_of_area(
            session, _of_states(cells_of(session, IDEAS, round_id), wanted), wanted.area
        )
        return list(_kept_page(session, round_id, Sort.NEWEST, cells, "", 1, most).rows)
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
        factor, shift = drawn_by(seed)
        return ((Idea.number % PRIME * factor + shift) % PRIME, Idea.number)
    return (Idea.number.desc(),)
