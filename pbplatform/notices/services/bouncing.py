"""A bounce is believed where it names a mail of ours and whom it went to.

Source: docs/rules/notices.md section 5.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.outbox import DONE_ROWS_KEPT, OutboxRow
from pbplatform.notices.domain.bounce import Bounce
from pbplatform.notices.kinds import Unreached
from pbplatform.notices.services.following import does_not_reach
from pbplatform.notices.services.spreading import mac_of


def note_bounce(session: Session, bounce: Bounce, *, now: datetime) -> bool:
    """Note the address to which a mail of ours did not arrive; whether it is one of ours."""
    row = session.get(OutboxRow, bounce.key16)
    if row is None or row.to_mac is None or row.done_at is None:
        return False
    if now >= row.done_at + DONE_ROWS_KEPT:
        return False
    for address in sorted(bounce.addresses):
        if hmac.compare_digest(mac_of(session, address), row.to_mac):
            why = Unreached.BOUNCED
            does_not_reach(session, email=address, kind=row.kind, why=why, now=now)
            return True
    return False
