"""What of a round's roll stays with its clerks. Source: docs/rules/accounts.md section 9."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.models import LetterFile
from pbplatform.web.open_acts import OpenActs
from pbplatform.web.sentences import ngettext


def letters_stay_with_round(session: Session, scope: str, _now: datetime) -> list[str]:
    """Files of letters whose key nobody has taken yet."""
    kind, _colon, slug = scope.partition(":")
    if kind != "round":
        return []
    query = (
        select(func.count())
        .select_from(LetterFile)
        .join(Round, Round.id == LetterFile.round_id)
        .where(
            Round.slug == slug,
            Round.called_off_at.is_(None),
            ~LetterFile.taken_back,
            LetterFile.sealed_key.is_not(None),
            LetterFile.key_taken_by.is_(None),
        )
    )
    number = session.scalar(query) or 0
    if not number:
        return []
    return [
        ngettext(
            "%(num)s file of letters whose key nobody has taken",
            "%(num)s files of letters whose keys nobody has taken",
            number,
        )
    ]


OPEN_ACTS = OpenActs("voting.letters", staying=letters_stay_with_round)
