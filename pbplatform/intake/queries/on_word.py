"""Reads of what staff wrote down later on the word of whoever said a thing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Fact
from pbplatform.intake.kinds import ThingKind
from pbplatform.intake.models import OnWord, Written
from pbplatform.points.models import Point
from pbplatform.proposals.models import Idea


def thing_of(session: Session, written: Written) -> Idea | Point:
    """The idea or the point that was written down."""
    if written.kind == ThingKind.IDEA:
        return session.get_one(Idea, written.thing_id)
    return session.get_one(Point, written.thing_id)


def words_of(session: Session, written: Written) -> str:
    """What the person said, as it stands now."""
    thing = thing_of(session, written)
    return thing.text if isinstance(thing, Idea) else thing.verbatim


def name_of(session: Session, written: Written) -> str:
    """The name beside it; empty for none."""
    thing = thing_of(session, written)
    return thing.credit if isinstance(thing, Idea) else thing.raised_as


def language_of(session: Session, written: Written) -> str:
    """In which language the person is told."""
    thing = thing_of(session, written)
    return thing.language if isinstance(thing, Idea) else "en"


def facts_of(session: Session, written: Written) -> dict[str, Fact]:
    """What is read out before a thing is taken back."""
    thing = thing_of(session, written)
    return {
        "title": thing.title,
        "words": words_of(session, written),
        "state": thing.state,
    }


def later_words(session: Session, path: str) -> list[OnWord]:
    """What was written down later of a thing, the oldest first."""
    query = select(OnWord).where(OnWord.path == path).order_by(OnWord.n)
    return list(session.scalars(query))
