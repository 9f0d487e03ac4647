"""Notices as texts that can be reported, hidden and restored.

Source: docs/rules/notices.md section 10.7, docs/rules/moderation.md section 1.
"""

from __future__ import annotations

from re import Match

from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.texts import FoundText, TextField
from pbplatform.core.whole import whole_or_none
from pbplatform.notices.kinds import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS
from pbplatform.notices.models import Notice
from pbplatform.notices.queries.written import (
    Holder,
    holder_at,
    is_public,
    notice_at,
    notice_path,
)

_LONGEST = {"title": LONGEST_TITLE, "words": LONGEST_WORDS, "reason": LONGEST_REASON}


def find_notice(session: Session, named: Match[str]) -> FoundText | None:
    """A notice; of one that was taken back everybody reads the title and the reason."""
    found = _found(session, named)
    if found is None:
        return None
    holder, notice = found
    parts = [
        TextField(name, getattr(notice, name), longest=longest)
        for name, longest in _LONGEST.items()
        if getattr(notice, name)
    ]
    path = notice_path(holder, notice.number)
    return FoundText(
        path=path,
        number=str(notice.number),
        fields=tuple(parts),
        authors=frozenset(),
        url=f"/{path}",
        scope=holder.scope,
        is_public=is_public(holder),
    )


def write_notice_part(session: Session, named: Match[str], part: TextField) -> None:
    """Write one part of a notice."""
    found = _found(session, named)
    if found is None:
        raise KeyError(named[0])
    setattr(found[1], part.name, part.words)
    session.flush()


def _found(session: Session, named: Match[str]) -> tuple[Holder, Notice] | None:
    number = whole_or_none(named[3])
    if number is None:
        return None
    try:
        holder = holder_at(session, named[1], named[2])
        return holder, notice_at(session, holder, number)
    except NotFound:
        return None
