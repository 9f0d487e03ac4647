"""What follows a count on its page: objections, earlier counts, the certificate.

Source: docs/rules/results.md sections 11 to 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pbplatform.results import queries
from pbplatform.results.models import Certificate, Result, ResultRow
from pbplatform.results.queries.objections import certificate_of, objections_of
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries.standing import late_since
from pbplatform.rounds.words.certificate import provisional_sentence
from pbplatform.rounds.words.status import status_mark
from pbplatform.web.clock import request_now


@dataclass(frozen=True)
class AfterCount:
    """What a result's page says of what came after the count.

    Attributes:
        takes: whether everybody can object now.
        earlier: numbers of the counts that were found wrong.
        lost, new: titles of what won in the last of those only, and of what wins now only.
    """

    takes: bool
    objections: int
    open: int
    certificate: Certificate | None
    earlier: list[int]
    lost: list[str]
    new: list[str]

    @property
    def same(self) -> bool:
        """Whether the same projects win as in the count before."""
        return not self.lost and not self.new


@dataclass(frozen=True)
class Standing:
    """Whether a result holds, as a mark and a sentence."""

    mark: str
    sentence: str


def result_standing(round_: Round) -> Standing | None:
    """For every page that tells a result; None before there is one."""
    if round_.counted_at is None:
        return None
    now = request_now()
    mark = "late" if late_since(round_, now) else status_mark(round_, now)
    return Standing(mark, provisional_sentence(round_, now))


def after_count(
    session: Session,
    round_: Round,
    result: Result,
    rows: Sequence[tuple[ResultRow, BallotProject]],
) -> AfterCount:
    """What came after the count that holds."""
    found = objections_of(session, round_.id)
    lost: list[str] = []
    new: list[str] = []
    if result.number > 1:
        before = queries.rows_of(session, round_.id, result.number - 1)
        won, wins = (
            {row.number: project.title for row, project in each if row.won}
            for each in (before, rows)
        )
        lost = [title for number, title in won.items() if number not in wins]
        new = [title for number, title in wins.items() if number not in won]
    return AfterCount(
        takes=round_.takes_objections(request_now()) and not round_.recount_owed,
        objections=len(found),
        open=sum(each.objection.is_open for each in found),
        certificate=certificate_of(session, round_.id),
        earlier=list(range(1, result.number)),
        lost=lost,
        new=new,
    )
