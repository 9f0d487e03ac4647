"""What is odd about a round before its freeze and before its opening.

Source: docs/rules/rounds.md section 4.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import holders
from pbplatform.core.actor import covers
from pbplatform.core.errors import NotFound
from pbplatform.places import queries as places
from pbplatform.places.queries.public_roles import two_working_days_before
from pbplatform.proposals.models import Proposal
from pbplatform.review.queries import undecided_in_round
from pbplatform.review.queries.conditions import conditions_of
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.domain.oddities import Oddity, odd_days_of_vote
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.services.counting_rules import least_votes
from pbplatform.voting.domain import oddities as odd
from pbplatform.voting.models import RollEntry
from pbplatform.voting.queries.box import close_entry, reconcile, votes_on_paper
from pbplatform.voting.queries.roll_history import counted_on_roll


def odd_before_freeze(
    session: Session, round_: Round, keys: odd.Keys, *, now: datetime
) -> list[Oddity]:
    """Everything that whoever freezes this ballot looks at first; in the order of the page."""
    return [
        *odd.odd_ballot(_ballot(session, round_)),
        *odd.odd_voters(_voters(session, round_)),
        *_days(session, round_),
        *odd.odd_people(_people(session, round_, now)),
        *odd.odd_keys(keys),
    ]


def odd_before_opening(session: Session, round_: Round) -> list[Oddity]:
    """Everything that whoever opens this box looks at first."""
    here, last = _turnout(session, round_.id), _last_counted(session, round_)
    counts = reconcile(session, round_.id)
    box = odd.Box(
        roll=here.roll,
        marked=here.voted,
        envelopes=counts.envelopes,
        on_paper=counts.on_paper,
        last_roll=last.roll if last else None,
        last_envelopes=last.voted if last else None,
    )
    return list(odd.odd_box(box))


def _ballot(session: Session, round_: Round) -> odd.Ballot:
    conditions = conditions_of(session, round_.id)
    return odd.Ballot(
        money_minor=round_.money_minor,
        projects=[
            odd.Priced(one.number, one.title, one.cost_minor)
            for one in rounds.ballot_projects(session, round_.id)
        ],
        with_condition=[one.number for one in conditions if one.unmet],
        older_price=[one.number for one in conditions if one.is_older],
        undecided=undecided_in_round(session, round_.id),
        empty_committees=_empty_committees(session, round_.id),
    )


def _empty_committees(session: Session, round_id: int) -> list[str]:
    """Committees of which no proposal is on the ballot, by name."""
    has_one = (
        select(Proposal.id)
        .where(Proposal.committee_id == Committee.id, Proposal.state == "on_ballot")
        .exists()
    )
    query = select(Committee.name).where(Committee.round_id == round_id, ~has_one)
    return list(session.scalars(query.order_by(Committee.name)))


def _voters(session: Session, round_: Round) -> odd.Voters:
    last = _last_counted(session, round_)
    return odd.Voters(
        roll=_turnout(session, round_.id).roll,
        needed=least_votes(round_.counting_rule) or 0,
        last_roll=last.roll if last else None,
    )


class Turnout(NamedTuple):
    """Voters on a roll, and how many of them voted."""

    roll: int
    voted: int


def _turnout(session: Session, round_id: int) -> Turnout:
    query = select(func.count(), func.count().filter(RollEntry.marked)).where(
        RollEntry.round_id == round_id, counted_on_roll()
    )
    return Turnout(*session.execute(query).one())


def _last_counted(session: Session, round_: Round) -> Turnout | None:
    """The round that was counted last before this one; None where there is none."""
    query = (
        select(Round.id)
        .where(Round.counted_at.is_not(None), Round.id != round_.id)
        .order_by(Round.counted_at.desc(), Round.id.desc())
        .limit(1)
    )
    found = session.scalar(query)
    if found is None:
        return None
    # A vote on paper marks nobody: how many came so, the close entry tells.
    last = _turnout(session, found)
    by_kind = close_entry(session, session.get_one(Round, found)).get("by_kind", "")
    return last._replace(voted=last.voted + votes_on_paper(by_kind))


def _days(session: Session, round_: Round) -> list[Oddity]:
    try:
        calendar = places.working_days(session)
    except NotFound:  # without a holiday table nobody can say; the round's desk says that
        return []
    last_year = places.calendars(session)[0].last_year
    return odd_days_of_vote(round_, calendar=calendar, last_year=last_year)


def _people(session: Session, round_: Round, now: datetime) -> odd.People:
    held = [one for one in holders(session, now=now) if covers(one.scope, round_.scope)]
    there = places.the_place(session)
    return odd.People(
        auditors=[
            odd.Held(one.account_id, one.starts_at, one.last_at)
            for one in held
            if one.role == Role.AUDITOR
        ],
        facilitators={one.account_id for one in held if one.role == Role.FACILITATOR},
        clerks=sum(one.role == Role.CLERK for one in held),
        public_before=two_working_days_before(session, now) if there else now,
        needed_until=round_.results_at,
    )
