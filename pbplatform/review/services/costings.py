"""Teams are asked and answer. Source: docs/rules/review.md sections 2 and 3."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import holders
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.numbers import next_number
from pbplatform.core.outbox import announce
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.proposals import queries as proposals
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.models import Proposal
from pbplatform.review import queries
from pbplatform.review.kinds import ReviewLog
from pbplatform.review.models import Costing
from pbplatform.review.policies import refuse_to_ask, refuse_to_pass
from pbplatform.rounds.models import Committee, Round


def _new_costing(
    session: Session,
    actor: ActorRef,
    proposal: Proposal,
    team: Team,
    questions: str,
    *,
    now: datetime,
) -> Costing:
    """The request, due in the place's working days for costings."""
    days = places.working_days(session)
    costing = Costing(
        round_id=proposal.round_id,
        number=next_number(session, f"costing:{proposal.round_id}"),
        proposal_id=proposal.id,
        version=proposal.version,
        team_id=team.id,
        questions=questions,
        asked_by=actor.account_id,
        asked_at=now,
        due_on=days.after(days.day_of(now), places.require_place(session).costing_days),
        calendar=days.version,
    )
    session.add(costing)
    session.flush()
    return costing


def facts_to_ask(session: Session, proposal: Proposal) -> Facts:
    """What a team is asked to price, and who was asked before."""
    text = proposals.version_of(session, proposal.id, proposal.version)
    query = select(func.count()).select_from(Costing).where(Costing.proposal_id == proposal.id)
    return {
        "version": proposal.version,
        "title": text.title,
        "text": text.text,
        "state": proposal.state,
        "asked": session.scalar(query),
    }


def _locked_to_ask(session: Session, proposal_id: int) -> Proposal:
    """The proposal's row is the lock that keeps a team from being asked twice at once."""
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    return proposal


def ask_costing(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    team_id: int,
    questions: str,
    now: datetime,
    seen: str | None = None,
) -> Costing:
    """Ask a team whether the proposal can be done and what it costs.

    Raises:
        NotAllowed: not a delegate of the committee, or interests not declared.
        Conflict: decided already, the team is asked already, or no question.
    """
    proposal = _locked_to_ask(session, proposal_id)
    committee = session.get_one(Committee, proposal.committee_id)
    round_ = session.get_one(Round, proposal.round_id)
    team = session.get(Team, team_id)
    if team is None:
        raise Conflict("team.not_found", field="team")
    if refusal := refuse_to_ask(
        actor,
        round_,
        committee,
        proposal,
        declared=queries.has_declared(session, committee.id, actor.account_id),
        asked_already=queries.is_asked(session, proposal_id, team_id),
    ):
        raise refusal
    if seen is not None:
        require_same(seen, facts_to_ask(session, proposal))
    if not questions.strip():
        raise Conflict("costing.questions_needed", field="questions")
    costing = _new_costing(session, actor, proposal, team, questions.strip(), now=now)
    audit.record(
        session,
        ReviewLog.COSTING_ASKED,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        costing=costing.number,
        team=team.slug,
        version=proposal.version,
        due=costing.due_on.isoformat(),
    )
    _tell_team(session, costing, team, round_, proposal, now=now)
    return costing


def _tell_team(
    session: Session,
    costing: Costing,
    team: Team,
    round_: Round,
    proposal: Proposal,
    *,
    now: datetime,
) -> None:
    text = queries.costing_by_number(session, round_.id, costing.number, now).text
    for holder in holders(session, now=now, scopes=[team.scope], role=Role.OFFICIAL):
        person = session.get_one(Account, holder.account_id)
        if person.email:
            announce(
                session,
                "review:costing_asked",
                now=now,
                to=person.email,
                number=proposal.number,
                team=team.name,
                title=text.title,
                due=costing.due_on.isoformat(),
                path=f"/desk/official/costings/{round_.slug}/{costing.number}",
            )


def pass_costing(
    session: Session, *, actor: ActorRef, costing_id: int, team_id: int, words: str, now: datetime
) -> None:
    """Say that another team must be asked; once, with a public reason. The due day stays.

    Raises:
        NotAllowed: not an official of the team that was asked.
        Conflict: answered or passed on already, the proposal is decided, the same team or one that
            is asked already, or no reason.
    Source: docs/rules/review.md section 2.
    """
    costing = session.get(Costing, costing_id, with_for_update=True, populate_existing=True)
    if costing is None:
        raise NotFound("costing.not_found")
    team = session.get_one(Team, costing.team_id)
    proposal = session.get_one(Proposal, costing.proposal_id)
    round_ = session.get_one(Round, costing.round_id)
    to = session.get(Team, team_id)
    if to is None:
        raise Conflict("team.not_found", field="team")
    if refusal := refuse_to_pass(
        actor,
        team,
        to,
        costing,
        proposal,
        asked_already=queries.is_asked(session, proposal.id, to.id),
    ):
        raise refusal
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    costing.team_id = to.id
    costing.passed_from = team.name
    costing.passed_words = words.strip()
    session.flush()
    audit.record(
        session,
        ReviewLog.COSTING_PASSED,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        costing=costing.number,
        team=team.slug,
        to=to.slug,
        reason=words.strip(),
        due=costing.due_on.isoformat(),
    )
    _tell_team(session, costing, to, round_, proposal, now=now)
