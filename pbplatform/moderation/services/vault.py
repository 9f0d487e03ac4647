"""Words go into the vault, and come back. The owner's columns hold what everybody may see.

Source: docs/rules/moderation.md sections 3, 5 and 6.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.core.texts import FoundText, TextField, write_part
from pbplatform.moderation.domain.striking import WHOLE, places_of, shown
from pbplatform.moderation.models import DecisionPart, KeptWords, TextDecision
from pbplatform.moderation.queries import covering, kept_words, went_by

Key = tuple[str, int]


def cover(session: Session, decision: TextDecision, text: FoundText, *, now: datetime) -> int:
    """Take words away; returns how many parts of the text changed or stay hidden.

    The decision is in the session and holds; the text is locked and read after that.
    """
    struck = went_by(decision)
    by_part = covering(session, text.path)
    vault = {(kept.field, kept.version): kept for kept in kept_words(session, text.path)}
    covered = 0
    for part in text.fields:
        if decision.part not in ("", part.part):
            continue
        if not _is_meant(part, struck, vault.get(part.key)):
            continue
        kept = vault.get(part.key) or _keep(session, text.path, part, now)
        if kept.words is None:
            continue  # erased for good: there is nothing left to take away
        before = [went_by(each) for each in by_part.get(part.key, [])]
        if shown(_original(kept), before) != part.words:
            _begin_anew(session, kept, part, by_part.pop(part.key, []))
            before = []
        session.add(DecisionPart(number=decision.number, field=part.name, version=part.version))
        _write(session, text.path, kept, shown(_original(kept), [*before, struck]))
        covered += 1
    session.flush()
    return covered


def uncover(session: Session, decision: TextDecision, text: FoundText) -> None:
    """Put words back as far as no other decision that holds covers them.

    Words that somebody wrote anew meanwhile stay. Call while the decision still holds.
    """
    live = {part.key: part.words for part in text.fields}
    by_part = covering(session, text.path)
    for kept in kept_words(session, text.path):
        here = by_part.get((kept.field, kept.version), [])
        if kept.words is None or decision not in here:
            continue
        original = _original(kept)
        others = [went_by(each) for each in here if each is not decision]
        if live.get(original.key, "") == shown(original, [went_by(each) for each in here]):
            _write(session, text.path, kept, shown(original, others))
        if not others:
            session.delete(kept)
    session.flush()


def _is_meant(part: TextField, struck: str, kept: KeptWords | None) -> bool:
    if struck == WHOLE:
        return bool(part.words) or (part.is_file and kept is not None)
    if part.is_file:
        return False
    # What an earlier decision hid whole has the words in the vault only.
    return bool(
        places_of(struck, part.words) or (kept and kept.words and places_of(struck, kept.words))
    )


def _keep(session: Session, path: str, part: TextField, now: datetime) -> KeptWords:
    kept = KeptWords(
        path=path,
        field=part.name,
        version=part.version,
        words=part.words,
        is_file=part.is_file,
        longest=part.longest,
        kept_at=now,
    )
    session.add(kept)
    return kept


def _original(kept: KeptWords) -> TextField:
    return TextField(
        kept.field, kept.words or "", kept.version, longest=kept.longest, is_file=kept.is_file
    )


def _begin_anew(
    session: Session, kept: KeptWords, part: TextField, earlier: list[TextDecision]
) -> None:
    """Somebody wrote the part anew: these are the words that can come back from now on."""
    kept.words = part.words
    for each in earlier:
        session.execute(
            delete(DecisionPart).where(
                DecisionPart.number == each.number,
                DecisionPart.field == part.name,
                DecisionPart.version == part.version,
            )
        )


def _write(session: Session, path: str, kept: KeptWords, words: str) -> None:
    part = TextField(kept.field, words, kept.version, longest=kept.longest, is_file=kept.is_file)
    write_part(session, path, part)
