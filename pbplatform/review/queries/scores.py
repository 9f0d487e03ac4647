"""How delegates scored a proposal, for those who may know.

Source: docs/rules/review.md section 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.queries import names_of
from pbplatform.places.queries import working_days
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review.domain.spread import FEWEST_SHOWN, Spread, spread_of
from pbplatform.review.models import ScoreSheet, Scoring
from pbplatform.rounds.models import Round


@dataclass(frozen=True)
class Scores:
    """What everybody may know of the scores of a proposal.

    Attributes:
        given: how many delegates have scored it.
        due_on: last day to score; None before anybody has.
        public: whether the spread may be shown.
        spreads: one for each criterion; empty until public, and where one delegate alone scored.
        sentences: how it brings people together, in the order of the alphabet.
        named: scores with names, where the round shows them.
    """

    given: int
    due_on: date | None
    public: bool
    spreads: Sequence[Spread] = ()
    sentences: Sequence[str] = ()
    named: Sequence[tuple[str, Sequence[int]]] = ()
    versions: Sequence[int] = ()


def sheets_of(session: Session, proposal_id: int) -> list[ScoreSheet]:
    query = select(ScoreSheet).where(ScoreSheet.proposal_id == proposal_id)
    return list(session.scalars(query.order_by(ScoreSheet.account_id)))


def are_public(scoring: Scoring | None, proposal: Proposal, today: date) -> bool:
    """Whether scores may be seen: all have scored, the day has passed, or it is decided."""
    if scoring is None:
        return False
    return scoring.is_public(today) or proposal.state != ProposalState.WRITING


def scores_of(session: Session, round_: Round, proposal: Proposal, now: datetime) -> Scores | None:
    """The scores as everybody reads them; None in a round without them."""
    if not round_.criteria:
        return None
    scoring = session.get(Scoring, proposal.id)
    if scoring is None:
        return Scores(given=0, due_on=None, public=False)
    sheets = sheets_of(session, proposal.id)
    public = are_public(scoring, proposal, working_days(session).day_of(now))
    if not public:
        return Scores(given=len(sheets), due_on=scoring.due_on, public=False)
    shown = sheets if round_.score_names or len(sheets) >= FEWEST_SHOWN else []
    names = names_of(session, [each.account_id for each in shown]) if round_.score_names else {}
    return Scores(
        given=len(sheets),
        due_on=scoring.due_on,
        public=True,
        spreads=spreads_of(round_, shown),
        sentences=sorted(each.together for each in shown if each.together),
        named=sorted((names[each.account_id], each.marks) for each in shown if names),
        versions=sorted({each.version for each in shown}),
    )


def spreads_of(round_: Round, sheets: Sequence[ScoreSheet]) -> list[Spread]:
    """One spread for each criterion of the round."""
    if not sheets:
        return []
    return [
        spread_of(criterion, [each.marks[place] for each in sheets])
        for place, criterion in enumerate(round_.criteria)
    ]


def scorings_past(session: Session, now: datetime) -> list[int]:
    """Proposals whose scores are due to be public, and are not told so yet."""
    waiting = select(Scoring.proposal_id).where(Scoring.published_at.is_(None))
    if not session.scalar(waiting.limit(1)):
        return []
    off = select(Proposal.id).join(Round, Round.id == Proposal.round_id)
    stopped = off.where(Round.called_off_at.is_not(None))
    past = waiting.where(
        Scoring.due_on < working_days(session).day_of(now), Scoring.proposal_id.not_in(stopped)
    )
    return list(session.scalars(past.order_by(Scoring.proposal_id)))
