"""What everybody may read of decisions, and what whoever reported reads of their report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import PairAct
from pbplatform.core.errors import NotFound
from pbplatform.core.kept_lists import Kept, cells_of
from pbplatform.core.paging import Page, page_counted
from pbplatform.core.secrets import token_hash
from pbplatform.moderation.domain.kept import DECISIONS, read_cell
from pbplatform.moderation.kinds import ERASE_ACT, IN_FORCE, CaseState, Outcome, Rule
from pbplatform.moderation.models import (
    DecisionPart,
    KeptWords,
    TextCase,
    TextDecision,
    TextReport,
)

PAGE = 30


@dataclass(frozen=True)
class RuleCount:
    """How many decisions there were for one reason."""

    rule: str
    left: int
    went: int
    taken_back: int


def decisions_page(session: Session, *, page: int, size: int = PAGE) -> Page[TextDecision]:
    """The page numbered `page` (from 1) of all decisions, newest first."""
    cells = cells_of(session, DECISIONS)
    newest = Kept(DECISIONS, falling=True)

    def read(offset: int) -> Sequence[TextDecision]:
        ids = newest.ids(session, cells, offset=offset, size=size)
        return session.scalars(_decisions(ids)).all()

    return page_counted(sum(cells.values()), read, wanted=page, size=size)


@lru_cache(maxsize=64)
def _decisions(ids: Select[int]) -> Select[TextDecision]:
    shown = TextDecision.number.in_(ids)
    return select(TextDecision).where(shown).order_by(TextDecision.number.desc())


_OPEN_REPORTS = select(func.count()).select_from(TextCase).where(TextCase.state == CaseState.OPEN)


def counts_by_rule(session: Session) -> list[RuleCount]:
    """Decisions by reason, in the order of the list; reasons without one are left out."""
    found = [(*read_cell(cell), number) for cell, number in cells_of(session, DECISIONS).items()]
    counts = []
    for rule in Rule:
        of_rule = [row for row in found if row[0] == rule]
        left = sum(row[3] for row in of_rule if row[1] == Outcome.LEFT)
        went = sum(row[3] for row in of_rule if row[1] != Outcome.LEFT and row[2] in IN_FORCE)
        back = sum(row[3] for row in of_rule if row[1] != Outcome.LEFT) - went
        if of_rule:
            counts.append(RuleCount(rule, left, went, back))
    return counts


def open_reports(session: Session) -> int:
    """How many texts wait."""
    return session.scalar(_OPEN_REPORTS) or 0


def report_by_token(session: Session, token: str) -> tuple[TextReport, TextCase]:
    """The report of a private address; NotFound when there is none."""
    query = (
        select(TextReport, TextCase)
        .join(TextCase, TextCase.id == TextReport.case_id)
        .where(TextReport.token_hash == token_hash(token))
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("moderation.no_report")
    return found[0], found[1]


def waiting_erasure(session: Session, decision: TextDecision, now: datetime) -> PairAct | None:
    """What one person asked for and a second one must confirm: that its words are erased."""
    query = select(PairAct).where(
        PairAct.act == ERASE_ACT, PairAct.subject == decision.subject, PairAct.waiting_at(now)
    )
    waiting = session.scalars(query.order_by(PairAct.id)).all()
    return next(
        (act for act in waiting if json.loads(act.facts)["number"] == decision.number), None
    )


def case_of(session: Session, number: int) -> TextCase | None:
    """The reports that a decision settled; None where nobody had reported."""
    return session.scalar(select(TextCase).where(TextCase.decision == number))


def is_withheld(session: Session, digest: bytes) -> bool:
    """Whether a decision that holds is about this very picture, wherever it stands."""
    held = (
        exists()
        .where(KeptWords.is_file, KeptWords.words == digest.hex())
        .where(DecisionPart.field == KeptWords.field, DecisionPart.version == KeptWords.version)
        .where(TextDecision.number == DecisionPart.number, TextDecision.path == KeptWords.path)
        .where(TextDecision.part != "", TextDecision.standing.in_(IN_FORCE))
    )
    return bool(session.scalar(select(held)))
