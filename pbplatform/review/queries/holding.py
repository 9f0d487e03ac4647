"""Whether a price and its conditions hold for the version of the text that stands.

Source: docs/rules/review.md section 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Team
from pbplatform.places.queries import working_days
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal, ProposalVersion
from pbplatform.review.kinds import PRICE_STANDS, Feasibility, NotReady, PriceHeld
from pbplatform.review.models import Costing, CostingCondition, PriceCheck
from pbplatform.rounds.models import BallotProject, Round


@dataclass(frozen=True)
class Holding:
    """The latest answer about a proposal, and what of it holds for the text that stands.

    Attributes:
        version: of the text that stands.
        checks: what became of the questions about later versions, the oldest first.
        conditions: what must change, in the order of the answer.
    """

    answer: Costing
    version: int
    checks: Sequence[PriceCheck]
    conditions: Sequence[CostingCondition]

    @property
    def held_for(self) -> int:
        """The newest version for which the price is known to hold."""
        stands = [check.version for check in self.checks if check.outcome in PRICE_STANDS]
        return max([self.answer.version, *stands])

    @property
    def is_priced(self) -> bool:
        """Whether the price is for the version that stands."""
        return self.held_for == self.version

    @property
    def open_check(self) -> PriceCheck | None:
        """The question whether the price holds for the version that stands."""
        found = (check for check in self.checks if check.version == self.version)
        return next((check for check in found if check.is_open), None)

    @property
    def unmet(self) -> list[CostingCondition]:
        return [each for each in self.conditions if not each.met]

    @property
    def to_show(self) -> list[CostingCondition]:
        """Conditions for which a delegate has yet to say where they are met."""
        return [each for each in self.unmet if not each.with_team]

    def only_spelling_since(self, version: int) -> bool:
        """Whether both sides agree that from `version` on only the spelling changed."""
        agreed = {each.version for each in self.checks if each.outcome == PriceHeld.SPELLING}
        return all(later in agreed for later in range(version + 1, self.version + 1))


def holding(session: Session, proposal: Proposal, answer: Costing | None) -> Holding | None:
    """How far `answer`, the latest, holds; None where there is none or it says no."""
    if answer is None:
        return None
    return holdings(session, {proposal.id: (proposal, answer)}).get(proposal.id)


def holdings(
    session: Session, answers: Mapping[int, tuple[Proposal, Costing]]
) -> dict[int, Holding]:
    """The same for many, by proposal: two reads at most, and none where nothing can differ."""
    can = {key: told for key, told in answers.items() if told[1].can_be_done}
    later = [answer.id for proposal, answer in can.values() if answer.version != proposal.version]
    changed = [each.id for _p, each in can.values() if each.verdict == Feasibility.IF_CHANGED]
    checks: dict[int, list[PriceCheck]] = {}
    if later:
        query = select(PriceCheck).where(PriceCheck.costing_id.in_(later))
        for check in session.scalars(query.order_by(PriceCheck.version)):
            checks.setdefault(check.costing_id, []).append(check)
    conditions = conditions_by_costing(session, changed)
    return {
        key: Holding(
            answer, proposal.version, checks.get(answer.id, []), conditions.get(answer.id, [])
        )
        for key, (proposal, answer) in can.items()
    }


def conditions_by_costing(
    session: Session, costing_ids: Iterable[int]
) -> dict[int, list[CostingCondition]]:
    """Conditions of these answers in their order; no read where none is asked for."""
    wanted = list(costing_ids)
    found: dict[int, list[CostingCondition]] = {}
    if wanted:
        query = select(CostingCondition).where(CostingCondition.costing_id.in_(wanted))
        for each in session.scalars(query.order_by(CostingCondition.n)):
            found.setdefault(each.costing_id, []).append(each)
    return found


@dataclass(frozen=True)
class PriceToCheck:
    """A question whether a price holds, or a condition to look at, for an official's desk.

    Attributes:
        condition: the condition that a delegate says is met; None where the price is asked.
    """

    round: Round
    proposal: Proposal
    title: str
    team: Team
    costing: Costing
    check: PriceCheck | None
    condition: CostingCondition | None
    days: WorkingDays
    today: date

    @property
    def days_late(self) -> int:
        return self.days.days_late(self.due_on, self.today)

    @property
    def due_on(self) -> date:
        told = self.check or self.condition
        if told is None or told.due_on is None:
            raise ValueError("a price to check has a check or a condition that was shown")
        return told.due_on


# Built once: to build a statement takes longer than to send it.
_ABOUT = (
    select(Costing, Proposal, ProposalVersion.title, Team, Round)
    .join(Proposal, Proposal.id == Costing.proposal_id)
    .join(
        ProposalVersion,
        and_(
            ProposalVersion.proposal_id == Proposal.id,
            ProposalVersion.version == Proposal.version,
        ),
    )
    .join(Team, Team.id == Costing.team_id)
    .join(Round, Round.id == Costing.round_id)
    .where(
        Proposal.state == ProposalState.WRITING,
        Round.frozen_at.is_(None),
    )
)
_ASKED = (
    _ABOUT.join(PriceCheck, PriceCheck.costing_id == Costing.id)
    .add_columns(PriceCheck)
    .where(PriceCheck.outcome == "")
)
_SHOWN = (
    _ABOUT.join(CostingCondition, CostingCondition.costing_id == Costing.id)
    .add_columns(CostingCondition)
    .where(CostingCondition.shown_at.is_not(None), CostingCondition.met.is_(None))
)


def prices_to_check(
    session: Session, team_slugs: Iterable[str], now: datetime
) -> list[PriceToCheck]:
    """What these teams have to look at again, the earliest due first: two reads and the clock."""
    slugs = list(team_slugs)
    if not slugs:
        return []
    found = [(*row, None) for row in session.execute(_ASKED).all()]
    found += [(*row[:-1], None, row[-1]) for row in session.execute(_SHOWN).all()]
    # Few wait in all; asked by their team, a database would begin with all that the team priced.
    found = [row for row in found if row[3].slug in slugs]
    if not found:
        return []
    days = working_days(session)
    today = days.day_of(now)
    rows = [
        PriceToCheck(round_, proposal, title, team, costing, check, condition, days, today)
        for costing, proposal, title, team, round_, check, condition in found
    ]
    return sorted(rows, key=lambda row: (row.due_on, row.proposal.id))


@dataclass(frozen=True)
class Unready:
    """A project on the ballot with which the ballot cannot be frozen."""

    number: int
    why: NotReady


def unready_projects(session: Session, round_id: int) -> list[Unready]:
    """Projects on the ballot whose price or conditions do not hold, by number; each once.

    Source: docs/rules/review.md section 11.6.
    """
    query = (
        select(Proposal, Costing)
        .join(
            BallotProject,
            and_(
                BallotProject.round_id == Proposal.round_id,
                BallotProject.number == Proposal.number,
            ),
        )
        .outerjoin(Costing, Costing.proposal_id == Proposal.id)
        .where(Proposal.round_id == round_id, Proposal.state == ProposalState.ON_BALLOT)
        .order_by(Proposal.number, Costing.answered_at, Costing.id)
    )
    answers: dict[int, tuple[Proposal, Costing]] = {}
    again: dict[int, int] = {}
    for proposal, costing in session.execute(query):
        if costing is None:
            continue
        if costing.is_open:
            if costing.replaces is not None:
                again[proposal.id] = proposal.number
            continue
        known = answers.get(proposal.id)
        if known is None or (known[1].answered_at, known[1].id) < (costing.answered_at, costing.id):
            answers[proposal.id] = (proposal, costing)
    found = [Unready(number, NotReady.PRICED_AGAIN) for number in again.values()]
    for key, told in holdings(session, answers).items():
        if key in again:
            continue
        if not told.is_priced:
            found.append(Unready(answers[key][0].number, NotReady.PRICE))
        elif told.unmet:
            found.append(Unready(answers[key][0].number, NotReady.CONDITION))
    return sorted(found, key=lambda each: each.number)
