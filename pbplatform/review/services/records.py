"""Records of decisions: loading, forgetting, and telling those who are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of, names_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.outbox import announce
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.models import Proposal
from pbplatform.review.kinds import VOTES, ReviewLog, Stance
from pbplatform.review.models import DecisionRecord, DecisionRecordVote
from pbplatform.review.queries.records import votes_of
from pbplatform.rounds.models import Round


def require_record(
    session: Session, proposal_id: int
) -> tuple[DecisionRecord, list[DecisionRecordVote]]:
    """The record and its votes.

    Raises:
        Conflict: nothing is written down.
    """
    record = session.get(DecisionRecord, proposal_id, populate_existing=True)
    if record is None:
        raise Conflict("decision.no_record")
    return record, votes_of(session, proposal_id)


def forget_record(session: Session, record: DecisionRecord) -> None:
    """The record has done its work; the log keeps what it said."""
    own = DecisionRecordVote.proposal_id == record.proposal_id
    session.execute(delete(DecisionRecordVote).where(own))
    session.delete(record)
    session.flush()


def tell_named(
    session: Session,
    record: DecisionRecord,
    round_: Round,
    proposal: Proposal,
    votes: Mapping[int, str],
    *,
    now: datetime,
    but: int | None,
) -> None:
    """Ask those whose vote somebody else wrote down to confirm it, and tell who was not there."""
    writer = names_of(session, [record.recorded_by]).get(record.recorded_by, "")
    by = record.object_by.isoformat() if record.object_by else ""
    for account_id, stance in sorted(votes.items()):
        to = email_of(session, account_id)
        if to and account_id != but and stance in (*VOTES, Stance.ABSENT):
            absent = stance == Stance.ABSENT
            announce(
                session,
                "review:decision_without_you" if absent else "review:decision_recorded",
                now=now,
                to=to,
                number=proposal.number,
                name=writer,
                by=by,
                path=f"/desk/delegate/{round_.slug}/proposals/{proposal.number}/decision",
            )


def tell_fallen(
    session: Session,
    round_: Round,
    proposal: Proposal,
    named: Iterable[int],
    words: str,
    *,
    now: datetime,
    but: int | None,
) -> None:
    """Tell the others that the record does not stand, and why."""
    for account_id in sorted(set(named) - {but}):
        if to := email_of(session, account_id):
            announce(
                session,
                "review:decision_objected",
                now=now,
                to=to,
                number=proposal.number,
                words=words,
                path=f"/desk/delegate/{round_.slug}/proposals/{proposal.number}",
            )


def let_fall(
    session: Session,
    actor: ActorRef,
    round_: Round,
    proposal: Proposal,
    *,
    why: str,
    now: datetime,
) -> None:
    """What was written down of a decision falls; those who are named are told. Nothing if nothing.

    Args:
        why: "text" or "price": what is another by now.
    Source: docs/rules/review.md section 11.4.
    """
    record = session.get(DecisionRecord, proposal.id, populate_existing=True)
    if record is None:
        return
    named = {vote.account_id for vote in votes_of(session, proposal.id)} | {record.recorded_by}
    forget_record(session, record)
    audit.record(
        session,
        ReviewLog.DECISION_FELL,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        because=why,
        version=proposal.version,
    )
    for account_id in sorted(named):
        if to := email_of(session, account_id):
            announce(
                session,
                "review:decision_fell",
                now=now,
                to=to,
                number=proposal.number,
                why=why,
                path=f"/desk/delegate/{round_.slug}/proposals/{proposal.number}",
            )
