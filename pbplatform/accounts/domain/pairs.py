"""Two people who answer for one act together. Source: docs/rules/accounts.md section 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pbplatform.core.actor import ActorRef


@dataclass(frozen=True)
class HeldRole:
    """A role as the rule of two people sees it.

    Attributes:
        since: when the public could know of the role: the beginning of the oldest grant that holds.
        giver: the account that gave that grant; None for the command line.
    """

    account_id: int
    role: str
    since: datetime
    giver: int | None


@dataclass(frozen=True)
class Pair:
    """Two people of whom the rule was asked; the entry of the act names both.

    Services that no single person may call take a pair instead of an actor. `services.two_people`
    makes one after asking the rule.

    Attributes:
        operator: the command line acted for the two.
    """

    first: ActorRef
    second: ActorRef
    operator: ActorRef | None = None

    @property
    def actor(self) -> ActorRef:
        """Who stands in the entry as acting: the second person, or the operator for both."""
        return self.operator or self.second

    @property
    def told(self) -> dict[str, str | int]:
        """Both people, for the data of an entry."""
        return {
            "first": self.first.name or self.first.role,
            "first_role": self.first.role,
            "second": self.second.name or self.second.role,
            "second_role": self.second.role,
        }
