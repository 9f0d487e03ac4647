"""Naming trustees, and what becomes of their shares. Source: docs/rules/trustees.md."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.trustees.domain.public_file import (
    NotAPublicFile,
    fingerprint,
    read_public_file,
    write_public_file,
)
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.trustees.models import DestroyedShare, RoundTrustees
from pbplatform.trustees.policies import refuse_to_name_trustees, refuse_to_say_destroyed
from pbplatform.trustees.queries import frozen_trustees, trustees_of
from pbplatform.trustees.services.linking import unlink_all


def facts_of_trustees(dealt: Dealt | None) -> Facts:
    """What the page on which trustees are named shows; sealed into it."""
    return {"file": fingerprint(dealt) if dealt else ""}


def name_trustees(
    session: Session, *, actor: ActorRef, round_id: int, raw: bytes, seen: str | None, now: datetime
) -> Dealt:
    """Let the trustees of this public file hold the key of a round, or others than before.

    Args:
        raw: the file, as `pbplatform trustees deal` writes it.
        seen: what the page showed of the trustees until now, sealed; None where no page did.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: frozen or called off; not such a file; or it stands already.
        ChangedMeanwhile: somebody else said something else meanwhile.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_name_trustees(actor, round_):
        raise refusal
    before = trustees_of(session, round_id)
    if seen is not None:
        require_same(seen, facts_of_trustees(before))
    try:
        dealt = read_public_file(raw)
    except NotAPublicFile as error:
        raise Conflict("trustees.not_a_file", field="file") from error
    if before == dealt:
        raise Conflict("trustees.the_same", field="file")
    row = session.get(RoundTrustees, round_id)
    if row is None:
        row = RoundTrustees(round_id=round_id)
        session.add(row)
    row.body, row.named_at = write_public_file(dealt), now
    unlink_all(session, round_id)
    session.flush()
    replaced = {"file_sha256_before": fingerprint(before)} if before else {}
    audit.record(
        session,
        TrusteeLog.NAMED,
        actor=actor,
        subject=round_.path,
        now=now,
        need=dealt.need,
        of=dealt.of,
        trustees=list(dealt.names),
        file_sha256=fingerprint(dealt),
        **replaced,
    )
    return dealt


def let_server_keep_key(
    session: Session, *, actor: ActorRef, round_id: int, seen: str | None, now: datetime
) -> None:
    """Go back to a key on the server (section 1.2).

    Raises:
        NotAllowed, Conflict: as `name_trustees`; or no trustees were named.
        ChangedMeanwhile: others were named meanwhile.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_name_trustees(actor, round_):
        raise refusal
    row = session.get(RoundTrustees, round_id)
    if row is None:
        raise Conflict("trustees.none")
    if seen is not None:
        require_same(seen, facts_of_trustees(row.dealt))
    told = fingerprint(row.dealt)
    unlink_all(session, round_id)
    session.delete(row)
    session.flush()
    audit.record(
        session,
        TrusteeLog.LET_GO,
        actor=actor,
        subject=round_.path,
        now=now,
        file_sha256_before=told,
    )


def say_destroyed(
    session: Session, *, actor: ActorRef, round_id: int, number: int, day: date, now: datetime
) -> None:
    """Write down that a trustee says their share is destroyed (section 3.4).

    Raises:
        NotAllowed: not its facilitator.
        Conflict: no trustees, still needed, or said before; or there is no share of this number.
    """
    round_ = lock_round(session, round_id)
    dealt = frozen_trustees(session, round_id)
    said = session.get(DestroyedShare, (round_id, number)) is not None
    if refusal := refuse_to_say_destroyed(actor, round_, by_trustees=dealt is not None, said=said):
        raise refusal
    if dealt is None or not 1 <= number <= dealt.of:
        raise Conflict("trustees.no_such_share", field="number")
    session.add(DestroyedShare(round_id=round_id, number=number, said_on=day))
    session.flush()
    audit.record(
        session,
        TrusteeLog.DESTROYED,
        actor=actor,
        subject=round_.path,
        now=now,
        number=number,
        trustee=dealt.names[number - 1],
    )
