"""A check by residents on a day. Pure; docs/rules/promises.md section 3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pbplatform.promises.kinds import CheckStand, Owed

ASK_AFTER = timedelta(days=28)
SAY_DAYS = 20  # working days
REPLY_DAYS = 10  # working days
MOST_REPLIES = 2


@dataclass(frozen=True)
class CheckDays:
    """A check with all that decides how it stands.

    Attributes:
        ask_on: the day on which residents are asked.
        until: the last day to say; None until they were asked.
        owed: who owes a reply; `owed_by`: its last day in time.
        noes: how many people's word is no now.
        replies: explanations given.
        not_kept: whether the team owned up that it is not kept.
    """

    ask_on: date
    until: date | None = None
    owed: Owed = Owed.NOBODY
    owed_by: date | None = None
    noes: int = 0
    replies: int = 0
    not_kept: bool = False

    def is_late(self, today: date) -> bool:
        """Whether a reply is owed whose day has passed."""
        return self.owed is not Owed.NOBODY and self.owed_by is not None and today > self.owed_by

    def stand(self, today: date) -> CheckStand:
        """How it stands on `today`; a reply that is owed is owed until it is given."""
        if self.not_kept:
            return CheckStand.NOT_KEPT
        if self.owed is Owed.TEAM:
            return CheckStand.TEAM_OWES
        if self.owed is Owed.HIGHER:
            return CheckStand.HIGHER_OWES
        if self.until is None:
            return CheckStand.WAITING
        if today <= self.until:
            return CheckStand.EXPLAINED if self.noes else CheckStand.ASKING
        return CheckStand.DISPUTED if self.noes else CheckStand.HOLDS
