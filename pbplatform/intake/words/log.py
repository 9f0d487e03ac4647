"""What entries of the public log say."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.intake.kinds import IntakeLog
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    IntakeLog.WRITTEN: (_l("Staff wrote this down for somebody who said it."),),
    IntakeLog.NEW_SLIP: (_l("A slip was lost. Staff made a new one, and the old one is void."),),
    IntakeLog.CLAIMED: (_l("Whoever said this used their slip. It is theirs online too."),),
    IntakeLog.NAME_CHANGED: (
        _l("The name beside this was changed on the word of whoever said it, told to staff."),
    ),
    IntakeLog.REACH_CHANGED: (
        _l("Whoever said this told staff to tell them in another way from now on, or not at all."),
    ),
    IntakeLog.TABLE_PUBLISHED: (
        _l("Slips of this meeting were published from the table into which they were typed."),
    ),
    IntakeLog.SAID_AGAIN: (
        _l("Slip %(slip)s of a meeting says the same. It counts as said again."),
        _l("A slip of a meeting says the same. It counts as said again."),
    ),
    IntakeLog.TABLE_TAKEN_BACK: (
        _l("Slips of this meeting that were published by mistake were taken back into its table."),
    ),
    IntakeLog.TAKEN_BACK: (
        _l("This was published by mistake from a meeting’s slips, and was taken back."),
    ),
    IntakeLog.TABLE_ERASED: (_l("A slip of this meeting was erased before it was published."),),
}

LOG = LogWords(sentences=_SENTENCES, families={"intake": _l("What staff wrote down for somebody")})
