"""How long everybody may object to a count, and when it is certified: a rule of the round.

Source: docs/rules/results.md section 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pbplatform.core.errors import Conflict
from pbplatform.core.local_time import end_of_day
from pbplatform.places.domain.working_days import WorkingDays

FEWEST_TO_OBJECT, FEWEST_TO_CERTIFY, MOST = 2, 1, 20
USUAL = 5


@dataclass(frozen=True)
class CertificateRules:
    """From a provisional result to a certified one; fixed when the round is published.

    Attributes:
        objection_days: working days after the result in which everybody may object.
        certify_days: working days after those within which two people certify.
    """

    objection_days: int = USUAL
    certify_days: int = USUAL

    def refusal(self) -> Conflict | None:
        """What is wrong with them; None when they can be the rules of a round."""
        if not FEWEST_TO_OBJECT <= self.objection_days <= MOST:
            return Conflict("round.objection_days", field="objection_days")
        if not FEWEST_TO_CERTIFY <= self.certify_days <= MOST:
            return Conflict("round.certify_days", field="certify_days")
        return None

    def ends(self, counted_at: datetime, days: WorkingDays) -> tuple[datetime, datetime]:
        """When objections end, and when the certificate is late from."""
        last = days.after(days.day_of(counted_at), self.objection_days)
        due = days.after(last, self.certify_days)
        return end_of_day(last, days.timezone), end_of_day(due, days.timezone)
