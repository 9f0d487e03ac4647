"""What became of the ideas of a round, in numbers. Source: docs/rules/rounds.md section 16."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.kept_lists import cells_of_each
from pbplatform.links.kinds import LinkKind
from pbplatform.links.queries import tied_from
from pbplatform.proposals.domain.kept import IDEAS, PROPOSALS, state_in
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import PUBLIC_STATES, WAITING_STATES, ProposalState
from pbplatform.proposals.models import Idea
from pbplatform.proposals.queries import IdeaRow, idea_rows
from pbplatform.rounds.models import Round

NEWEST, CARRIED = 3, 10


@dataclass(frozen=True)
class Carried:
    """A public idea of a later round that came from something of this one."""

    round: Round
    idea: Idea


@dataclass(frozen=True)
class RoundStory:
    """Ideas and proposals of a round, counted, and what was carried into a later one.

    Attributes:
        ideas: public ideas by state; with `being_checked` all that were sent and not refused.
        proposals: by state.
        newest: ideas, while the round takes them.
    """

    ideas: Mapping[str, int]
    being_checked: int
    proposals: Mapping[str, int]
    newest: Sequence[IdeaRow]
    carried: Sequence[Carried]

    @property
    def all_ideas(self) -> int:
        return sum(self.ideas.values())

    @property
    def all_proposals(self) -> int:
        return sum(self.proposals.values())

    @property
    def on_ballot(self) -> int:
        return self.proposals.get(ProposalState.ON_BALLOT, 0)


def story_of_round(session: Session, round_: Round, *, now: datetime) -> RoundStory:
    """Five reads at most, whatever the size of the round."""
    ideas = _counted(session, round_, IDEAS)
    newest: Sequence[IdeaRow] = []
    if round_.takes_ideas(now):
        public = select(Idea).where(Idea.round_id == round_.id, Idea.state.in_(PUBLIC_STATES))
        newest = idea_rows(session, public.order_by(Idea.number.desc()).limit(NEWEST))
    return RoundStory(
        ideas={state: ideas[state] for state in PUBLIC_STATES if state in ideas},
        being_checked=sum(ideas.get(state, 0) for state in WAITING_STATES),
        proposals=_counted(session, round_, PROPOSALS),
        newest=newest,
        carried=carried_from(session, round_),
    )


def _counted(session: Session, round_: Round, name: str) -> dict[str, int]:
    return numbers_by_state(session, [name], [round_.id])[name, round_.id]


def numbers_by_state(
    session: Session, names: Collection[str], round_ids: Collection[int]
) -> dict[tuple[str, int], dict[str, int]]:
    """How many ideas, or proposals, of each of these rounds are in each state; one read.

    Args:
        names: of the kept lists.
    """
    found: dict[tuple[str, int], dict[str, int]] = {}
    for of, cells in cells_of_each(session, names, round_ids).items():
        counted = Counter[str]()
        for cell, number in cells.items():
            counted[state_in(cell)] += number
        found[of] = counted
    return found


def carried_from(session: Session, round_: Round) -> list[Carried]:
    """Public ideas of later rounds that came from ideas and projects of this one, oldest first."""
    ties = tied_from(session, f"{round_.path}/", LinkKind.NEXT_YEAR)
    wanted = {tie.to_path for tie in ties}
    if not wanted:
        return []
    wanted = {path for path in wanted if path.rsplit("/", 1)[1].isdigit()}
    slugs = {path.split("/")[1] for path in wanted if path.count("/") == 3}
    query = (
        select(Idea, Round)
        .join(Round, Round.id == Idea.round_id)
        .where(
            Round.slug.in_(slugs),
            Round.published_at.is_not(None),
            Idea.state.in_(PUBLIC_STATES),
            Idea.number.in_({int(path.rsplit("/", 1)[1]) for path in wanted}),
        )
        .order_by(Idea.sent_at, Idea.id)
    )
    found = [(idea, later) for idea, later in session.execute(query)]
    return [
        Carried(later, idea)
        for idea, later in found
        if idea_path(later.slug, idea.number) in wanted
    ]
