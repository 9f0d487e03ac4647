"""Reading interests, costings and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import Holder, holders
from pbplatform.core.errors import NotFound
from pbplatform.core.kept_lists import Kept, cells_of_some
from pbplatform.core.paging import Page, page_counted
from pbplatform.places.models import Team
from pbplatform.places.queries import table_ends, working_days
from pbplatform.proposals.models import Idea, Proposal, ProposalVersion
from pbplatform.proposals.queries import ProposalRow
from pbplatform.proposals.queries.joins import credited
from pbplatform.review.domain.kept import ANSWERED, SHIFTS
from pbplatform.review.kinds import VOTES, Stage, Stance
from pbplatform.review.models import Costing, Decision, DecisionVote, Declaration, Interest
from pbplatform.review.queries.holding import Holding, holdings
from pbplatform.review.queries.stages import stage_of
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee_scope


def members(
    session: Session, round_: Round, committee: Committee, *, now: datetime
) -> list[Holder]:
    """The committee's delegates at `now`, by name."""
    scope = committee_scope(round_, committee)
    return holders(session, now=now, scopes=[scope], role=Role.DELEGATE)


def has_declared(session: Session, committee_id: int, account_id: int | None) -> bool:
    """Whether this person answered the committee's question about interests."""
    return (
        account_id is not None and session.get(Declaration, (committee_id, account_id)) is not None
    )


@dataclass(frozen=True)
class DeclaredInterest:
    """An interest as the public reads it."""

    account_id: int
    name: str
    idea: int
    idea_title: str
    words: str
    declared_at: datetime


@dataclass(frozen=True)
class Declarations:
    """Who has declared in a committee, and which interests."""

    when: dict[int, datetime]  # by account
    interests: list[DeclaredInterest]


def declarations(session: Session, committee_id: int) -> Declarations:
    """All declarations of a committee in one read; interests by name and idea."""
    query = (
        select(Declaration, Interest, Account.name, Idea.number, Idea.title)
        .join(Account, Account.id == Declaration.account_id)
        .outerjoin(
            Interest,
            and_(
                Interest.committee_id == Declaration.committee_id,
                Interest.account_id == Declaration.account_id,
            ),
        )
        .outerjoin(Idea, Idea.id == Interest.idea_id)
        .where(Declaration.committee_id == committee_id)
        .order_by(Account.name, Idea.number)
    )
    found = Declarations({}, [])
    for declared, interest, name, number, title in session.execute(query):
        found.when[declared.account_id] = declared.declared_at
        if interest is not None:
            found.interests.append(
                DeclaredInterest(
                    interest.account_id, name, number, title, interest.words, interest.declared_at
                )
            )
    return found


def interests(session: Session, committee_id: int) -> list[DeclaredInterest]:
    """All declared interests of a committee, by name and idea."""
    return declarations(session, committee_id).interests


def interested_in_idea(session: Session, idea_id: int) -> set[int]:
    """Accounts that declared an interest in the idea."""
    return set(session.scalars(select(Interest.account_id).where(Interest.idea_id == idea_id)))


def interested_in_proposal(session: Session, proposal_id: int) -> set[int]:
    """Accounts that declared an interest in any idea the proposal was made of."""
    query = (
        select(Interest.account_id)
        .join(Idea, Idea.id == Interest.idea_id)
        .where(credited(proposal_id))
    )
    return set(session.scalars(query))


@dataclass(frozen=True)
class CostingRow:
    """A costing with all that a desk or a page says of it."""

    costing: Costing
    team: Team
    proposal: Proposal
    text: ProposalVersion
    round: Round
    days_late: int
    today: date
    counted_to: date | None = None  # the last day that the table of its due day knows


_Costed = Select[Costing, Team, Proposal, ProposalVersion, Round]


def _costed(query: Select[Costing]) -> _Costed:
    """Costings with all that their rows show, as a query."""
    return (
        query.add_columns(Team, Proposal, ProposalVersion, Round)
        .join(Team, Team.id == Costing.team_id)
        .join(Proposal, Proposal.id == Costing.proposal_id)
        .join(
            ProposalVersion,
            and_(
                ProposalVersion.proposal_id == Proposal.id,
                ProposalVersion.version == Costing.version,
            ),
        )
        .join(Round, Round.id == Costing.round_id)
    )


def _costing_rows(session: Session, query: Select[Costing], *, now: datetime) -> list[CostingRow]:
    return _rows(session, _costed(query), {}, now)


def _rows(
    session: Session, asked: _Costed, values: Mapping[str, Any], now: datetime
) -> list[CostingRow]:
    found = session.execute(asked, values).all()
    if not found:
        return []
    days, ends = working_days(session), table_ends(session)
    today = days.day_of(now)
    return [
        CostingRow(
            costing=costing,
            team=team,
            proposal=proposal,
            text=text,
            round=round_,
            days_late=days.days_late(costing.due_on, today) if costing.is_open else 0,
            today=today,
            counted_to=ends.get(costing.calendar),
        )
        for costing, team, proposal, text, round_ in found
    ]


def costings_for_teams(
    session: Session, team_slugs: Iterable[str], now: datetime
) -> list[CostingRow]:
    """What these teams still have to answer, the earliest due first; for the official's desk."""
    return _rows(session, _TO_ANSWER, {"teams": list(team_slugs)}, now)


# Built once: to build a statement takes longer than to send it.
_TO_ANSWER = _costed(
    select(Costing)
    .where(
        Costing.answered_at.is_(None),
        Team.slug.in_(bindparam("teams", expanding=True)),
        or_(
            Proposal.state == "writing",
            and_(Proposal.state == "on_ballot", Costing.replaces.is_not(None)),
        ),
        Round.called_off_at.is_(None),
    )
    .order_by(Costing.due_on, Costing.id)
)


def answered_for_teams(
    session: Session, team_slugs: Iterable[str], now: datetime, *, wanted: int = 1, size: int = 20
) -> Page[CostingRow]:
    """A page of what these teams answered, newest first."""
    own = select(Team.id).where(Team.slug.in_(list(team_slugs))).order_by(Team.id)
    teams = tuple(session.scalars(own))
    cells = cells_of_some(session, ANSWERED, teams)
    newest = Kept(ANSWERED, teams, SHIFTS, falling=True)

    def read(offset: int) -> list[CostingRow]:
        shown = Costing.id.in_(newest.ids(session, cells, offset=offset, size=size))
        order = (Costing.answered_at.desc(), Costing.id.desc())
        return _costing_rows(session, select(Costing).where(shown).order_by(*order), now=now)

    return page_counted(sum(cells.values()), read, wanted=wanted, size=size)


def costings_of_proposal(session: Session, proposal_id: int, now: datetime) -> list[CostingRow]:
    """Every costing of a proposal, oldest first."""
    query = select(Costing).where(Costing.proposal_id == proposal_id)
    return _costing_rows(session, query.order_by(Costing.asked_at, Costing.id), now=now)


def costing_by_number(session: Session, round_id: int, number: int, now: datetime) -> CostingRow:
    """One costing; NotFound when there is none."""
    query = select(Costing).where(Costing.round_id == round_id, Costing.number == number)
    found = _costing_rows(session, query, now=now)
    if not found:
        raise NotFound("costing.not_found")
    return found[0]


def is_asked(session: Session, proposal_id: int, team_id: int) -> bool:
    """Whether this team has an open question about the proposal."""
    query = select(Costing.id).where(
        Costing.proposal_id == proposal_id,
        Costing.team_id == team_id,
        Costing.answered_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


def priced_again(session: Session, proposal_id: int) -> Costing | None:
    """The open question by which a team prices the proposal again; None where there is none."""
    query = select(Costing).where(
        Costing.proposal_id == proposal_id,
        Costing.answered_at.is_(None),
        Costing.replaces.is_not(None),
    )
    found: Costing | None = session.scalar(query.order_by(Costing.id).limit(1))
    return found


def latest_answer(session: Session, proposal_id: int) -> Costing | None:
    """The newest answered costing of a proposal."""
    query = select(Costing).where(
        Costing.proposal_id == proposal_id, Costing.answered_at.is_not(None)
    )
    newest: Costing | None = session.scalar(
        query.order_by(Costing.answered_at.desc(), Costing.id.desc()).limit(1)
    )
    return newest


@dataclass(frozen=True)
class ProposalOverview:
    """A proposal with its stage and price, as lists show it.

    Attributes:
        waiting: the costing that is due first, with its team's name.
        team: name of the team of the latest answer.
        held: what of that answer holds for the text that stands.
    """

    row: ProposalRow
    round: Round
    stage: Stage
    price_minor: int | None
    waiting: tuple[Costing, str] | None
    answer: Costing | None
    team: str = ""
    held: Holding | None = None


# Built once: to build a statement takes longer than to send it.
_COSTINGS = (
    select(Costing, Team.name)
    .join(Team, Team.id == Costing.team_id)
    .where(Costing.proposal_id.in_(bindparam("ids", expanding=True)))
    .order_by(Costing.due_on, Costing.id)
)


def overview(
    session: Session, rows: Sequence[ProposalRow], round_: Round
) -> list[ProposalOverview]:
    """Stage and price of proposals of one round: one read, however many."""
    return overview_across(session, [(row, round_) for row in rows])


def overview_across(
    session: Session, pairs: Sequence[tuple[ProposalRow, Round]]
) -> list[ProposalOverview]:
    """The same of proposals of several rounds, each with its own."""
    rows = [row for row, _round in pairs]
    ids = [row.proposal.id for row in rows]
    waiting: dict[int, tuple[Costing, str]] = {}
    answers: dict[int, Costing] = {}
    teams: dict[int, str] = {}
    for costing, team_name in session.execute(_COSTINGS, {"ids": ids}) if ids else ():
        teams[costing.team_id] = team_name
        if costing.answered_at is None:
            waiting.setdefault(costing.proposal_id, (costing, team_name))
            continue
        known = answers.get(costing.proposal_id)
        if known is None or (known.answered_at, known.id) < (costing.answered_at, costing.id):
            answers[costing.proposal_id] = costing
    by_id = {row.proposal.id: row.proposal for row in rows}
    held = holdings(session, {key: (by_id[key], answer) for key, answer in answers.items()})
    return [_overview_of(row, round_, waiting, answers, held, teams) for row, round_ in pairs]


def _overview_of(
    row: ProposalRow,
    round_: Round,
    waiting: dict[int, tuple[Costing, str]],
    answers: dict[int, Costing],
    held: dict[int, Holding],
    teams: dict[int, str],
) -> ProposalOverview:
    own = row.proposal.id
    answer = answers.get(own)
    stage = stage_of(
        row.proposal,
        waiting=own in waiting,
        answered=own in answers,
        withdrawn=row.proposal.number in round_.in_force.withdrawn,
        held=held.get(own),
    )
    return ProposalOverview(
        row=row,
        round=round_,
        stage=stage,
        price_minor=answer.price_minor if answer else None,
        waiting=waiting.get(own),
        answer=answer,
        team=teams.get(answer.team_id, "") if answer else "",
        held=held.get(own),
    )


@dataclass(frozen=True)
class DecisionRow:
    """A decision with names by stance."""

    decision: Decision
    names: dict[str, list[str]]
    silent: list[str] = field(default_factory=list)  # no word of their own, by name

    @property
    def present(self) -> int:
        away = (Stance.ABSENT, Stance.LEFT)
        return sum(len(names) for stance, names in self.names.items() if stance not in away)


def decision_of(session: Session, proposal_id: int) -> DecisionRow | None:
    """What the committee decided about a proposal; None before."""
    return decisions_of(session, [proposal_id]).get(proposal_id)


def decisions_of(session: Session, proposal_ids: Iterable[int]) -> dict[int, DecisionRow]:
    """Decisions by proposal, names in order of the alphabet."""
    query = (
        select(Decision, DecisionVote.stance, DecisionVote.own_word, Account.name)
        .outerjoin(DecisionVote, DecisionVote.proposal_id == Decision.proposal_id)
        .outerjoin(Account, Account.id == DecisionVote.account_id)
        .where(Decision.proposal_id.in_(list(proposal_ids)))
        .order_by(Account.name, Account.id)
    )
    found: dict[int, DecisionRow] = {}
    for decision, stance, own_word, name in session.execute(query):
        row = found.setdefault(
            decision.proposal_id, DecisionRow(decision, {str(each): [] for each in Stance})
        )
        if stance is not None:
            row.names[stance].append(name)
            if not own_word and stance in VOTES:
                row.silent.append(name)
    return found


def undecided_in_round(session: Session, round_id: int) -> int:
    """How many proposals of the round no committee has decided: a freeze leaves them out."""
    query = select(func.count()).select_from(Proposal)
    waiting = query.where(Proposal.round_id == round_id, Proposal.state == "writing")
    return session.scalar(waiting) or 0
