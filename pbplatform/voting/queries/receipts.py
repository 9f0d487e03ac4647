"""What became of a vote whose receipt somebody brings: signature, entry of the log, checkpoints.

Nothing of the receipt is stored. Source: docs/rules/voting.md section 16.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.notes import NoteError, signers, verified_text
from pbplatform.audit.queries import Entry
from pbplatform.audit.queries.envelopes import ended_by, hour_of, put_in
from pbplatform.audit.queries.pins import Pin, pin
from pbplatform.audit.queries.promise_keys import PromiseKey, promise_keys
from pbplatform.audit.queries.proofs import Proven, proven
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.domain.receipt_file import GRACE, CastPromise, KeptReceipt
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.queries.codes import CodeFound, CodeKind, CodeState, look_up


class Signed(StrEnum):
    """What the signature of a promise is worth."""

    RIGHT = "right"
    NONE = "none"  # the receipt has no promise
    WRONG = "wrong"  # our key's name, and not its signature: a letter was changed
    UNKNOWN_KEY = "unknown-key"  # the public log names no such key
    TOO_LATE = "too-late"  # signed after the log said that the key signs nothing any more


class Stand(StrEnum):
    """Where the envelope of a receipt is."""

    IN_LOG = "in-log"
    REPLACED = "replaced"
    TAKEN_OUT = "taken-out"
    WAITS = "waits"  # in the box, and its hour is not over
    OVERDUE = "overdue"  # in the box, and not in the log at the promised time
    NOT_YET = "not-yet"  # found nowhere, but the promised time is not over
    MISSING = "missing"  # promised, the time is over, and found nowhere
    UNKNOWN = "unknown"  # found nowhere, and nothing binds us
    OTHER_ROUND = "other-round"  # promised of a round, or of a definition, that is not here


@dataclass(frozen=True)
class ReceiptFound:
    """The answer to a receipt.

    Attributes:
        key: which key signed the promise, where the log names it.
        state: of the box code, as it is answered without a receipt.
        entry, ended: entry that put the envelope in, and the one that replaced it or took it out.
        ended_hour: in which hour that was put in order; None where it stands in none.
        proof: that the entry stands in the signed tree; None while it is not signed.
        log_differs: the entry is not the one that was signed.
        pins: the checkpoints of the receipt against today's logs.
    """

    receipt: KeptReceipt
    signed: Signed
    stand: Stand
    round_: Round | None = None
    key: PromiseKey | None = None
    state: CodeFound | None = None
    entry: Entry | None = None
    ended: Entry | None = None
    ended_hour: datetime | None = None
    proof: Proven | None = None
    log_differs: bool = False
    pins: tuple[Pin, ...] = ()

    @property
    def promise(self) -> CastPromise | None:
        """What was promised."""
        return self.receipt.promise

    @property
    def is_broken(self) -> bool:
        """A promise that binds us was not kept: whoever has the receipt can prove it."""
        return self.signed is Signed.RIGHT and self.stand in (Stand.MISSING, Stand.OVERDUE)

    @property
    def is_evidence(self) -> bool:
        """Something is wrong on our side, and the receipt shows it."""
        return self.is_broken or self.log_differs or any(one.is_evidence for one in self.pins)


def judged(session: Session, receipt: KeptReceipt, *, now: datetime) -> ReceiptFound:
    """What stands, of a receipt whose head and promise agree."""
    signed, key = _signature(session, receipt)
    pins = tuple(pin(session, note, point) for note, point in receipt.points)
    round_, digest, state = _whose(session, receipt)
    if round_ is None or digest is None:
        promised = receipt.promise is not None
        stand = Stand.OTHER_ROUND if promised else Stand.UNKNOWN
        return ReceiptFound(receipt, signed, stand, round_, key, state, pins=pins)
    entry = put_in(session, log=round_.path, digest=digest)
    if entry is None:
        stand = _not_in_log(receipt.promise, state, now)
        return ReceiptFound(receipt, signed, stand, round_, key, state, pins=pins)
    ended = None
    if state.state in (CodeState.REPLACED, CodeState.TAKEN_OUT):
        ended = ended_by(session, entry, digest)
    proof, differs = None, False
    try:
        proof = proven(session, log=entry.log, index=entry.idx, body=entry.body)
    except Conflict:
        differs = True
    return ReceiptFound(
        receipt, signed, _stand_of(state, ended), round_, key, state, entry, ended,
        hour_of(session, ended) if ended else None, proof, differs, pins,
    )  # fmt: skip


def _whose(session: Session, receipt: KeptReceipt) -> tuple[Round | None, bytes | None, CodeFound]:
    """The round of a receipt and the hash of its envelope; the round is None where not ours."""
    promise, digest = receipt.promise, receipt.envelope
    if promise is not None:
        digest = promise.envelope
    code = box_code(digest) if digest else receipt.code
    state = look_up(session, CodeKind.BOX, code)
    if promise is None:
        return state.round_, digest or state.digest, state
    found = session.execute(
        select(Round, RoundDefinition.sha256)
        .join(RoundDefinition, RoundDefinition.round_id == Round.id)
        .where(Round.slug == promise.slug, Round.published_at.is_not(None))
    ).one_or_none()
    fits = found is not None and bytes(found[1]) == promise.definition
    if state.round_ is not None and state.round_.slug != promise.slug:
        state = CodeFound(CodeKind.BOX, CodeState.UNKNOWN)
    return found[0] if found and fits else None, digest, state


def _signature(session: Session, receipt: KeptReceipt) -> tuple[Signed, PromiseKey | None]:
    """What the signature is worth: of a key that the log names, before it was revoked."""
    promise = receipt.promise
    if promise is None:
        return Signed.NONE, None
    says = set(signers(receipt.note))
    named = [one for one in promise_keys(session) if (one.key.name, one.key.id) in says]
    for one in named:
        try:
            good = verified_text(receipt.note, one.key) == promise.text
        except NoteError:
            good = False
        if not good or one.key.name != promise.name:
            return Signed.WRONG, one
        late = one.revoked_at is not None and promise.by > one.revoked_at + GRACE
        return (Signed.TOO_LATE if late else Signed.RIGHT), one
    return Signed.UNKNOWN_KEY, None


def _stand_of(state: CodeFound, ended: Entry | None) -> Stand:
    if ended is not None and ended.kind == VoteLog.ENVELOPE_TAKEN_OUT:
        return Stand.TAKEN_OUT
    if ended is not None or state.state is CodeState.REPLACED:
        return Stand.REPLACED
    return Stand.TAKEN_OUT if state.state is CodeState.TAKEN_OUT else Stand.IN_LOG


def _not_in_log(promise: CastPromise | None, state: CodeFound, now: datetime) -> Stand:
    """Of an envelope that no entry in order tells of."""
    in_box = state.state is not CodeState.UNKNOWN
    if promise is None:
        return Stand.WAITS if in_box else Stand.UNKNOWN
    if now < promise.by:
        return Stand.WAITS if in_box else Stand.NOT_YET
    return Stand.OVERDUE if in_box else Stand.MISSING
