"""What waits for a person at their desk: each slice announces its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from pbplatform.core.actor import Actor


class ToDo(NamedTuple):
    """One thing that waits for the facilitator; the earliest `by` stands first."""

    lead: str
    text: str
    by: date | datetime | None
    url: str
    link: str
    late: bool = False


@dataclass(frozen=True)
class AtDesk:
    """Who sits at a desk, at which instant and on which day of the place."""

    session: Session
    actor: Actor
    now: datetime
    today: date


ToDoTeller = Callable[[AtDesk], list[ToDo]]
