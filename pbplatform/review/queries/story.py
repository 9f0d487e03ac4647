"""How a proposal came about, oldest first: ideas, text, costings, decision, and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.queries import names_of
from pbplatform.core.words_diff import Piece, difference
from pbplatform.proposals.models import Idea, ProposalSplit, ProposalVersion
from pbplatform.proposals.queries import IdeaRow, ideas_of_proposal, supporters_of, versions
from pbplatform.proposals.queries.joins import Joins, joins_of, objections_of, splits_of
from pbplatform.review.models import Costing, CostingCondition, PriceCheck
from pbplatform.review.queries import (
    CostingRow,
    DecisionRow,
    ProposalOverview,
    costings_of_proposal,
    decision_of,
)
from pbplatform.review.queries.holding import conditions_by_costing
from pbplatform.review.queries.reopened import PastRow, past_decisions


@dataclass(frozen=True)
class StoryEvent:
    """One step; `kind` says which of the others are filled."""

    # ideas, written, split, taken_out, asked, answered, versions, past, reopened, decided, now
    kind: str
    on: date
    costing: CostingRow | None = None
    split: tuple[ProposalSplit, int, int] | None = None
    taken_out: Idea | None = None
    past: PastRow | None = None


@dataclass(frozen=True)
class Story:
    """All that a proposal's page tells of the past."""

    ideas: Sequence[IdeaRow]
    people: int
    texts: Sequence[ProposalVersion]
    costings: Sequence[CostingRow]
    decision: DecisionRow | None
    joins: Joins
    steps: Sequence[StoryEvent] = field(default_factory=tuple)
    conditions: Mapping[int, Sequence[CostingCondition]] = field(default_factory=dict)
    checks: Mapping[int, Sequence[PriceCheck]] = field(default_factory=dict)
    past: Sequence[PastRow] = field(default_factory=tuple)
    people_by_id: Mapping[int | None, str] = field(default_factory=dict)

    def price_before(self, costing: Costing) -> int | None:
        """The price in whose place this answer came; None where there was none."""
        replaced = (row.costing for row in self.costings if row.costing.number == costing.replaces)
        return next((each.price_minor for each in replaced), None)

    @property
    def last_change(self) -> list[Piece]:
        """What the newest version changed in the text."""
        if len(self.texts) < 2:
            return []
        return difference(self.texts[-2].text, self.texts[-1].text)


def story_of(session: Session, shown: ProposalOverview, *, now: datetime) -> Story:
    """The story of a proposal in ten reads, and four more where prices or decisions changed."""
    proposal = shown.row.proposal
    ideas = ideas_of_proposal(session, proposal.id)
    texts = versions(session, proposal.id)
    costings = costings_of_proposal(session, proposal.id, now)
    decision = decision_of(session, proposal.id)
    steps = [StoryEvent("written", proposal.created_at.date())]
    if ideas:
        steps.append(StoryEvent("ideas", min(row.idea.sent_at for row in ideas).date()))
    for row in costings:
        answered = row.costing.answered_at
        kind, at = ("answered", answered) if answered else ("asked", row.costing.asked_at)
        steps.append(StoryEvent(kind, at.date(), costing=row))
    for each in splits_of(session, proposal.id):
        steps.append(StoryEvent("split", each[0].made_at.date(), split=each))
    for objection, idea in objections_of(session, proposal.id):
        steps.append(StoryEvent("taken_out", objection.objected_at.date(), taken_out=idea))
    if len(texts) > 1:
        steps.append(StoryEvent("versions", texts[-1].made_at.date()))
    if decision is not None:
        steps.append(StoryEvent("decided", decision.decision.decided_on))
    past = past_decisions(session, proposal.id)
    for was in past:
        steps.append(StoryEvent("past", was.decision.decided_on, past=was))
        steps.append(StoryEvent("reopened", was.decision.reopened_at.date(), past=was))
    order = (
        *("ideas", "written", "split", "taken_out", "asked", "answered", "versions"),
        *("past", "reopened", "decided"),
    )
    steps.sort(key=lambda step: (step.on, order.index(step.kind)))
    return Story(
        ideas=ideas,
        people=_people(session, ideas),
        texts=texts,
        costings=costings,
        decision=decision,
        steps=steps,
        joins=joins_of(session, proposal.id, now),
        past=past,
        **_told_of_prices(session, costings),
    )


def _people(session: Session, ideas: Sequence[IdeaRow]) -> int:
    """How many different people support the ideas; one idea says so itself."""
    if len(ideas) == 1:
        return ideas[0].supporters
    return supporters_of(session, [row.idea.id for row in ideas])


def _told_of_prices(session: Session, rows: Sequence[CostingRow]) -> dict[str, Any]:
    """Conditions, questions about later texts, and names of those who acted: three reads."""
    keys = [row.costing.id for row in rows if row.costing.price_minor is not None]
    conditions = conditions_by_costing(session, keys)
    checks: dict[int, list[PriceCheck]] = {}
    if keys:
        query = select(PriceCheck).where(PriceCheck.costing_id.in_(keys))
        for check in session.scalars(query.order_by(PriceCheck.version)):
            checks.setdefault(check.costing_id, []).append(check)
    told = [each for some in checks.values() for each in some]
    people = {key for each in told for key in (each.spelling_by, each.answered_by)}
    people |= {row.costing.answered_by for row in rows if row.costing.replaces is not None}
    known = [key for key in people if key is not None]
    names = names_of(session, known) if known else {}
    return {"conditions": conditions, "checks": checks, "people_by_id": names}
