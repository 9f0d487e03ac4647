"""Changed decisions with the thing, the team and the versions of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, select, true
from sqlalchemy.orm import Session, aliased

from pbplatform.changes.domain.kept import CHANGES, is_of, year_in
from pbplatform.changes.kinds import VersionState
from pbplatform.changes.models import ChangedDecision, ChangeVersion
from pbplatform.changes.queries.things import Thing, key_of, things_named
from pbplatform.core.errors import NotFound
from pbplatform.core.kept_lists import Kept, cells_of
from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Team
from pbplatform.promises.domain.kept import DAY_SHIFTS
from pbplatform.rounds.models import Round


@dataclass(frozen=True)
class Filter:
    """Of what is asked: one year, one round or one forum; None for all."""

    year: int | None = None
    round_id: int | None = None
    forum_id: int | None = None

    def holds(self, day: date) -> bool:
        """Whether a day lies in the year that is asked for."""
        return self.year is None or day.year == self.year


@dataclass(frozen=True)
class ChangeView:
    """One changed decision as pages show it.

    Attributes:
        thing: because of what; None when it is not public any more.
        scope: of the round or forum of the thing.
        versions: all of them, the newest first.
    """

    change: ChangedDecision
    team: Team
    scope: str
    holder: str
    holder_name: str
    thing: Thing | None
    versions: tuple[ChangeVersion, ...]

    @property
    def confirmed(self) -> tuple[ChangeVersion, ...]:
        """Versions that two people answer for, the newest first; the first of them holds."""
        return tuple(each for each in self.versions if each.state == VersionState.CONFIRMED)

    @property
    def holds(self) -> ChangeVersion | None:
        """What holds; None until a second person confirmed something."""
        return next(iter(self.confirmed), None)

    @property
    def is_public(self) -> bool:
        return self.holds is not None

    @property
    def counts(self) -> bool:
        """Whether it stands on the page of what changed."""
        return self.is_public and self.change.taken_back_at is None

    @property
    def newest(self) -> ChangeVersion:
        return self.versions[0]

    def waiting(self, now: datetime) -> ChangeVersion | None:
        """What waits for a second person at `now`."""
        return next((each for each in self.versions if each.waits(now)), None)


_ALL = (
    select(ChangedDecision, Team, ForumSeries, Round)
    .join(Team, Team.id == ChangedDecision.team_id)
    .outerjoin(ForumSeries, ForumSeries.id == ChangedDecision.forum_id)
    .outerjoin(Round, Round.id == ChangedDecision.round_id)
    .order_by(ChangedDecision.id)
)


@dataclass(frozen=True)
class _Reads:
    """The statements that read some decisions, and the versions of these."""

    changes: Select[ChangedDecision, Team, ForumSeries, Round]
    versions: Select[ChangeVersion]

    @classmethod
    def of(cls, condition: ColumnElement[bool]) -> _Reads:
        changes = _ALL.where(condition)
        ids = changes.with_only_columns(ChangedDecision.id).order_by(None)
        versions = select(ChangeVersion).where(ChangeVersion.change_id.in_(ids))
        return cls(changes, versions.order_by(ChangeVersion.n.desc()))


# Of the same page it is the same query (`core/kept_lists.py`), so what is asked around it is
# built once.
@lru_cache(maxsize=64)
def _on_page(ids: Select[int]) -> _Reads:
    return _Reads.of(ChangedDecision.id.in_(ids))


@cache
def _waiting(*, of_teams: bool) -> _Reads:
    waits = select(ChangeVersion.change_id).where(ChangeVersion.state == VersionState.WAITING)
    condition: ColumnElement[bool] = ChangedDecision.id.in_(waits)
    if of_teams:
        condition = condition & ChangedDecision.team_id.in_(bindparam("teams", expanding=True))
    return _Reads.of(condition)


def _views(session: Session, condition: ColumnElement[bool]) -> list[ChangeView]:
    return _read(session, _Reads.of(condition))


def _read(
    session: Session, reads: _Reads, asked: Mapping[str, Any] | None = None
) -> list[ChangeView]:
    """Six reads at most, however many."""
    rows = session.execute(reads.changes, asked).all()
    if not rows:
        return []
    versions: dict[int, list[ChangeVersion]] = defaultdict(list)
    for version in session.scalars(reads.versions, asked):
        versions[version.change_id].append(version)
    things = things_named(session, [key_of(change) for change, *_rest in rows])
    found = []
    for change, team, forum, round_ in rows:
        held = forum or round_
        found.append(
            ChangeView(
                change=change,
                team=team,
                scope=held.scope,
                holder=held.path,
                holder_name=held.name,
                thing=things.get(key_of(change)),
                versions=tuple(versions[change.id]),
            )
        )
    return found


def change_view(session: Session, change_id: int) -> ChangeView:
    """One, in any state; NotFound when there is none."""
    found = _views(session, ChangedDecision.id == change_id)
    if not found:
        raise NotFound("page.not_found")
    return found[0]


def cells_of_changes(session: Session) -> dict[str, int]:
    """How many that count are in each cell: of each year, round and forum."""
    return cells_of(session, CHANGES)


def those_of(cells: Mapping[str, int], wanted: Filter) -> dict[str, int]:
    """The cells of what is asked for."""
    return {
        cell: number
        for cell, number in cells.items()
        if wanted.year in (None, year_in(cell))
        and is_of(cell, forum_id=wanted.forum_id, round_id=wanted.round_id)
    }


def changes_on_page(
    session: Session, cells: Mapping[str, int], *, offset: int, size: int
) -> list[ChangeView]:
    """A page of those that count, by the day of their documents, the newest first."""
    kept = Kept(CHANGES, shifts=DAY_SHIFTS, falling=True)
    ids = kept.ids(session, cells, offset=offset, size=size)
    return sorted(_read(session, _on_page(ids)), key=_newest_first)


def changes_told_last(session: Session, wanted: Filter, *, most: int) -> list[ChangeView]:
    """Those that count of which something was confirmed last."""
    later = aliased(ChangeVersion)
    corrected = exists().where(
        later.change_id == ChangeVersion.change_id,
        later.state == VersionState.CONFIRMED,
        later.n > ChangeVersion.n,
    )
    query = (
        select(ChangedDecision.id)
        .join(ChangeVersion, ChangeVersion.change_id == ChangedDecision.id)
        .where(ChangeVersion.state == VersionState.CONFIRMED, ~corrected)
        .where(ChangedDecision.taken_back_at.is_(None), _of(wanted))
        .order_by(ChangeVersion.decided_at.desc(), ChangedDecision.id.desc())
        .limit(most)
    )
    if wanted.year is not None:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        query = query.where(ChangeVersion.day.between(first, last))
    ids = session.scalars(query).all()
    return sorted(_views(session, ChangedDecision.id.in_(ids)), key=_newest_first)


def confirmed_changes(session: Session, wanted: Filter) -> list[ChangeView]:
    """All that count, by the day of their documents, the newest first."""
    asked = _of(wanted)
    found = [
        view
        for view in _views(session, asked)
        if view.counts and view.holds is not None and wanted.holds(view.holds.day)
    ]
    return sorted(found, key=_newest_first)


def _newest_first(view: ChangeView) -> tuple[int, int]:
    return (-(view.holds.day.toordinal() if view.holds else 0), -view.change.id)


def confirmed_of(session: Session, paths: Iterable[str]) -> dict[str, list[ChangeView]]:
    """Those that count, by the path of the thing because of which they were changed."""
    about: dict[str, list[ChangeView]] = defaultdict(list)
    for view in _views(session, ChangedDecision.about.in_(sorted(set(paths)))):
        if view.counts:
            about[view.change.about].append(view)
    return about


def waiting_changes(
    session: Session, *, now: datetime, among: Collection[int] | None = None
) -> list[ChangeView]:
    """Those of which a version waits for a second person, the oldest first."""
    asked = {} if among is None else {"teams": sorted(among)}
    views = _read(session, _waiting(of_teams=among is not None), asked)
    found = [view for view in views if view.waiting(now)]
    return sorted(found, key=lambda view: view.newest.said_at)


def _of(wanted: Filter) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if wanted.round_id is not None:
        condition = ChangedDecision.round_id == wanted.round_id
    if wanted.forum_id is not None:
        condition = ChangedDecision.forum_id == wanted.forum_id
    return condition
