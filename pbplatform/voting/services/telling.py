"""Everybody whom we can reach is told of an amendment, in the same words.

Source: docs/rules/amendments.md sections 3 and 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import holders, standings
from pbplatform.core.canonical import instant_text
from pbplatform.core.facts import tell_fact
from pbplatform.core.outbox import announce
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal, ProposalCredit
from pbplatform.proposals.queries.audiences import behind
from pbplatform.rounds.domain.amendments import Extension
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import committee_scope, committees
from pbplatform.voting.models import RollAccount

_STAFF = (Role.FACILITATOR, Role.CLERK, Role.AUDITOR)


def tell_of_withdrawal(
    session: Session, round_: Round, *, number: int, reason: str, now: datetime
) -> None:
    """Voters who linked their account, who sent or supported an idea in it, and staff."""
    project = round_.definition.told.project(number) if round_.definition else None
    people = {
        *_linked(session, round_.id),
        *_with_an_idea_in(session, round_.id, number),
        *_staff(session, round_, now),
    }
    addresses = _tell(
        session,
        people,
        "voting:project_withdrawn",
        now,
        round=round_.name,
        number=number,
        title=project.title if project else "",
        reason=reason,
        closes_at=instant_text(round_.closes_at),
        path=f"/{round_.path}",
        vote=f"/{round_.path}/vote",
    )
    stands = behind(session, round_, number)
    tell_fact(
        session,
        "voting:project_withdrawn",
        about=proposal_path(round_.slug, number),
        title=project.title if project else "",
        within=[round_.path, *stands.paths],
        told=addresses,
        now=now,
        round=round_.name,
        reason=reason,
    )


def tell_of_extension(
    session: Session, round_: Round, *, extension: Extension, reason: str, now: datetime
) -> None:
    """Voters who linked their account, and staff."""
    people = {*_linked(session, round_.id), *_staff(session, round_, now)}
    addresses = _tell(
        session,
        people,
        "voting:window_extended",
        now,
        round=round_.name,
        reason=reason,
        before=instant_text(extension.before),
        closes_at=instant_text(extension.closes_at),
        results_at=instant_text(extension.results_at),
        path=f"/{round_.path}",
        vote=f"/{round_.path}/vote",
    )
    tell_fact(
        session,
        "voting:window_extended",
        about=round_.path,
        title=round_.name,
        told=addresses,
        now=now,
        reason=reason,
        closes_at=instant_text(extension.closes_at),
    )


def tell_of_refused_numbers(session: Session, round_: Round, *, reason: str, now: datetime) -> None:
    """Staff of the round: whoever can put it right, and who confirms the numbers then."""
    own = standings(session, round_.scope, roles=_STAFF, now=now)
    people = {standing.account_id for standing, _name in own}
    path = f"/desk/facilitator/{round_.path}/box"
    _tell(
        session,
        people,
        "voting:numbers_refused",
        now,
        round=round_.name,
        reason=reason,
        path=path,
    )


def _tell(
    session: Session, people: Iterable[int], kind: str, now: datetime, **told: Any
) -> list[str]:
    """Announce a fact to each of these people who has an address; the addresses."""
    ids, addresses = sorted(people), []
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        query = select(Account.email).where(Account.id.in_(some)).order_by(Account.id)
        for email in session.scalars(query):
            if email:
                announce(session, kind, now=now, to=email, **told)
                addresses.append(email)
    return addresses


def _linked(session: Session, round_id: int) -> set[int]:
    query = select(RollAccount.account_id).where(RollAccount.round_id == round_id)
    return set(session.scalars(query))


def _with_an_idea_in(session: Session, round_id: int, number: int) -> set[int]:
    """Authors and supporters of the ideas that the proposal came from; imported ones have none."""
    of_proposal = (Proposal.round_id == round_id, Proposal.number == number)
    ideas = union(
        select(Idea.id).join(Proposal, Proposal.id == Idea.proposal_id).where(*of_proposal),
        select(ProposalCredit.idea_id)
        .join(Proposal, Proposal.id == ProposalCredit.proposal_id)
        .where(*of_proposal),
    ).subquery()
    here = select(ideas.c[0])
    authors = select(Idea.author_id).where(Idea.id.in_(here), Idea.author_id.is_not(None))
    supporters = select(IdeaSupport.account_id).where(IdeaSupport.idea_id.in_(here))
    return {*session.scalars(authors), *session.scalars(supporters)}


def _staff(session: Session, round_: Round, now: datetime) -> set[int]:
    """Who holds a role over the round, and delegates of its committees."""
    own = standings(session, round_.scope, roles=_STAFF, now=now)
    scopes = [committee_scope(round_, each) for each in committees(session, round_.id)]
    delegates = holders(session, now=now, scopes=scopes, role=Role.DELEGATE)
    return {
        *(standing.account_id for standing, _name in own),
        *(holder.account_id for holder in delegates),
    }
