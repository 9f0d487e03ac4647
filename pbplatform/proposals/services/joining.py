"""Authors agree to being joined, or take their idea out; a proposal is split into two.

Source: docs/rules/proposals.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import email_of, holders
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.outbox import announce
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import idea_path, proposal_path
from pbplatform.proposals.kinds import IdeaState, ProposalLog
from pbplatform.proposals.models import (
    Idea,
    IdeaJoin,
    JoinObjection,
    Proposal,
    ProposalCredit,
)
from pbplatform.proposals.policies import refuse_to_answer_join
from pbplatform.proposals.services.telling import (
    locked_idea,
    locked_proposal,
    tell_author,
    write_of_idea,
    write_of_proposal,
)
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee_scope

OBJECTING = timedelta(days=7)


def begin_joins(
    session: Session, ideas: Sequence[Idea], proposal: Proposal, round_: Round, *, now: datetime
) -> bool:
    """Ask the authors of ideas that were joined; nothing where all are of one person.

    Returns:
        Whether they are asked, and so have a mail of their own.
    """
    if len({idea.author_id for idea in ideas}) < 2:
        return False
    days = places.working_days(session)
    by = days.last_day_of(now + OBJECTING).isoformat()
    for idea in ideas:
        if idea.author_id is None:
            continue
        session.add(
            IdeaJoin(
                idea_id=idea.id, proposal_id=proposal.id, joined_at=now, ends_at=now + OBJECTING
            )
        )
        tell_author(
            session,
            "idea_joined",
            idea,
            round_,
            now=now,
            proposal=proposal.number,
            others=len(ideas) - 1,
            by=by,
        )
    session.flush()
    return True


def _asked(
    session: Session, actor: ActorRef, idea_id: int, now: datetime
) -> tuple[Idea, Round, Proposal, IdeaJoin]:
    """An idea whose author may still say whether it is joined; idea and proposal are locked."""
    idea, round_ = locked_idea(session, idea_id)
    join = session.get(IdeaJoin, idea_id, populate_existing=True)
    if idea.proposal_id is None or join is None:
        raise Conflict("join.stands")
    proposal, _round = locked_proposal(session, idea.proposal_id)
    if refusal := refuse_to_answer_join(actor, idea, proposal, join, now):
        raise refusal
    return idea, round_, proposal, join


def agree_to_join(session: Session, *, actor: ActorRef, idea_id: int, now: datetime) -> None:
    """Agree that one's own idea is joined with others; when all agree it stands.

    Raises:
        NotAllowed: not its author.
        Conflict: it stands already, or the proposal is decided.
    """
    idea, round_, proposal, join = _asked(session, actor, idea_id, now)
    join.agreed_at = now
    session.flush()
    audit.record(
        session,
        ProposalLog.JOIN_AGREED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        proposal=proposal.number,
    )


def object_to_join(
    session: Session, *, actor: ActorRef, idea_id: int, words: str, now: datetime
) -> None:
    """Take one's own idea out again; it is with the committee as before. The log has a hash only.

    Raises:
        NotAllowed: not its author.
        Conflict: it stands already, the proposal is decided, or no reason.
    """
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    idea, round_, proposal, join = _asked(session, actor, idea_id, now)
    salt, commitment = audit.text_commitment(words.strip())
    session.add(
        JoinObjection(
            idea_id=idea.id,
            proposal_id=proposal.id,
            words=words.strip(),
            words_salt=salt,
            objected_at=now,
        )
    )
    session.delete(join)
    idea.move_to(IdeaState.CLAIMED)
    idea.proposal_id = idea.settled_at = None
    session.execute(delete(ProposalCredit).where(ProposalCredit.idea_id == idea.id))
    session.flush()
    _let_rest_stand(session, proposal, now)
    own = [email_of(session, actor.account_id)] if actor.account_id else []
    facts = {"proposal": proposal.number}
    path = proposal_path(round_.slug, proposal.number)
    write_of_idea(session, "idea_taken_out", idea, round_, facts, told=own, within=[path], now=now)
    audit.record(
        session,
        ProposalLog.JOIN_OBJECTED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        proposal=proposal.number,
        words=commitment,
    )
    _tell_delegates(session, idea, proposal, round_, now=now)


def _let_rest_stand(session: Session, proposal: Proposal, now: datetime) -> None:
    """Where the ideas that stay are of one author, there is nothing left to object to."""
    authors = set(session.scalars(select(Idea.author_id).where(Idea.proposal_id == proposal.id)))
    if len(authors) < 2:
        for row in session.scalars(select(IdeaJoin).where(IdeaJoin.proposal_id == proposal.id)):
            row.agreed_at = row.agreed_at or now
    session.flush()


def _tell_delegates(
    session: Session, idea: Idea, proposal: Proposal, round_: Round, *, now: datetime
) -> None:
    committee = session.get_one(Committee, proposal.committee_id)
    scope = committee_scope(round_, committee)
    for each in holders(session, now=now, scopes=[scope], role=Role.DELEGATE):
        if to := email_of(session, each.account_id):
            announce(
                session,
                "proposals:join_objected",
                now=now,
                to=to,
                number=idea.number,
                proposal=proposal.number,
                path=f"/desk/delegate/{round_.slug}/proposals/{proposal.number}",
            )


def credit_authors(
    session: Session,
    *,
    old: Proposal,
    new: Proposal,
    round_: Round,
    ideas: Sequence[Idea],
    now: datetime,
) -> None:
    """All authors of a proposal are credited in the one that was split off it, and told."""
    told = []
    for idea in ideas:
        session.add(ProposalCredit(proposal_id=new.id, idea_id=idea.id))
        told += tell_author(
            session,
            "proposal_split",
            idea,
            round_,
            now=now,
            proposal=old.number,
            new=new.number,
            new_path="/" + proposal_path(round_.slug, new.number),
        )
    session.flush()
    within = [round_.path, proposal_path(round_.slug, old.number)]
    facts = {"split_from": old.number}
    write_of_proposal(
        session, "proposals:proposal_split", new, round_, facts, told=told, within=within, now=now
    )
