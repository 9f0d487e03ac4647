"""What pages say of versions of minutes and of corrections."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.forums.kinds import CorrectionKind, CorrectionState, MinutesKind
from pbplatform.forums.models import Correction

VERSION_NAMES: dict[str, LazyString] = {
    MinutesKind.CIRCULATED: _l("Sent out, not approved yet"),
    MinutesKind.APPROVED: _l("Approved"),
    MinutesKind.AMENDED: _l("Changed after approval"),
}

_CORRECTION_NAMES: dict[str, LazyString] = {
    CorrectionState.OPEN: _l("Not decided yet"),
    CorrectionState.ACCEPTED: _l("Accepted, goes into the next version"),
    CorrectionState.DECLINED: _l("Declined"),
    CorrectionState.WITHDRAWN: _l("Withdrawn by whoever sent it"),
}
_MADE = _l("Accepted and made")

KIND_NAMES: dict[str, LazyString] = {
    CorrectionKind.CORRECTION: _l("Correction"),
    CorrectionKind.AMENDMENT: _l("Asked for after the days for corrections"),
}


def correction_state(correction: Correction) -> LazyString:
    """Where a correction stands."""
    if correction.state == CorrectionState.ACCEPTED and correction.made_in is not None:
        return _MADE
    return _CORRECTION_NAMES[correction.state]
