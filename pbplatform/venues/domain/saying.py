"""What staff say of a voting place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pbplatform.venues.domain.hours import Hours
from pbplatform.venues.kinds import Access, Offer


@dataclass(frozen=True)
class VenueFacts:
    """What a facilitator or clerk says of a voting place; without hours, they are not known yet."""

    name: str
    address: str
    area: str
    getting_there: str
    access: Sequence[Access]
    offers: Sequence[Offer]
    hours: Sequence[Hours]
