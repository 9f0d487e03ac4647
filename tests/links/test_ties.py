"""Ties between things of different slices. Source: docs/rules/thread.md section 2."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.links.kinds import LinkKind
from pbplatform.links.models import Link
from pbplatform.links.queries import links_of
from pbplatform.links.services import tie, untie

NOW = datetime(2027, 3, 10, 10, tzinfo=UTC)
POINT, IDEA, LATER = "forums/town/points/3", "rounds/fund/ideas/5", "rounds/next/ideas/1"


def _ties(session: Session, path: str) -> list[tuple[str, str, str]]:
    return [(each.from_path, each.kind, each.to_path) for each in links_of(session, [path])]


def test_a_tie_is_found_from_both_ends_and_said_once(session: Session) -> None:
    tie(session, POINT, LinkKind.POINT_IDEA, IDEA, now=NOW)
    tie(session, POINT, LinkKind.POINT_IDEA, IDEA, now=NOW + timedelta(days=1))
    tie(session, IDEA, LinkKind.NEXT_YEAR, LATER, now=NOW + timedelta(days=2))
    first, second = (POINT, "point-idea", IDEA), (IDEA, "next-year", LATER)
    assert _ties(session, POINT) == [first]
    assert _ties(session, IDEA) == [first, second]
    assert _ties(session, LATER) == [second]
    assert links_of(session, []) == []


def test_a_tie_by_mistake_is_taken_back(session: Session) -> None:
    tie(session, POINT, LinkKind.POINT_IDEA, IDEA, now=NOW)
    untie(session, POINT, LinkKind.POINT_IDEA, IDEA)
    untie(session, POINT, LinkKind.POINT_IDEA, IDEA)
    assert _ties(session, IDEA) == []


def test_names_of_the_past_are_passed_over(session: Session) -> None:
    session.add(Link(from_path=IDEA, kind="became", to_path=LATER, made_at=NOW))
    session.flush()
    assert _ties(session, IDEA) == []
