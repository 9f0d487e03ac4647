"""How a proposal came about, oldest first: ideas, text, costings, decision, and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.core.words_diff import Piece, difference
from pbplatform.proposals.models import Idea, ProposalSplit, ProposalVersion
from pbplatform.proposals.queries import IdeaRow, ideas_of_proposal, supporters_of, versions
from pbplatform.proposals.queries.joins import Joins, joins_of, objections_of, splits_of
from pbplatform.review.queries import (
    CostingRow,
    DecisionRow,
    ProposalOverview,
    costings_of_proposal,
    decision_of,
)


@dataclass(frozen=True)
class StoryEvent:
    """One step; `kind` says which of the others are filled."""

    kind: str  # ideas, written, split, taken_out, asked, answered, versions, decided, now
    on: date
    costing: CostingRow | None = None
    split: tuple[ProposalSplit, int, int] | None = None
    taken_out: Idea | None = None


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

    @property
    def last_change(self) -> list[Piece]:
        """What the newest version changed in the text."""
        if len(self.texts) < 2:
            return []
        return difference(self.texts[-2].text, self.texts[-1].text)


def story_of(session: Session, shown: ProposalOverview, *, now: datetime) -> Story:
    """The story of a proposal in ten reads."""
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
    order = ("ideas", "written", "split", "taken_out", "asked", "answered", "versions", "decided")
    steps.sort(key=lambda step: (step.on, order.index(step.kind)))
    return Story(
        ideas=ideas,
        people=supporters_of(session, [row.idea.id for row in ideas]),
        texts=texts,
        costings=costings,
        decision=decision,
        steps=steps,
        joins=joins_of(session, proposal.id, now),
    )
