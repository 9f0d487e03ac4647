"""Whether a committee has enough delegates to decide. Source: docs/rules/rounds.md section 9."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.review import queries
from pbplatform.rounds.domain.quorum import delegates_needed
from pbplatform.rounds.models import Committee, Round


@dataclass(frozen=True)
class Quorum:
    """How many delegates must take part in one decision.

    Attributes:
        needed: delegates that must take part.
        members: accounts that may vote on it now; interests are taken out.
    """

    needed: int
    members: frozenset[int]

    def holds(self, present: int) -> bool:
        return present >= self.needed

    @property
    def can_decide(self) -> bool:
        return len(self.members) >= self.needed


def quorum_for(
    session: Session,
    round_: Round,
    committee: Committee,
    *,
    interested: Collection[int],
    now: datetime,
    also: Collection[int] = (),
) -> Quorum:
    """What a decision of the committee needs at `now`.

    Args:
        interested: accounts that take no part.
        also: accounts whose vote counts although they have left the committee since.
    """
    held = {each.account_id for each in queries.members(session, round_, committee, now=now)}
    members = frozenset(held - set(interested))
    return Quorum(delegates_needed(round_.quorum, len(members | set(also))), members)
