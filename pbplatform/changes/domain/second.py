"""Whether two people may answer for a changed decision together.

Source: docs/rules/changed.md section 1.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pbplatform.accounts.domain.pairs import HeldRole
from pbplatform.core.errors import Conflict, DomainError, NotAllowed

WAITS_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Two:
    """Who said it and who would confirm it; None for a role that is not held any more.

    Attributes:
        public_before: both roles must have been public by then; a role that one of them gave the
            other must be older than this too.
    """

    first: HeldRole | None
    second: HeldRole | None
    public_before: datetime


def refuse_two(two: Two) -> DomainError | None:
    """Why these two may not answer for it together; None when they may."""
    first, second = two.first, two.second
    if first is None:
        return NotAllowed("pair.asker_lost_role")
    if second is None:
        return NotAllowed("pair.not_your_role")
    if first.account_id == second.account_id:
        return Conflict("pair.same_person")
    if max(first.since, second.since) > two.public_before:
        return NotAllowed("pair.role_too_new")
    return None
