"""An idea with what lists say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, func, literal, select
from sqlalchemy.orm import Session, aliased

from pbplatform.accounts.models import Account
from pbplatform.core.kept_lists import KeptRow
from pbplatform.places.models import Area
from pbplatform.proposals.domain.kept import BY_SUPPORT, SUPPORT_BITS
from pbplatform.proposals.kinds import NameShown
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal
from pbplatform.rounds.models import Committee


def byline(name: str | None, shown: str, area: str) -> str:
    """How an author stands beside an idea: `Nadia, North`, `Nadia Rahman`, or nothing."""
    if not name or shown == NameShown.NONE:
        return ""
    if shown == NameShown.FULL:
        return name
    return ", ".join(part for part in (name.split()[0], area) if part)


@dataclass(frozen=True)
class IdeaRow:
    """An idea with what lists say of it."""

    idea: Idea
    area: str
    byline: str
    supporters: int
    committee: str
    claimer: str
    proposal: int | None


def supporter_count() -> ColumnElement[int]:
    """How many people support an idea, for queries of `Idea`."""
    return (
        select(func.count())
        .select_from(IdeaSupport)
        .where(IdeaSupport.idea_id == Idea.id)
        .correlate(Idea)
        .scalar_subquery()
    )


def kept_supporters() -> ColumnElement[int]:
    """The same as it is kept since the last commit: the supporters are not read."""
    place = (
        select(KeptRow.place)
        .where(KeptRow.list == BY_SUPPORT, KeptRow.row_id == Idea.id)
        .correlate(Idea)
        .scalar_subquery()
    )
    # PostgreSQL shifts a long number by a short one only.
    bits = literal(SUPPORT_BITS, Integer())
    return func.coalesce(place, 0).op(">>", return_type=BigInteger())(bits)


_CLAIMER = aliased(Account)


def joined(
    query: Select[Idea], supporters: ColumnElement[int]
) -> Select[Idea, str, str, int, str, int, str]:
    """Ideas of a select with what lists say of them, as a query."""
    return (
        query.add_columns(
            *(Area.name, Account.name, supporters, Committee.name, Proposal.number),
            _CLAIMER.name,
        )
        .outerjoin(Area, Area.id == Idea.area_id)
        .outerjoin(Account, Account.id == Idea.author_id)
        .outerjoin(Committee, Committee.id == Idea.committee_id)
        .outerjoin(Proposal, Proposal.id == Idea.proposal_id)
        .outerjoin(_CLAIMER, _CLAIMER.id == Idea.claimed_by)
    )


def idea_rows(
    session: Session, query: Select[Idea], *, supporters: ColumnElement[int] | None = None
) -> list[IdeaRow]:
    """Ideas of a select with area, author, supporters, committee: one read, however many.

    Args:
        supporters: how they are found, where not by counting them.
    """
    if supporters is None:
        supporters = supporter_count()
    return rows_found(session, joined(query, supporters))


def rows_found(
    session: Session,
    asked: Select[Idea, str, str, int, str, int, str],
    values: Mapping[str, Any] | None = None,
) -> list[IdeaRow]:
    """The same, of a query that was put together before."""
    rows = session.execute(asked, values)
    return [
        IdeaRow(
            idea=idea,
            area=area or "",
            byline=byline(idea.credit or author, idea.name_shown, area or ""),
            supporters=supported_by,
            committee=committee or "",
            claimer=claimer or "",
            proposal=number,
        )
        for idea, area, author, supported_by, committee, number, claimer in rows
    ]


def idea_row(session: Session, idea: Idea) -> IdeaRow:
    """One idea with what lists say of it."""
    return idea_rows(session, select(Idea).where(Idea.id == idea.id))[0]
