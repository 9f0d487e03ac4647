"""Who signs in as a trustee: asked by the facilitator, accepted by their own press.

Source: docs/rules/trustees.md section 5.1.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import email_of
from pbplatform.accounts.services.signing_in import ensure_account
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.trustees.models import ListConfirmation, TrusteeAccount
from pbplatform.trustees.policies import refuse_to_ask_trustee
from pbplatform.trustees.queries import standing_trustees


def as_trustee(account_id: int, round_: Round, name: str) -> ActorRef:
    """Whoever acts with a share of a round's key, under the name of the public file."""
    return ActorRef("account", str(account_id), Role.TRUSTEE, round_.scope, name)


def ask_trustee(
    session: Session, *, actor: ActorRef, round_id: int, number: int, email: str, now: datetime
) -> None:
    """Ask the person of this address whether they are the trustee of this share.

    Somebody who was asked for this share and has not accepted is asked no more.

    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: no trustees, no such share, the box is open, the share has its person, or the
            address is one's own or another trustee's.
    """
    round_ = lock_round(session, round_id)
    dealt = standing_trustees(session, round_)
    if refusal := refuse_to_ask_trustee(actor, round_, by_trustees=dealt is not None):
        raise refusal
    if dealt is None or not 1 <= number <= dealt.of:
        raise Conflict("trustees.no_such_share", field="number")
    row = session.get(TrusteeAccount, (round_id, number))
    if row is not None and row.accepted_at is not None:
        raise Conflict("trustees.has_account", field="number", name=dealt.names[number - 1])
    person = ensure_account(session, email=email, name="")
    if person.id == actor.account_id:
        raise Conflict("trustees.not_yourself", field="email")
    theirs = select(TrusteeAccount.number).where(
        TrusteeAccount.round_id == round_id, TrusteeAccount.account_id == person.id
    )
    if (held := session.scalar(theirs)) is not None:
        code = "trustees.asked_already" if held == number else "trustees.asked_for_another"
        raise Conflict(code, field="email")
    if row is None:
        row = TrusteeAccount(round_id=round_id, number=number)
        session.add(row)
    row.account_id, row.asked_at = person.id, now
    session.flush()
    announce(
        session,
        "trustees:asked",
        now=now,
        to=email_of(session, person.id),
        round=round_.name,
        name=dealt.names[number - 1],
        by=actor.name,
        path=f"/{round_.path}/trustees/mine",
    )


def ask_no_more(session: Session, *, actor: ActorRef, round_id: int, number: int) -> None:
    """Take back a question that nobody has accepted.

    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: nobody is asked for this share, or it was accepted.
    """
    round_ = lock_round(session, round_id)
    dealt = standing_trustees(session, round_)
    if refusal := refuse_to_ask_trustee(actor, round_, by_trustees=dealt is not None):
        raise refusal
    row = session.get(TrusteeAccount, (round_id, number))
    if row is None or row.accepted_at is not None:
        raise Conflict("trustees.nobody_asked", field="number")
    session.delete(row)
    session.flush()


def accept(session: Session, *, account_id: int, round_id: int, now: datetime) -> None:
    """Say that one is the trustee; a second time nothing changes.

    Raises:
        NotFound: nobody asked this person, or the question was taken back.
        Conflict: the box is open, or the round was called off.
    """
    round_ = lock_round(session, round_id)
    row, dealt = _asked(session, round_, account_id)
    if row.accepted_at is not None:
        return
    if round_.opened_at is not None or round_.called_off_at is not None:
        raise Conflict("trustees.needed_no_more")
    row.accepted_at = now
    name = dealt.names[row.number - 1]
    audit.record(
        session,
        TrusteeLog.ACCOUNT_ACCEPTED,
        actor=as_trustee(account_id, round_, name),
        subject=round_.path,
        now=now,
        number=row.number,
        trustee=name,
    )
    session.flush()


def lay_down(session: Session, *, account_id: int, round_id: int, now: datetime) -> None:
    """Say that one is not, or no longer, the trustee who signs in; the share on paper stays.

    Before the box is open a hash that one confirmed is taken back with it.

    Raises:
        NotFound: nobody asked this person.
        Conflict: the box is open: what was confirmed stands.
    """
    round_ = lock_round(session, round_id)
    row, dealt = _asked(session, round_, account_id)
    if row.accepted_at is not None and round_.opened_at is not None:
        raise Conflict("trustees.needed_no_more")
    if row.accepted_at is not None:
        name = dealt.names[row.number - 1]
        actor = as_trustee(account_id, round_, name)
        drop_confirmation(session, round_, actor=actor, number=row.number, now=now)
        audit.record(
            session,
            TrusteeLog.ACCOUNT_ENDED,
            actor=actor,
            subject=round_.path,
            now=now,
            number=row.number,
            trustee=name,
        )
    session.delete(row)
    session.flush()


def drop_confirmation(
    session: Session, round_: Round, *, actor: ActorRef, number: int, now: datetime
) -> bool:
    """Take back the hash that a trustee typed; whether there was one."""
    row = session.get(ListConfirmation, (round_.id, number))
    if row is None:
        return False
    audit.record(
        session,
        TrusteeLog.LIST_TAKEN_BACK,
        actor=actor,
        subject=round_.path,
        now=now,
        number=number,
        trustee=actor.name,
        list_sha256=bytes(row.list_sha256).hex(),
    )
    session.delete(row)
    session.flush()
    return True


def unlink_all(session: Session, round_id: int) -> None:
    """Other trustees hold the key, or none: nobody stands for their shares any more."""
    session.execute(delete(TrusteeAccount).where(TrusteeAccount.round_id == round_id))


def _asked(session: Session, round_: Round, account_id: int) -> tuple[TrusteeAccount, Dealt]:
    query = select(TrusteeAccount).where(
        TrusteeAccount.round_id == round_.id, TrusteeAccount.account_id == account_id
    )
    row, dealt = session.scalar(query), standing_trustees(session, round_)
    if row is None or dealt is None:
        raise NotFound("trustees.not_asked")
    return row, dealt
