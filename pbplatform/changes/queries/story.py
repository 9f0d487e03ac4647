"""Everything that is known of a finished project, from the first word to the last.

Source: docs/rules/changed.md section 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.changes.queries.changes import ChangeView, confirmed_of
from pbplatform.changes.queries.figures import FINISHED
from pbplatform.core.errors import NotFound
from pbplatform.delivery import queries as delivery
from pbplatform.delivery.models import ProjectNews
from pbplatform.delivery.queries import ProjectView
from pbplatform.links.kinds import LinkKind
from pbplatform.links.queries import links_of
from pbplatform.promises.models import Evidence
from pbplatform.promises.queries import CheckView, checks_of, evidence_of
from pbplatform.proposals.models import Proposal, ProposalVersion
from pbplatform.proposals.queries import (
    IdeaRow,
    ideas_of_proposal,
    proposal_by_number,
    supporters_of,
    versions,
)
from pbplatform.results.models import Result
from pbplatform.results.queries import result_of
from pbplatform.review.queries import CostingRow, DecisionRow, costings_of_proposal, decision_of
from pbplatform.rounds.models import BallotProject, Committee, Round


@dataclass(frozen=True)
class FromProposal:
    """What its proposal tells.

    Attributes:
        ideas: those that everybody can read.
        people: who supported any of them.
        came_from: by the path of an idea, the path of the meeting or point it came from.
    """

    proposal: Proposal
    committee: str
    texts: Sequence[ProposalVersion]
    ideas: Sequence[IdeaRow]
    people: int
    came_from: Mapping[str, Sequence[tuple[LinkKind, str]]]
    costings: Sequence[CostingRow]
    decision: DecisionRow | None


@dataclass(frozen=True)
class ProjectStory:
    """A finished project with all that is tracked of it.

    Attributes:
        proposal: None where the project was read in from a file.
        news: its history, oldest first.
    """

    view: ProjectView
    round: Round
    proposal: FromProposal | None
    result: Result | None
    news: Sequence[ProjectNews]
    evidence: Sequence[Evidence]
    checks: Sequence[CheckView]
    changes: Sequence[ChangeView]

    @property
    def path(self) -> str:
        return delivery.project_path(self.view.round_slug, self.view.number)


def is_finished(view: ProjectView) -> bool:
    """Whether it has a story: it is open, or was looked back on."""
    return view.step in FINISHED


def story_of(session: Session, view: ProjectView, *, now: datetime) -> ProjectStory:
    """The story of a finished project; the same number of reads whatever its length."""
    round_ = session.get_one(Round, view.round_id)
    path = delivery.project_path(view.round_slug, view.number)
    return ProjectStory(
        view=view,
        round=round_,
        proposal=_from_proposal(session, round_, view.number, now),
        result=result_of(session, view.round_id),
        news=sorted(
            delivery.news_of(session, view.round_id, view.number), key=lambda each: each.seq
        ),
        evidence=[each for each in evidence_of(session, [path])[path] if not each.taken_away_at],
        checks=checks_of(session, [path], now=now)[path],
        changes=confirmed_of(session, [path]).get(path, []),
    )


def _from_proposal(
    session: Session, round_: Round, number: int, now: datetime
) -> FromProposal | None:
    listed = session.get(BallotProject, (round_.id, number))
    if listed is None or listed.source_id:
        return None
    try:
        proposal = proposal_by_number(session, round_.id, number)
    except NotFound:
        return None
    ideas = [row for row in ideas_of_proposal(session, proposal.id) if row.idea.is_public]
    paths = [f"{round_.path}/ideas/{row.idea.number}" for row in ideas]
    came_from: dict[str, list[tuple[LinkKind, str]]] = {}
    for link in links_of(session, paths):
        if link.to_path in paths:
            tie = (LinkKind(link.kind), link.from_path)
            came_from.setdefault(link.to_path, []).append(tie)
    return FromProposal(
        proposal=proposal,
        committee=session.get_one(Committee, proposal.committee_id).name,
        texts=versions(session, proposal.id),
        ideas=ideas,
        people=supporters_of(session, [row.idea.id for row in ideas]),
        came_from=came_from,
        costings=[
            row
            for row in costings_of_proposal(session, proposal.id, now)
            if row.costing.price_minor is not None
        ],
        decision=decision_of(session, proposal.id),
    )
