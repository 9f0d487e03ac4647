"""Ideas as texts that can be reported, hidden and restored.

Source: docs/rules/moderation.md section 3.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from re import Match
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.people import person_path
from pbplatform.core.texts import FoundText, TextField, leads_to
from pbplatform.core.whole import whole_or_none
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import NameShown
from pbplatform.proposals.models import Idea
from pbplatform.rounds.models import Round

# Public parts in the order of the page; some columns take so many letters.
_COLUMNS: Mapping[str, int | None] = {
    "title": LETTERS["title"],
    "text": None,
    "spot": LETTERS["spot"],
    "who_benefits": LETTERS["who_benefits"],
    "photo_alt": LETTERS["photo_alt"],
    "credit": LETTERS["credit"],
    "not_taken_words": None,
}
_GOES_WITH = {"photo_alt": "photo"}


def find_idea(session: Session, named: Match[str]) -> FoundText | None:
    """The idea of a path, public or not."""
    round_slug, number = named[1], whole_or_none(named[2])
    found = session.execute(
        select(Idea, Round)
        .join(Round, Round.id == Idea.round_id)
        .where(Round.slug == round_slug, Idea.number == number)
    ).first()
    if found is None:
        return None
    idea, round_ = found
    parts = [TextField(name, getattr(idea, name), longest=most) for name, most in _COLUMNS.items()]
    people = (idea.relations or {}).get("people", "")
    photo = idea.photo.hex() if idea.photo else ""
    parts += [TextField("people", people), TextField("photo", photo, is_file=True)]
    path = idea_path(round_.slug, idea.number)
    return FoundText(
        path=path,
        number=str(idea.number),
        fields=tuple(parts),
        authors=frozenset({idea.author_id} if idea.author_id else ()),
        url=f"/{path}",
        scope=round_.scope,
        is_public=round_.published_at is not None and idea.is_public,
    )


def find_idea_author(session: Session, named: Match[str]) -> FoundText | None:
    """The name beside an idea, where one is shown."""
    found = find_idea(session, named)
    idea = session.scalar(
        select(Idea)
        .join(Round, Round.id == Idea.round_id)
        .where(Round.slug == named[1], Idea.number == whole_or_none(named[2]))
    )
    if found is None or idea is None or idea.author_id is None:
        return None
    shown = found.is_public and idea.name_shown != NameShown.NONE
    return leads_to(person_path(idea.author_id), is_public=shown)


def write_idea(session: Session, named: Match[str], part: TextField) -> None:
    """Write one part of an idea; what searches look at follows by itself.

    Whoever takes words away has read them. Source: docs/rules/proposals.md section 2.8.
    """
    idea = session.scalars(
        select(Idea)
        .join(Round, Round.id == Idea.round_id)
        .where(Round.slug == named[1], Idea.number == int(named[2]))
        .with_for_update(of=Idea)
    ).one()
    if part.name == "photo":
        idea.photo = bytes.fromhex(part.words) if part.words else None
    elif part.name == "people":
        relations: dict[str, Any] = dict(idea.relations or {})
        idea.relations = {**relations, "people": part.words}
    else:
        setattr(idea, part.name, part.words)
    idea.unread_since = None
    session.flush()


def forget_salt(session: Session, named: Match[str]) -> None:
    """Erased words can no longer be tried against the hash in the log."""
    idea = session.scalar(
        select(Idea)
        .join(Round, Round.id == Idea.round_id)
        .where(Round.slug == named[1], Idea.number == whole_or_none(named[2]))
    )
    if idea is not None:
        idea.text_salt = secrets.token_bytes(32)
        session.flush()


def write_nothing(_session: Session, _named: Match[str], part: TextField) -> None:
    """A path that leads elsewhere has no parts of its own.

    Raises:
        KeyError: always.
    """
    raise KeyError(part.name)
