"""Reading objections, answers, certificates and reasons for a second count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.results.kinds import ObjectionState, Verdict
from pbplatform.results.models import Certificate, Objection, ObjectionAnswer, Recount


@dataclass(frozen=True)
class Objected:
    """An objection with its answers, the newest first."""

    objection: Objection
    answers: tuple[ObjectionAnswer, ...]

    @property
    def answer(self) -> ObjectionAnswer | None:
        """The answer that holds."""
        return self.answers[0] if self.answers else None

    @property
    def is_upheld(self) -> bool:
        return self.answer is not None and self.answer.verdict == Verdict.UPHELD


# Built once: to build a statement takes longer than to send it.
_OBJECTIONS = (
    select(Objection).where(Objection.round_id == bindparam("round")).order_by(Objection.number)
)
_OPEN = (
    select(Objection)
    .where(
        Objection.round_id.in_(bindparam("rounds", expanding=True)),
        Objection.state == ObjectionState.OPEN,
    )
    .order_by(Objection.sent_at, Objection.number)
)


def objections_of(session: Session, round_id: int) -> list[Objected]:
    """All objections to the counts of a round, oldest first, in two reads."""
    found = list(session.scalars(_OBJECTIONS, {"round": round_id}))
    if not found:
        return []
    answers = select(ObjectionAnswer).where(ObjectionAnswer.round_id == round_id)
    given: dict[int, list[ObjectionAnswer]] = {}
    for answer in session.scalars(answers.order_by(ObjectionAnswer.n.desc())):
        given.setdefault(answer.number, []).append(answer)
    return [Objected(each, tuple(given.get(each.number, ()))) for each in found]


def objection_by_number(session: Session, round_id: int, number: int) -> Objected:
    """One objection with its answers.

    Raises:
        NotFound: there is none of this number.
    """
    for each in objections_of(session, round_id):
        if each.objection.number == number:
            return each
    raise NotFound("objection.not_found")


def open_objections(session: Session, round_id: int) -> int:
    """How many are not answered."""
    query = select(func.count()).select_from(Objection)
    of_round = (Objection.round_id == round_id, Objection.state == ObjectionState.OPEN)
    return session.scalar(query.where(*of_round)) or 0


def open_objections_of(session: Session, round_ids: Iterable[int]) -> list[Objection]:
    """Those of some rounds that are not answered, oldest first."""
    return list(session.scalars(_OPEN, {"rounds": sorted(round_ids)}))


def certificate_of(session: Session, round_id: int) -> Certificate | None:
    """Who certified the result; None before."""
    return session.get(Certificate, round_id)


def recount_of(session: Session, round_id: int, number: int) -> Recount | None:
    """Why a count is followed by another one; None where it is not."""
    return session.get(Recount, (round_id, number))
