"""What rows of this slice are to a person. Source: docs/rules/privacy.md."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from pbplatform.intake.models import Written
from pbplatform.letters.models import Letter, LetterBatch
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Letter,
        title=_l("Letters about what staff wrote down for you, and you took over with your slip"),
        then=_l("The words go 30 days after a letter was posted. The day stays."),
        mine=lambda whose: Letter.path.in_(
            select(Written.path).where(Written.claimed_by_id == whose.account_id)
        ),
    ),
    OwnTable(
        LetterBatch,
        title=_l("Batches of letters that you made as a clerk"),
        then=_l("Stay without you: how many there were, and when."),
        mine=lambda whose: LetterBatch.by_id == whose.account_id,
    ),
)
