"""Words beside the log are emptied for good, by an entry that says so; the bytes stay.

Source: docs/rules/audit.md section 7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.audit import queries
from pbplatform.audit import services as audit
from pbplatform.audit.domain.filing import about_of
from pbplatform.audit.domain.free_text import is_free_text
from pbplatform.audit.kinds import AuditLog, LogKind
from pbplatform.audit.models import SITE, LogReference, LogWithheld, LogWords
from pbplatform.core.actor import ActorRef
from pbplatform.core.own_data import Whose


def erase_words_about(
    session: Session,
    kind: LogKind = AuditLog.WORDS_ERASED,
    *,
    actor: ActorRef,
    subject: str,
    now: datetime,
    spare: Callable[[queries.Entry], bool] = lambda _entry: False,
    holds: Callable[[str], bool] = lambda _words: False,
    **data: Any,
) -> bytes:
    """Empty the words and salts of all entries about a thing; write the entry that decides it.

    The entry names by number every entry that has lost words (`erased_entries`), so that anybody
    can tell words that were erased from words that are missing. Entries of format 1 have their
    words inside: they are withheld, and served by their hash.

    Args:
        kind: of the entry that decides, with its own values in `data`.
        subject: the path of the thing; what belongs to it counts too.
        spare: entries whose words stay.
        holds: which words elsewhere in the same round or forum go too, since they quote it.
    Returns:
        The key of that entry.
    """
    audit.fold(session, audit.ensure_log(session, SITE))
    found = [
        (entry, key)
        for entry, key in queries.entries_about(session, about_of(subject))
        if not spare(entry) and (queries.is_about(entry, subject) or _quotes(entry, holds))
    ]
    beside = [key for entry, key in found if entry.told.get("commitments") and _has_words(entry)]
    inside = [(entry, key) for entry, key in found if _words_inside(entry)]
    gone = {entry.idx for entry, _key in inside}
    gone |= {entry.idx for entry, key in found if key in set(beside)}
    decided = audit.record(
        session,
        kind,
        actor=actor,
        subject=subject,
        now=now,
        erased_entries=sorted(gone),
        **data,
    )
    _empty(session, beside, decided)
    session.add_all(LogWithheld(key16=key, erased_by=decided) for _entry, key in inside)
    session.flush()
    return decided


def _empty(session: Session, keys: Sequence[bytes], decided: bytes) -> None:
    """Words and salts beside these entries go; what decided it stays."""
    for key in keys:
        session.execute(
            update(LogWords)
            .where(LogWords.key16 == key, LogWords.words.is_not(None))
            .values(salt=None, words=None, erased_by=decided)
        )


def forget_references(session: Session, account_id: int) -> None:
    """Nobody can tell any more which entries a person stands behind; the entries stay.

    Source: docs/rules/audit.md section 1.
    """
    session.execute(
        update(LogReference)
        .where(LogReference.reference == f"account:{account_id}")
        .values(reference=None, salt=None)
    )


def _quotes(entry: queries.Entry, holds: Callable[[str], bool]) -> bool:
    data = entry.told.get("data", {})
    return any(
        is_free_text(entry.kind, field) and isinstance(words, str) and holds(words)
        for field, words in data.items()
    )


def _has_words(entry: queries.Entry) -> bool:
    return len(entry.erased) < len(entry.told["commitments"])


def _words_inside(entry: queries.Entry) -> bool:
    told = entry.told
    if entry.withheld or "commitments" in told or told.get("v") != 1:
        return False
    data = told.get("data", {})
    return any(is_free_text(entry.kind, field) and data[field] for field in data)


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """A person who goes: nobody can tell which entries were theirs."""
    forget_references(session, whose.account_id)
