"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.intake.models import CallBack, OnWord, SlipBatch, SlipHand, SlipRow, Written
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Written,
        title=_l("What staff wrote down for you, and you took over with your slip"),
        then=_l("Stays without you: where it was said, and who wrote it down."),
        mine=lambda whose: Written.claimed_by_id == whose.account_id,
    ),
    OwnTable(
        OnWord,
        title=_l("What you wrote down later on somebody’s word, in a public role"),
        then=_l("Stays: who wrote it down for somebody is part of the public record."),
        mine=lambda whose: OnWord.by_id == whose.account_id,
    ),
    OwnTable(
        CallBack,
        title=_l("Call backs that you promised for the place"),
        then=_l("Goes once somebody has called back, or after 30 days."),
        mine=lambda whose: CallBack.by_id == whose.account_id,
    ),
    OwnTable(
        SlipHand,
        title=_l("Rows of slips that you typed or changed"),
        then=_l("Stay: who typed a slip for somebody is part of the public record."),
        mine=lambda whose: SlipHand.account_id == whose.account_id,
    ),
    OwnTable(
        SlipBatch,
        title=_l("When you published slips of a meeting"),
        then=_l("Stays: who published a slip is part of the public record."),
        mine=lambda whose: SlipBatch.by_id == whose.account_id,
    ),
    OwnTable(
        SlipRow,
        title=_l("Slips of a meeting, typed and not published yet"),
        then=_l("A row names no account. It goes once it is published or erased, or in 30 days."),
    ),
)
