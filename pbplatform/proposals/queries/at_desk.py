"""How many ideas wait for a facilitator, and the day by which the first one waits.

Numbers and days alone: the ideas themselves are read where they are shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Date, and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from pbplatform.proposals.kinds import PUBLIC_STATES, WAITING_STATES, IdeaState
from pbplatform.proposals.models import Idea

TO_READ = Idea.state.in_(WAITING_STATES)
PUBLIC_TO_READ = and_(Idea.state.in_(PUBLIC_STATES), Idea.unread_since.is_not(None))
PLEAS = and_(Idea.state == IdeaState.NOT_TAKEN, Idea.plea_answer_by.is_not(None))
UNCLAIMED = Idea.state == IdeaState.PUBLISHED
CLAIMED = Idea.state == IdeaState.CLAIMED


@dataclass(frozen=True)
class Waiting:
    """So many ideas that wait for one thing.

    Attributes:
        first: the day by which the first of them waits; None where none has one.
    """

    number: int
    first: date | None


@dataclass(frozen=True)
class IdeasWaiting:
    """What of the ideas of some rounds waits for a facilitator.

    Attributes:
        to_read: sent, and not read yet.
        public_to_read: public already, and not read yet.
        pleas: not taken, and their authors ask to look again.
        unseen: no committee took them up by their day.
        late: a committee left them without an answer, and its time is over.
    """

    to_read: Waiting
    public_to_read: Waiting
    pleas: Waiting
    unseen: Waiting
    late: Waiting


def ideas_waiting(
    session: Session, round_ids: Collection[int], *, over: Collection[int], today: date
) -> IdeasWaiting:
    """What of the ideas of these rounds waits for a facilitator; one read.

    Args:
        over: those of the rounds whose review is over.
    """
    asked = {"rounds": list(round_ids), "over": list(over), "today": today}
    rows = session.execute(_asked(), asked)
    return IdeasWaiting(**{name: Waiting(number, first) for name, number, first in rows})


# To build the statement takes longer than to send it.
@cache
def _asked() -> CompoundSelect[*tuple[Any, ...]]:
    own = Idea.round_id.in_(bindparam("rounds", expanding=True))
    over = Idea.round_id.in_(bindparam("over", expanding=True))
    unseen = Idea.look_by < bindparam("today", type_=Date())
    parts = (
        ("to_read", Idea.read_by, (own, TO_READ)),
        ("public_to_read", Idea.read_by, (own, PUBLIC_TO_READ)),
        ("pleas", Idea.plea_answer_by, (own, PLEAS)),
        ("unseen", Idea.look_by, (own, UNCLAIMED, unseen)),
        ("late", literal(None, Date()), (over, CLAIMED)),
    )
    return union_all(
        *(
            select(literal(name).label("name"), func.count(), func.min(day)).where(*which)
            for name, day, which in parts
        )
    )
