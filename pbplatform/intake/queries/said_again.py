"""What says again what was said before: offered, never decided. Source: docs/rules/intake.md 5."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from pbplatform.core.text_stems import most_alike, stems_of
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.domain.table import IDEA, row_ref
from pbplatform.intake.models import SlipRow
from pbplatform.points.models import Point
from pbplatform.points.queries.points import is_public_point
from pbplatform.points.queries.similar import titles_of_points
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import PUBLIC_STATES
from pbplatform.proposals.models import Idea
from pbplatform.proposals.queries import titles_of_ideas
from pbplatform.rounds.models import Round

MOST = 3  # offered of each kind


@dataclass(frozen=True)
class Like:
    """Something that a slip may say again.

    Attributes:
        ref: `row:<n>`, or the path of an idea or point.
        kind: `slip`, `idea` or `point`.
        number: of the slip, idea or point; None for a slip without one yet.
    """

    ref: str
    kind: str
    number: int | None
    title: str


def public_paths(session: Session, paths: Collection[str]) -> set[str]:
    """Those of these paths that are a public idea or point; one statement for each kind."""
    ideas = _numbered(paths, r"rounds/([^/]+)/ideas/(\d+)")
    points = _numbered(paths, r"forums/([^/]+)/points/(\d+)")
    found = set()
    if ideas:
        asked = select(Round.slug, Idea.number).join(Round, Round.id == Idea.round_id)
        asked = asked.where(
            tuple_(Round.slug, Idea.number).in_(ideas), Idea.state.in_(PUBLIC_STATES)
        )
        found |= {idea_path(slug, number) for slug, number in session.execute(asked)}
    if points:
        asked = select(ForumSeries.slug, Point.number)
        asked = asked.join(ForumSeries, ForumSeries.id == Point.forum_id)
        asked = asked.where(tuple_(ForumSeries.slug, Point.number).in_(points), is_public_point())
        found |= {f"forums/{slug}/points/{number}" for slug, number in session.execute(asked)}
    return found


def _numbered(paths: Iterable[str], pattern: str) -> list[tuple[str, int]]:
    named = (re.fullmatch(pattern, path) for path in paths)
    return [(each[1], int(each[2])) for each in named if each]


def likes(
    session: Session,
    forum: ForumSeries,
    rows: Sequence[SlipRow],
    rounds: Sequence[Round],
    *,
    of: Sequence[SlipRow],
) -> Mapping[int, list[Like]]:
    """What each row of `of` is like, by its number: other rows, ideas, points; two reads at most.

    A row that says something again already is like nothing more.
    """
    asked = [row for row in of if row.title and not row.same]
    if not asked:
        return {}
    slugs = {each.id: each.slug for each in rounds}
    known = [
        Like(idea_path(slugs[round_id], number), "idea", number, title)
        for round_id, number, title in (titles_of_ideas(session, slugs) if slugs else ())
    ]
    known += [
        Like(f"{forum.path}/points/{number}", "point", number, title)
        for number, title in titles_of_points(session, forum.id)
    ]
    here = [
        Like(row_ref(row.n), "slip", row.slip, row.title)
        for row in rows
        if row.published_at is None and row.title and not row.same
    ]
    stems = {each: stems_of(each.title) for each in (*known, *here)}
    by_word: dict[str, list[Like]] = {}
    for each, words in stems.items():
        for word in words:
            by_word.setdefault(word, []).append(each)
    found = {row.n: list(_alike(row, stems, by_word)) for row in asked}
    return {n: each for n, each in found.items() if each}


def _alike(
    row: SlipRow, stems: Mapping[Like, Set[str]], by_word: Mapping[str, Sequence[Like]]
) -> Iterator[Like]:
    """Other rows first, then what is public already of the same kind."""
    wanted = stems_of(row.title)
    near = {each for word in wanted for each in by_word.get(word, ())}
    public = "idea" if row.goes.startswith(IDEA) else "point"
    for kind in ("slip", public):
        yield from most_alike(
            wanted,
            [each for each in near if each.kind == kind and each.ref != row_ref(row.n)],
            words_of=stems.__getitem__,
            then=lambda each: (each.number or 0, each.ref),
            most=MOST,
            close=True,
        )


def slips_that_say(session: Session, path: str) -> list[tuple[Meeting, ForumSeries, int]]:
    """At which meetings it was said again, and on how many slips; the first meeting first."""
    counted = (
        select(SlipRow.meeting_id, func.count().label("slips"))
        .where(SlipRow.path == path, SlipRow.again, SlipRow.published_at.is_not(None))
        .group_by(SlipRow.meeting_id)
        .subquery()
    )
    query = (
        select(Meeting, ForumSeries, counted.c.slips)
        .join(counted, counted.c.meeting_id == Meeting.id)
        .join(ForumSeries, ForumSeries.id == Meeting.forum_id)
        .order_by(Meeting.starts_at)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]
