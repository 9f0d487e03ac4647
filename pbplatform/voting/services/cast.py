"""Casting: the one way into the box, for one vote or many (docs/rules/voting.md section 3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import false, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.models import Log, LogEntry, LogPending
from pbplatform.core.deciding_clock import DecidingClock
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.sealing import envelope_hash
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import (
    ON_PAPER,
    ON_ROLL,
    PERSON,
    STRUCK_OFF,
    RollEntry,
    SupersededEnvelope,
    UrnEnvelope,
)
from pbplatform.voting.policies import refuse_to_cast
from pbplatform.voting.queries.checks import refuse_changed_amendments, refuse_changed_definition

NOTHING_IN_BOX = b"\x00" * 32


@dataclass(frozen=True)
class Cast:
    """One sealed vote on its way into the box.

    Attributes:
        slot: the voter's number on the roll.
        envelope: sealed bytes; `env_hash` is their SHA-256.
        nonce_hash: SHA-256 of the form's nonce: the same form again writes nothing.
        letter: which of the voter's letters proved the place on the roll; None asks for no proof.
        expected: hash of the envelope the voter means to replace, `NOTHING_IN_BOX` when the form
            was made with an empty box, None when any may be replaced.
    """

    slot: int
    envelope: bytes
    nonce_hash: bytes
    env_hash: bytes
    expected: bytes | None = None
    letter: int | None = None
    kind: str = PERSON

    @classmethod
    def of(
        cls,
        slot: int,
        envelope: bytes,
        nonce_hash: bytes,
        expected: bytes | None = None,
        letter: int | None = None,
    ) -> Cast:
        """Hashes the envelope; call outside the transaction."""
        return cls(slot, envelope, nonce_hash, envelope_hash(envelope), expected, letter)


@dataclass(frozen=True)
class InBox:
    """What the box holds for a voter after the cast.

    Attributes:
        env_hash: hash of the live envelope.
        replaced: hash of the one it replaced, None for a first vote.
        repeated: the same form had been cast before, nothing was written.
        once: it was put in by a replaced letter and stays.
    """

    slot: int
    env_hash: bytes
    replaced: bytes | None
    repeated: bool = False
    once: bool = False


@dataclass(frozen=True)
class CastReport:
    """The deciding instant and what the box now holds, in the order of the casts."""

    at: datetime
    in_box: tuple[InBox, ...]


def cast_ballots(
    session: Session, *, round_id: int, sealed: Sequence[Cast], clock: DecidingClock
) -> CastReport:
    """Put sealed votes into the box; all of them or none.

    Args:
        sealed: one cast or many, each of another voter; sealed before the transaction began.
        clock: read once, after the round's row is locked; decides whether the window is open.
    Raises:
        Conflict: the window is not open, a voter may not vote here or has a newer vote in the box,
            or an envelope was used before.
        ValueError: two casts of one voter in one call.
    """
    slots = [cast.slot for cast in sealed]
    if len(set(slots)) != len(slots):
        raise ValueError("one call takes one cast of each voter")
    log_id, now, refusal = _lock_open_round(session, round_id, clock)
    if refusal is not None:
        # A form sent again after the shut is in the box all the same, and gets its receipt.
        held = _sent_before(session, round_id, sealed) if refusal.code == "vote.closed" else ()
        if not held:
            raise refusal
        return CastReport(at=now, in_box=held)
    once = _mark_voters(session, round_id, sealed)
    # A replaced letter puts in a first envelope and never replaces one, whatever its form says.
    sealed = [
        replace(cast, expected=NOTHING_IN_BOX) if cast.slot in once else cast for cast in sealed
    ]
    written = _put_in_urn(session, round_id, sealed)
    _refuse_used_envelopes(session, round_id, written.values())
    report = _explain_unwritten(session, round_id, sealed, written, once)
    _log_casts(session, round_id, log_id, written.values())
    return CastReport(at=now, in_box=report)


def _lock_open_round(
    session: Session, round_id: int, clock: DecidingClock
) -> tuple[int, datetime, DomainError | None]:
    """Lock the round against closing (casts share the lock), then read the clock once.

    Returns:
        The ballot log, the deciding instant, and why the box takes nothing then; None when it does.

    The frozen definition and its entry in the log come with the round in the same statement, so
    that no vote is taken while somebody has changed what it relies on.
    """
    round_, log_id, first_entry = session.execute(
        select(Round, Log.id, LogEntry.body)
        .join(Log, Log.slug == "rounds/" + Round.slug)
        .outerjoin(LogEntry, (LogEntry.log_id == Log.id) & (LogEntry.idx == 0))
        .where(Round.id == round_id)
        .with_for_update(read=True, of=Round)
        .execution_options(populate_existing=True)
    ).one_or_none() or (None, None, None)
    if round_ is None or log_id is None:
        raise Conflict("vote.not_open_yet")
    now = clock.decide(session)
    refusal = refuse_to_cast(round_, now) or refuse_changed_definition(round_, first_entry)
    # Read after the lock, so that an amendment this cast waited for is seen whole.
    return log_id, now, refusal or refuse_changed_amendments(session, round_)


def _sent_before(session: Session, round_id: int, sealed: Sequence[Cast]) -> tuple[InBox, ...]:
    """What the box holds of these very forms; nothing unless all of them are in it.

    Once votes lie apart from voters there is nothing left to look up.
    Source: docs/rules/voting.md section 3.9.
    """
    keys = [(cast.kind, cast.slot) for cast in sealed]
    rows = session.execute(
        select(
            UrnEnvelope.kind,
            UrnEnvelope.slot,
            UrnEnvelope.nonce_hash,
            UrnEnvelope.env_hash,
            RollEntry.reissued,
        )
        .outerjoin(
            RollEntry,
            (RollEntry.round_id == UrnEnvelope.round_id)
            & (RollEntry.voter_no == UrnEnvelope.slot)
            & (UrnEnvelope.kind == PERSON),
        )
        .where(
            UrnEnvelope.round_id == round_id,
            tuple_(UrnEnvelope.kind, UrnEnvelope.slot).in_(keys),
        )
    )
    held = {(row.kind, row.slot): row for row in rows}
    found = []
    for cast in sealed:
        row = held.get((cast.kind, cast.slot))
        if row is None or bytes(row.nonce_hash) != cast.nonce_hash:
            return ()
        digest, once = bytes(row.env_hash), bool(row.reissued)
        found.append(InBox(cast.slot, digest, replaced=None, repeated=True, once=once))
    return tuple(found)


def _mark_voters(session: Session, round_id: int, sealed: Sequence[Cast]) -> frozenset[int]:
    """Mark the voters on the roll; the rows stay locked, so a clerk cannot strike one meanwhile.

    A proof by a letter that was cancelled since then marks nobody.

    Returns:
        The voters who vote by a spare letter, and so only once.
    """
    slots = [cast.slot for cast in sealed]
    letters = [(cast.slot, cast.letter) for cast in sealed if cast.letter is not None]
    stale = (
        RollEntry.voter_no.in_([slot for slot, _letter in letters])
        & tuple_(RollEntry.voter_no, RollEntry.letter).not_in(letters)
        if letters
        else false()
    )
    marked = session.execute(
        update(RollEntry)
        .where(
            RollEntry.round_id == round_id,
            RollEntry.voter_no.in_(slots),
            RollEntry.state == ON_ROLL,
            ~stale,
        )
        .values(marked=True)
        .returning(RollEntry.voter_no, RollEntry.reissued)
        .execution_options(synchronize_session=False)
    ).all()
    if len(marked) != len(slots):
        outdated = session.scalar(
            select(RollEntry.voter_no).where(RollEntry.round_id == round_id, stale).limit(1)
        )
        own = (RollEntry.round_id == round_id, RollEntry.voter_no.in_(slots))
        struck = select(RollEntry.voter_no).where(*own, RollEntry.state == STRUCK_OFF).limit(1)
        if session.scalar(struck):
            raise Conflict("roll.struck_meanwhile")
        paper = select(RollEntry.voter_no).where(*own, RollEntry.state == ON_PAPER).limit(1)
        if session.scalar(paper):
            raise Conflict("roll.votes_on_paper")
        raise Conflict("roll.letter_cancelled" if outdated else "roll.may_not_vote_here")
    return frozenset(row.voter_no for row in marked if row.reissued)


def _put_in_urn(session: Session, round_id: int, sealed: Sequence[Cast]) -> dict[int, InBox]:
    """One UPSERT; what it replaced comes out of the statement, never from an earlier read."""
    build = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    fresh = build(UrnEnvelope)
    new = fresh.excluded
    upsert = fresh.on_conflict_do_update(
        index_elements=[UrnEnvelope.round_id, UrnEnvelope.kind, UrnEnvelope.slot],
        set_={
            "envelope": new.envelope,
            "replaced_hash": UrnEnvelope.env_hash,
            "env_hash": new.env_hash,
            "nonce_hash": new.nonce_hash,
        },
        where=(UrnEnvelope.nonce_hash != new.nonce_hash)
        & or_(new.replaced_hash.is_(None), new.replaced_hash == UrnEnvelope.env_hash),
    ).returning(UrnEnvelope.slot, UrnEnvelope.env_hash, UrnEnvelope.replaced_hash)
    rows: list[dict[str, Any]] = [
        {
            "round_id": round_id,
            "kind": cast.kind,
            "slot": cast.slot,
            "envelope": cast.envelope,
            "env_hash": cast.env_hash,
            "nonce_hash": cast.nonce_hash,
            "replaced_hash": cast.expected,
        }
        for cast in sealed
    ]
    try:
        result = session.connection().execute(upsert, rows)
    except IntegrityError as error:  # it is in the box already, for another voter
        raise Conflict("vote.envelope_used") from error
    return {
        row.slot: InBox(
            slot=row.slot,
            env_hash=bytes(row.env_hash),
            replaced=_replaced(row.replaced_hash),
        )
        for row in result
    }


def _refuse_used_envelopes(session: Session, round_id: int, written: Collection[InBox]) -> None:
    """An envelope goes in once: else the log held one hash twice and had no order any more.

    Read after the UPSERT, which waited for whoever was just replacing the same envelope.
    """
    used = select(SupersededEnvelope.env_hash).where(
        SupersededEnvelope.round_id == round_id,
        SupersededEnvelope.env_hash.in_([cast.env_hash for cast in written]),
    )
    if any(cast.env_hash == cast.replaced for cast in written) or session.scalar(used.limit(1)):
        raise Conflict("vote.envelope_used")


def _replaced(stored: bytes | None) -> bytes | None:
    """A first vote keeps what its form expected to find: nothing."""
    return None if stored is None or bytes(stored) == NOTHING_IN_BOX else bytes(stored)


def _explain_unwritten(
    session: Session,
    round_id: int,
    sealed: Sequence[Cast],
    written: dict[int, InBox],
    once: Collection[int],
) -> tuple[InBox, ...]:
    """Casts that wrote nothing were sent before, or come from a page older than the newest vote."""
    missing = [cast for cast in sealed if cast.slot not in written]
    if missing:
        keys = [(cast.kind, cast.slot) for cast in missing]
        held = session.execute(
            select(UrnEnvelope.slot, UrnEnvelope.nonce_hash, UrnEnvelope.env_hash).where(
                UrnEnvelope.round_id == round_id,
                tuple_(UrnEnvelope.kind, UrnEnvelope.slot).in_(keys),
            )
        )
        live = {row.slot: row for row in held}
        for cast in missing:
            if bytes(live[cast.slot].nonce_hash) != cast.nonce_hash:
                raise Conflict(
                    "vote.letter_votes_once" if cast.slot in once else "vote.newer_in_box"
                )
    told = []
    for cast in sealed:
        if cast.slot in written:
            told.append(replace(written[cast.slot], once=cast.slot in once))
        else:
            digest = bytes(live[cast.slot].env_hash)
            own = cast.slot in once
            told.append(InBox(cast.slot, digest, replaced=None, repeated=True, once=own))
    return tuple(told)


def _log_casts(session: Session, round_id: int, log_id: int, written: Any) -> None:
    """Write the entries of the ballot log, and remember what was replaced."""
    casts = list(written)
    if not casts:
        return
    bodies = [
        {
            "kind": str(VoteLog.ENVELOPE_CAST),
            "h": cast.env_hash.hex(),
            **({"x": cast.replaced.hex()} if cast.replaced else {}),
        }
        for cast in casts
    ]
    session.execute(insert(LogPending), audit.pending_rows(log_id, bodies))
    replaced = [cast.replaced for cast in casts if cast.replaced]
    if replaced:
        session.execute(
            insert(SupersededEnvelope),
            [{"round_id": round_id, "env_hash": digest} for digest in replaced],
        )
