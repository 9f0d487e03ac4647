"""What was taken down at a stall comes in, once. Source: docs/rules/intake.md section 7."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import ALPHABET, normalise_code
from pbplatform.intake.domain.origin import Origin, Person, Said, TakenBefore
from pbplatform.intake.kinds import CODE_LETTERS, REFERENCE_LETTERS, STALL_HOURS, ThingKind
from pbplatform.intake.models import StallEntry, Written
from pbplatform.intake.services.slips import code_hash
from pbplatform.intake.services.writing import write_down

_ON_THE_WAY = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class AtStall:
    """What the device made when it was taken down.

    Attributes:
        key: 32 hexadecimal digits; the same thing sent again has the same.
        reference: 7 letters, on the slip.
        code: 14 letters, on the slip; claims it for an account.
        age: how long ago, by the clock of the device, which may be wrong itself.
    """

    key: str
    reference: str
    code: str
    age: timedelta


def take_from_stall(
    session: Session,
    *,
    actor: ActorRef,
    kind: ThingKind,
    where: int,
    person: Person,
    consent: str,
    origin: Origin,
    said: Said,
    stall: AtStall,
    now: datetime,
) -> str:
    """Send what waited on a device. Sent again, it answers the same and writes nothing.

    Returns:
        The path of the idea or point.
    Raises:
        NotAllowed, Conflict, NotFound: as `write_down`; also what the device made is broken,
            or it was taken down more than 72 hours ago.
    """
    key16 = _key(stall)
    if before := session.get(StallEntry, key16):
        return before.path
    if stall.age > timedelta(hours=STALL_HOURS) + _ON_THE_WAY:
        raise Conflict("intake.stall_too_old")
    _refuse_used_code(session, stall.code)
    entry = StallEntry(key16=key16, reference=normalise_code(stall.reference), path="", sent_at=now)
    try:
        with session.begin_nested():  # the key decides between two sendings at one moment
            session.add(entry)
    except IntegrityError:
        return session.get_one(StallEntry, key16, populate_existing=True).path
    written = write_down(
        session,
        actor=actor,
        kind=kind,
        where=where,
        person=person,
        consent=consent,
        origin=origin,
        said=said,
        now=now,
        slip=TakenBefore(code=normalise_code(stall.code), at=now - stall.age),
    )
    entry.path = written.path
    session.flush()
    return written.path


def _refuse_used_code(session: Session, code: str) -> None:
    used = select(Written.path).where(Written.token_hash == code_hash(session, code))
    if session.scalar(used) is not None:
        raise Conflict("intake.stall_broken")


def _key(stall: AtStall) -> bytes:
    """The device's key; refuses what no device of ours makes."""
    whole = re.fullmatch("[0-9a-f]{32}", stall.key) is not None
    for typed, letters in ((stall.reference, REFERENCE_LETTERS), (stall.code, CODE_LETTERS)):
        kept = normalise_code(typed)
        whole = whole and len(kept) == letters and set(kept) <= set(ALPHABET)
    if not whole:
        raise Conflict("intake.stall_broken")
    return bytes.fromhex(stall.key)
