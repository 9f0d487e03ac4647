"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.promises.models import (
    CheckReply,
    CheckWord,
    Commitment,
    CommitmentCorrection,
    CommitmentMove,
    CommitmentTakeBack,
    Evidence,
)
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Commitment,
        title=_l("Promises"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
    OwnTable(
        CommitmentMove,
        title=_l("Promises that moved"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
    OwnTable(
        CommitmentTakeBack,
        title=_l("Promises of which something was taken back"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
    OwnTable(
        CheckWord,
        title=_l("Whether you said that something is as promised"),
        then=_l("Goes, with your words: each check counts one fewer."),
        mine=lambda whose: CheckWord.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        CheckReply,
        title=_l("Replies to checks by residents"),
        then=_l("Stays: what people do in public office keeps their name."),
    ),
    OwnTable(
        CommitmentCorrection,
        title=_l("Corrections of promises"),
        then=_l("Stays: what people do in public office keeps their name."),
    ),
    OwnTable(
        Evidence,
        title=_l("Evidence that something is done"),
        then=_l("Stays: what people do in public office keeps their name."),
    ),
)
