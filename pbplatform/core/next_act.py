"""Who acts next, by when, and what happens if they do not (ruling 37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class NextAct:
    """The agency of an open thing, as every page shows it.

    Attributes:
        who: a role or a named team, in words (translated).
        what: what they will do, in words.
        by: the day or instant by which; None only where `otherwise` says when that will be known.
        otherwise: what happens if they do not, in words.
        late: whether `by` has passed.
    """

    who: str
    what: str
    by: date | datetime | None
    otherwise: str
    late: bool = False
