"""What changed lately, as the first page tells it. Source: docs/rules/rounds.md section 17."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import CompoundSelect, Row, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from pbplatform.core.facts import NewsFact, kinds_in
from pbplatform.forums.models import ForumSeries
from pbplatform.moderation.domain.striking import belongs
from pbplatform.moderation.kinds import IN_FORCE, WENT
from pbplatform.moderation.models import TextDecision
from pbplatform.points.models import Point
from pbplatform.points.queries.points import is_public_point
from pbplatform.proposals.kinds import PUBLIC_STATES
from pbplatform.proposals.models import Idea
from pbplatform.rounds.models import Round
from pbplatform.web.navigation import has_page
from pbplatform.web.slices import all_slices

LINES = 6
_LOOKED_AT = 40  # facts of which the newest of each thing are told
_IDEA = re.compile(r"rounds/([^/]+)/ideas/(\d+)")
_POINT = re.compile(r"forums/([^/]+)/points/(\d+)")


@dataclass(frozen=True)
class NewsLine:
    """One fact: its day, its sentence in the reader's language, and the page of the thing."""

    at: datetime
    text: str
    url: str


def latest_news(session: Session) -> list[NewsLine]:
    """The newest facts that everybody may know, the newest first, each thing once; two reads."""
    kinds = kinds_in(each.facts for each in all_slices())
    newest: dict[str, Row[datetime, str, str, dict[str, Any]]] = {}
    for fact in session.execute(_NEWEST):
        if fact.kind in kinds:  # what no slice tells any more has no words
            newest.setdefault(fact.about, fact)
    open_to_all = public_of(session, newest)
    shown = (
        NewsLine(fact.at, kinds[fact.kind].line(fact.facts), f"/{about}")
        for about, fact in newest.items()
        if about in open_to_all and has_page(f"/{about}")
    )
    return list(islice(shown, LINES))


_NEWEST = (
    select(NewsFact.at, NewsFact.kind, NewsFact.about, NewsFact.facts)
    .order_by(NewsFact.at.desc())
    .limit(_LOOKED_AT)
)


def public_of(session: Session, paths: Collection[str]) -> set[str]:
    """Those of these things that everybody may read, and of which no words had to go; one read."""
    if not paths:
        return set()
    ideas, points = sorted(_numbers(_IDEA, paths)), sorted(_numbers(_POINT, paths))
    asked: dict[str, Any] = {}
    if ideas:
        asked |= {"ideas": ideas, "rounds": sorted(_slugs(_IDEA, paths))}
    if points:
        asked |= {"points": points, "forums": sorted(_slugs(_POINT, paths))}
    rows = session.execute(_public(bool(ideas), bool(points)), asked)
    found = {(row[0], row[1], row[2]) for row in rows}
    struck = [path for what, path, _n in found if what == "gone"]
    return {path for path in paths if _is_open(path, found) and not _touched(path, struck)}


@cache
def _public(ideas: bool, points: bool) -> CompoundSelect[str, str, int]:
    """What is gone, and which ideas and points of some numbers everybody may read."""
    gone = select(literal("gone"), TextDecision.path, literal(0)).where(
        TextDecision.outcome.in_(WENT), TextDecision.standing.in_(IN_FORCE)
    )
    asked = [gone]
    if ideas:
        found = select(literal("idea"), Round.slug, Idea.number)
        found = found.join(Round, Round.id == Idea.round_id)
        # Together with nothing the index of states does not fit: ideas are found by number.
        asked.append(
            found.where(
                Round.slug.in_(bindparam("rounds", expanding=True)),
                Idea.number.in_(bindparam("ideas", expanding=True)),
                Idea.state.concat("").in_(PUBLIC_STATES),
            )
        )
    if points:
        found = select(literal("point"), ForumSeries.slug, Point.number)
        found = found.join(ForumSeries, ForumSeries.id == Point.forum_id)
        asked.append(
            found.where(
                ForumSeries.slug.in_(bindparam("forums", expanding=True)),
                Point.number.in_(bindparam("points", expanding=True)),
                is_public_point(),
            )
        )
    return union_all(*asked)


def _numbers(like: re.Pattern[str], paths: Iterable[str]) -> set[int]:
    return {int(named[2]) for path in paths if (named := like.match(path))}


def _slugs(like: re.Pattern[str], paths: Iterable[str]) -> set[str]:
    return {named[1] for path in paths if (named := like.match(path))}


def _is_open(path: str, found: Collection[tuple[str, str, int]]) -> bool:
    for what, like in (("idea", _IDEA), ("point", _POINT)):
        if named := like.match(path):
            return (what, named[1], int(named[2])) in found
    return True


def _touched(path: str, struck: Sequence[str]) -> bool:
    return any(belongs(each, path) for each in struck)
