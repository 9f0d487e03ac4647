"""Objections as texts that can be reported, struck and erased. Source: moderation.md section 3."""

from __future__ import annotations

import secrets
from re import Match

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.texts import FoundText, TextField
from pbplatform.core.whole import whole_or_none
from pbplatform.results.models import Objection
from pbplatform.results.services.telling import objection_path
from pbplatform.rounds.models import Round


def objection_at(session: Session, named: Match[str]) -> tuple[Objection, Round] | None:
    """The objection that a path names, and its round."""
    found = session.execute(
        select(Objection, Round)
        .join(Round, Round.id == Objection.round_id)
        .where(Round.slug == named[1], Objection.number == whole_or_none(named[2]))
    ).first()
    return None if found is None else (found[0], found[1])


def find_objection(session: Session, named: Match[str]) -> FoundText | None:
    """The objection of a path with its words."""
    found = objection_at(session, named)
    if found is None:
        return None
    objection, round_ = found
    path = objection_path(round_, objection.number)
    return FoundText(
        path=path,
        number=str(objection.number),
        fields=(TextField("words", objection.words),),
        authors=frozenset({objection.by_id} if objection.by_id else ()),
        url=f"/{path}",
        scope=round_.scope,
        is_public=objection.shown_at is not None,
    )


def write_objection(session: Session, named: Match[str], part: TextField) -> None:
    """Write its words anew."""
    found = objection_at(session, named)
    if found is None:
        raise KeyError(named[0])
    key = (found[0].round_id, found[0].number)
    objection = session.get_one(Objection, key, with_for_update=True, populate_existing=True)
    objection.words = part.words
    session.flush()


def forget_salt(session: Session, named: Match[str]) -> None:
    """Erased words can no longer be tried against the hash in the log."""
    if found := objection_at(session, named):
        found[0].salt = secrets.token_bytes(32)
        session.flush()
