"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from pbplatform.voting.models import (
    LetterFile,
    LetterWish,
    LotNumber,
    RollAccount,
    RollEntry,
    RollImport,
    RollObjection,
)
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        RollAccount,
        title=_l("Your number on the roll, where you linked it"),
        then=_l(
            "Goes. Your vote stays in the box: nothing there says that it is yours. To "
            "vote again, use the code of your letter."
        ),
        mine=lambda whose: RollAccount.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        RollObjection,
        title=_l("Objections to a roll"),
        then=_l(
            "Stays under its number, without your words and without whose it was. The public "
            "answer stays."
        ),
        mine=lambda whose: RollObjection.account_id == whose.account_id,
    ),
    OwnTable(
        LetterFile,
        title=_l("Letter files that you made or whose key you took"),
        then=_l("Stays: you acted in a public role."),
        mine=lambda whose: or_(
            LetterFile.made_by == whose.account_id, LetterFile.key_taken_by == whose.account_id
        ),
    ),
    OwnTable(
        LetterWish,
        title=_l("Calls for another voting letter that you took"),
        then=_l(
            "Stays until voting ends: you acted in a public role. It names no voter’s account."
        ),
        mine=lambda whose: LetterWish.by_id == whose.account_id,
    ),
    OwnTable(
        RollEntry,
        title=_l("Voters on the roll of a round"),
        then=_l(
            "Stays until the key of the box is destroyed: a number, and a keyed hash of a number "
            "in the register. No row says which account it was."
        ),
    ),
    OwnTable(
        RollImport,
        title=_l("Imports of a register that you asked for"),
        then=_l("Stays: you acted in a public role."),
        mine=lambda whose: RollImport.asked_by == whose.account_id,
    ),
    OwnTable(
        LotNumber,
        title=_l("Numbers of the lot"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
)
