"""Witnesses are named and ended in public, and what they sign is kept below its checkpoint.

Source: docs/rules/audit.md section 11.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.domain.cosigning import Cosignature, WitnessKey, cosignature_in
from pbplatform.audit.domain.notes import Checkpoint, NoteError, parted_note
from pbplatform.audit.kinds import AuditLog
from pbplatform.audit.models import Log, LogCheckpoint, LogCosignature, LogWitness
from pbplatform.audit.queries.witnesses import witnesses
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed, NotFound

MOST = 8  # witnesses at one time
LONGEST_NAME = 120  # letters
LONGEST_NOTE = 20_000  # bytes
AHEAD = timedelta(minutes=5)  # so far a witness's clock may be ahead of ours
APART = 600  # seconds between two looks of a witness at the same checkpoint that are both kept


def name_witness(
    session: Session, *, actor: ActorRef, key: str, name: str, second: str, now: datetime
) -> LogWitness:
    """Say in public that an outsider watches the logs by this key; two people answer for it.

    Args:
        actor: the first of the two, by name.
        second: name of the other.
    Raises:
        Conflict: no key of a witness, no name, one person alone, named before, or too many.
    """
    try:
        found = WitnessKey.read(key)
    except NoteError as error:
        raise Conflict("witness.key_wrong", field="key") from error
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise Conflict("witness.name_needed", field="name")
    _require_two(actor, second)
    if session.scalar(select(LogWitness.id).where(LogWitness.key == found.line)) is not None:
        raise Conflict("witness.named_already", field="key")
    if len(witnesses(session)) >= MOST:
        raise Conflict("witness.too_many", most=MOST)
    witness = LogWitness(key=found.line, name=name.strip(), named_at=now)
    session.add(witness)
    session.flush()
    _record(session, AuditLog.WITNESS_NAMED, actor, witness, second, now)
    return witness


def end_witness(
    session: Session, *, actor: ActorRef, key: str, reason: str, second: str, now: datetime
) -> None:
    """No cosignature of this key is taken from now on; those that stand there stay.

    Raises:
        Conflict: no reason, or one person alone.
        NotFound: nobody watches by this key now.
    """
    _require_two(actor, second)
    if not reason.strip():
        raise Conflict("witness.reason_needed", field="reason")
    query = select(LogWitness).where(LogWitness.key == key.strip(), LogWitness.ended_at.is_(None))
    witness = session.scalar(query.with_for_update())
    if witness is None:
        raise NotFound("witness.not_known")
    witness.ended_at = now
    session.flush()
    _record(session, AuditLog.WITNESS_ENDED, actor, witness, second, now, reason=reason.strip())


def _require_two(actor: ActorRef, second: str) -> None:
    one, other = actor.name.strip().casefold(), second.strip().casefold()
    if not one or not other or one == other:
        raise Conflict("witness.two_people", field="second")


def _record(
    session: Session,
    kind: AuditLog,
    actor: ActorRef,
    witness: LogWitness,
    second: str,
    now: datetime,
    **more: str,
) -> None:
    told = {"key": witness.key, "name": witness.name, "by": actor.name, "second": second.strip()}
    audit.record(session, kind, actor=actor, subject="log", now=now, **told, **more)


def take_cosignatures(session: Session, note: str, *, now: datetime) -> int:
    """Keep what witnesses signed below one of our checkpoints; how many are new.

    The same again writes nothing. Whoever sends it does not matter: the signatures tell.

    Raises:
        Conflict: no signed note, or a time that lies ahead.
        NotFound: we never signed this checkpoint.
        NotAllowed: no witness that watches now signed it, or a signature is wrong.
    """
    row = _checkpoint_of(session, note)
    found: list[tuple[int, Cosignature]] = []
    for witness in witnesses(session):
        try:
            signed = cosignature_in(note, WitnessKey.read(witness.key))
        except NoteError as error:
            raise NotAllowed("witness.not_signed_so") from error
        if signed is not None:
            found.append((witness.id, signed))
    if not found:
        raise NotAllowed("witness.not_signed_so")
    if any(each.at > (now + AHEAD).timestamp() for _id, each in found):
        raise Conflict("witness.in_the_future")
    return sum(_keep(session, row, witness_id, each) for witness_id, each in found)


def _checkpoint_of(session: Session, note: str) -> LogCheckpoint:
    """The checkpoint of ours whose text this is."""
    try:
        if len(note.encode()) > LONGEST_NOTE:
            raise NoteError("too long")
        text, _signatures = parted_note(note)
        told = Checkpoint.read(text)
    except NoteError as error:
        raise Conflict("witness.no_note") from error
    slug = told.origin.partition("/log/")[2].partition("/again-")[0]
    query = (
        select(LogCheckpoint)
        .join(Log, Log.id == LogCheckpoint.log_id)
        .where(Log.slug == slug, LogCheckpoint.size == told.size, LogCheckpoint.root == told.root)
    )
    for row in session.scalars(query):
        if parted_note(row.note)[0] == text:
            return row
    raise NotFound("witness.no_such_checkpoint")


def _keep(session: Session, row: LogCheckpoint, witness_id: int, signed: Cosignature) -> bool:
    near = select(func.count()).where(
        LogCosignature.log_id == row.log_id,
        LogCosignature.again == row.again,
        LogCosignature.size == row.size,
        LogCosignature.witness_id == witness_id,
        LogCosignature.at.between(signed.at - APART, signed.at + APART),
    )
    if session.scalar(near):
        return False
    with suppress(IntegrityError), session.begin_nested():  # the key decides between two at once
        session.add(
            LogCosignature(
                log_id=row.log_id,
                again=row.again,
                size=row.size,
                witness_id=witness_id,
                at=signed.at,
                signature=signed.signature,
            )
        )
        return True
    return False
