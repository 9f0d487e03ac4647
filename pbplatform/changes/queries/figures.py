"""Ideas that reached the ballot and promises kept on the first day, each of how many.

Source: docs/rules/changed.md section 2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import BindParameter, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.changes.queries.changes import Filter
from pbplatform.changes.queries.promises import Promised, promised
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project
from pbplatform.forums.queries import forums
from pbplatform.promises.kinds import ASKED, PromiseState
from pbplatform.promises.queries import calendar
from pbplatform.proposals.domain.kept import IDEAS
from pbplatform.proposals.kinds import PUBLIC_STATES
from pbplatform.proposals.models import Idea, Proposal, ProposalCredit
from pbplatform.proposals.queries.story import numbers_by_state
from pbplatform.results.models import ResultRow
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries.listed import ListedRound, listed_by_id, listed_in_public

FINISHED = frozenset({Step.OPEN, Step.LOOKED_BACK})


@dataclass(frozen=True)
class RoundOfYear:
    """A round with the year of its result day."""

    round: ListedRound
    year: int

    @property
    def frozen(self) -> bool:
        """Whether its ballot stands; before that no idea has reached it."""
        return self.round.frozen_at is not None


@dataclass(frozen=True)
class IdeasOfRound(RoundOfYear):
    """Ideas of a round that everybody can read, and those of them that reached the ballot.

    Attributes:
        reached: number and title of each idea that did.
    """

    came: int
    reached: Sequence[tuple[int, str]]


def rounds_of_years(session: Session, wanted: Filter) -> list[RoundOfYear]:
    """Public rounds, the latest result day first."""
    days = calendar(session)
    found = [
        (round_, days.day_of(round_.results_at))
        for round_ in listed_in_public(session)
        if wanted.forum_id is None and wanted.round_id in (None, round_.id)
    ]
    kept = [(round_, day) for round_, day in found if wanted.holds(day)]
    kept.sort(key=lambda each: (-each[1].toordinal(), each[0].name))
    return [RoundOfYear(round_, day.year) for round_, day in kept]


def ideas_of_rounds(session: Session, rounds: Sequence[RoundOfYear]) -> list[IdeasOfRound]:
    """The ideas of these rounds; three reads, however many ideas."""
    ids = [each.round.id for each in rounds]
    came = numbers_by_state(session, [IDEAS], ids)
    reached = ideas_on_ballot(session, ids)
    return [
        IdeasOfRound(
            round=each.round,
            year=each.year,
            came=sum(came[IDEAS, each.round.id].get(state, 0) for state in PUBLIC_STATES),
            reached=reached.get(each.round.id, ()),
        )
        for each in rounds
    ]


# What the page and its file ask is built once: to build a statement takes longer than to send it.
_ROUNDS: BindParameter[int] = bindparam("rounds", expanding=True)


def ideas_on_ballot(session: Session, round_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Number and title of ideas whose proposal stands on a frozen ballot, by round; two reads.

    Nothing else brings an idea there: a project that was read in from a file has no proposal.
    """
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for asked in _on_ballot():
        for round_id, number, title in session.execute(asked, {"rounds": list(round_ids)}):
            found[round_id][number] = title
    return {round_id: sorted(ideas.items()) for round_id, ideas in found.items()}


@cache
def _on_ballot() -> tuple[Select[int, int, str], ...]:
    """Ideas that became the proposal, and those that it gives credit to."""
    on_ballot = and_(
        BallotProject.round_id == Proposal.round_id,
        BallotProject.number == Proposal.number,
        BallotProject.source_id == "",
    )
    shown = (Idea.round_id, Idea.number, Idea.title)
    ways = (
        select(*shown).join(Proposal, Proposal.id == Idea.proposal_id),
        select(*shown)
        .join(ProposalCredit, ProposalCredit.idea_id == Idea.id)
        .join(Proposal, Proposal.id == ProposalCredit.proposal_id),
    )
    return tuple(
        query.join(BallotProject, on_ballot)
        .join(Round, Round.id == Idea.round_id)
        .where(
            # A proposal is made of ideas of its own round: a ballot is short, a round is not.
            BallotProject.round_id.in_(_ROUNDS),
            Idea.state.in_(PUBLIC_STATES),
            Round.frozen_at.is_not(None),
        )
        for query in ways
    )


@dataclass(frozen=True)
class Finished:
    """A project that is open or was looked back on.

    Attributes:
        day: since when it is at that step.
    """

    round: ListedRound
    number: int
    title: str
    day: date


def finished_projects(session: Session, wanted: Filter) -> list[Finished]:
    """Projects that have a story, the newest first; one read."""
    if wanted.forum_id is not None:
        return []
    days = calendar(session)
    found = []
    one = {} if wanted.round_id is None else {"round": wanted.round_id}
    rows = session.execute(_finished(bool(one)), one).all()
    of = listed_by_id(session, {row[0] for row in rows})
    for round_id, number, step_at, title in rows:
        day = days.day_of(step_at)
        if wanted.holds(day):
            frozen = of[round_id].told
            project = frozen.project(number) if frozen else None
            found.append(Finished(of[round_id], number, project.title if project else title, day))
    return found


@cache
def _finished(of_one_round: bool) -> Select[int, int, datetime, str]:
    query = (
        select(Project.round_id, Project.number, Project.step_at, BallotProject.title)
        .join(
            BallotProject,
            and_(
                BallotProject.round_id == Project.round_id,
                BallotProject.number == Project.number,
            ),
        )
        .join(
            ResultRow,
            and_(
                ResultRow.round_id == Project.round_id,
                ResultRow.number == Project.number,
                ResultRow.position.is_not(None),
            ),
        )
        .join(Round, Round.id == Project.round_id)
        .where(Project.step.in_(FINISHED), ResultRow.result_number == Round.result_number)
        .order_by(Project.step_at.desc(), Project.round_id, Project.number)
    )
    return query.where(Project.round_id == bindparam("round")) if of_one_round else query


@dataclass(frozen=True)
class PromisesOfForum:
    """Promises of a forum in a year whose first day is over, in groups that add up to all.

    Attributes:
        asked: called done by the first day, and it is not settled yet whether residents agree.
    """

    slug: str
    name: str
    year: int
    due: int
    kept: int
    asked: int

    @property
    def not_kept(self) -> int:
        """Kept late, moved, missed, disputed or broken."""
        return self.due - self.kept - self.asked


def promises_of_forums(session: Session, wanted: Filter, *, now: datetime) -> list[PromisesOfForum]:
    """By year and forum, the newest year first."""
    if wanted.round_id is not None:
        return []
    names = {each.id: (each.name, each.slug) for each in forums(session)}
    groups: dict[tuple[int, str, str], list[Promised]] = defaultdict(list)
    for each in promised(session, today=calendar(session).day_of(now)):
        if wanted.forum_id in (None, each.forum_id) and wanted.year in (None, each.year):
            groups[-each.year, *names[each.forum_id]].append(each)
    found = [
        PromisesOfForum(
            slug=slug,
            name=name,
            year=-newest,
            due=sum(each.due for each in group),
            kept=sum(each.due for each in group if each.state is PromiseState.KEPT),
            asked=sum(each.due for each in group if each.state in ASKED and each.done_by_first),
        )
        for (newest, name, slug), group in sorted(groups.items())
    ]
    return [each for each in found if each.due]
