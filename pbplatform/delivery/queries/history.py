"""The history of projects: its lines, the steps that hold, and what a line says as corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.delivery.kinds import News, Step
from pbplatform.delivery.models import ProjectNews


def news_of(session: Session, round_id: int, number: int) -> list[ProjectNews]:
    """A project's history, newest first."""
    query = select(ProjectNews).where(
        ProjectNews.round_id == round_id, ProjectNews.number == number
    )
    return list(session.scalars(query.order_by(ProjectNews.seq.desc())))


def steps_taken(news: Sequence[ProjectNews]) -> list[tuple[Step, datetime]]:
    """The steps that hold, with their instants, oldest first; those taken back are gone."""
    held: list[tuple[Step, datetime]] = []
    for told in sorted(news, key=lambda each: each.seq):
        if told.kind == News.STEP:
            held.append((Step(told.step), told.at))
        elif told.kind == News.STOP:
            held.append((Step.STOPPED, told.at))
        elif told.kind == News.TAKEN_BACK and held:
            held.pop()
    return held


@dataclass(frozen=True)
class Present:
    """What a line of the history says, as it was corrected.

    Attributes:
        spent_minor, day: None where it tells none.
    """

    words: str
    spent_minor: int | None
    day: date | None

    @property
    def facts(self) -> dict[str, str | int | None]:
        """What a page shows that corrects it."""
        day = self.day.isoformat() if self.day else ""
        return {"words": self.words, "spent": self.spent_minor, "next_due": day}


def present_of(line: ProjectNews, news: Sequence[ProjectNews]) -> Present:
    """What holds of a line: its newest correction, else itself."""
    mended = [each for each in news if each.corrects == line.seq]
    newest = max(mended, key=lambda each: each.seq, default=line)
    return Present(newest.words, newest.amount_minor, newest.day)
