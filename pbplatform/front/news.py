"""What changed lately, as the first page tells it. Source: docs/rules/rounds.md section 17."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from pbplatform.core.facts import NewsFact, kinds_in
from pbplatform.forums.models import ForumSeries
from pbplatform.moderation.domain.striking import belongs
from pbplatform.moderation.kinds import IN_FORCE, Outcome
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
    query = select(NewsFact).where(NewsFact.kind.in_(kinds))
    newest: dict[str, NewsFact] = {}
    for fact in session.scalars(query.order_by(NewsFact.at.desc()).limit(_LOOKED_AT)):
        newest.setdefault(fact.about, fact)
    open_to_all = public_of(session, newest)
    return [
        NewsLine(fact.at, kinds[fact.kind].line(fact.facts), f"/{about}")
        for about, fact in newest.items()
        if about in open_to_all and has_page(f"/{about}")
    ][:LINES]


def public_of(session: Session, paths: Collection[str]) -> set[str]:
    """Those of these things that everybody may read, and of which no words had to go; one read."""
    if not paths:
        return set()
    gone = select(literal("gone"), TextDecision.path, literal(0)).where(
        TextDecision.outcome != Outcome.LEFT, TextDecision.standing.in_(IN_FORCE)
    )
    asked = [gone]
    if numbers := _numbers(_IDEA, paths):
        ideas = select(literal("idea"), Round.slug, Idea.number)
        ideas = ideas.join(Round, Round.id == Idea.round_id)
        ideas = ideas.where(Round.slug.in_(_slugs(_IDEA, paths)), Idea.number.in_(numbers))
        asked.append(ideas.where(Idea.state.in_(PUBLIC_STATES)))
    if numbers := _numbers(_POINT, paths):
        points = select(literal("point"), ForumSeries.slug, Point.number)
        points = points.join(ForumSeries, ForumSeries.id == Point.forum_id)
        points = points.where(ForumSeries.slug.in_(_slugs(_POINT, paths)))
        asked.append(points.where(Point.number.in_(numbers), is_public_point()))
    found = {(row[0], row[1], row[2]) for row in session.execute(union_all(*asked))}
    struck = [path for what, path, _n in found if what == "gone"]
    return {path for path in paths if _is_open(path, found) and not _touched(path, struck)}


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
