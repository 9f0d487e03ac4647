"""Casting: the one way into the box, for one vote or many (docs/rules/voting.md section 3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.core.deciding_clock import DecidingClock
from pbplatform.core.errors import Conflict, DomainError, TooMany
from pbplatform.core.tries import Try
from pbplatform.voting.domain.sealing import envelope_hash
from pbplatform.voting.models import (
    ON_PAPER,
    PERSON,
    STRUCK_OFF,
    RollEntry,
    SupersededEnvelope,
    UrnEnvelope,
)
from pbplatform.voting.policies import refuse_to_cast
from pbplatform.voting.queries.checks import refuse_changed_amendments
from pbplatform.voting.queries.open_round import OpenRound, round_locked
from pbplatform.voting.services.box_writing import NOTHING_IN_BOX, Written, write_casts

__all__ = ["NOTHING_IN_BOX", "Cast", "CastReport", "InBox", "RoundChanged", "cast_ballots"]


class RoundChanged(Exception):
    """The round is not the one that the vote was prepared by any more; nothing was written."""


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
        tried: counts as one try of the voter where it writes something; None is not counted.
    """

    slot: int
    envelope: bytes
    nonce_hash: bytes
    env_hash: bytes
    expected: bytes | None = None
    letter: int | None = None
    kind: str = PERSON
    tried: Try | None = None

    @classmethod
    def of(
        cls,
        slot: int,
        envelope: bytes,
        nonce_hash: bytes,
        expected: bytes | None = None,
        letter: int | None = None,
        tried: Try | None = None,
    ) -> Cast:
        """Hashes the envelope; call outside the transaction."""
        digest = envelope_hash(envelope)
        return cls(slot, envelope, nonce_hash, digest, expected, letter, tried=tried)

    def row(self, round_id: int) -> dict[str, Any]:
        """Its row of the box."""
        return {
            "round_id": round_id,
            "kind": self.kind,
            "slot": self.slot,
            "envelope": self.envelope,
            "env_hash": self.env_hash,
            "nonce_hash": self.nonce_hash,
        }


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
    session: Session,
    *,
    round_id: int,
    sealed: Sequence[Cast],
    clock: DecidingClock,
    prepared_by: OpenRound | None = None,
) -> CastReport:
    """Put sealed votes into the box; all of them or none.

    Args:
        sealed: one cast or many, each of another voter; sealed before the transaction began.
        clock: read once, after the round's row is locked; decides whether the window is open.
        prepared_by: the round as it was judged before the lock, where nobody read it for this vote.
    Raises:
        RoundChanged: it is not the one of `prepared_by`.
        Conflict: the window is not open, a voter may not vote here or has a newer vote in the box,
            or an envelope was used before.
        TooMany: a voter has put in too many within a span; its `until` says from when on again.
        ValueError: two casts of one voter in one call.
    """
    slots = [cast.slot for cast in sealed]
    if len(set(slots)) != len(slots):
        raise ValueError("one call takes one cast of each voter")
    log_id, now, refusal = _lock_open_round(session, round_id, clock, prepared_by)
    if refusal is not None:
        # A form sent again after the shut is in the box all the same, and gets its receipt.
        held = _sent_before(session, round_id, sealed) if refusal.code == "vote.closed" else ()
        if not held:
            raise refusal
        return CastReport(at=now, in_box=held)
    try:
        written = write_casts(session, round_id, log_id, sealed)
    except IntegrityError as error:  # it is in the box already, for another voter
        raise Conflict("vote.envelope_used") from error
    if len(written) != len(sealed):
        raise _refusal_by_roll(session, round_id, sealed)
    _refuse_used_envelopes(session, round_id, [one for one in written.values() if one.env_hash])
    _refuse_too_many(sealed, written)
    return CastReport(at=now, in_box=_told(session, round_id, sealed, written))


def _lock_open_round(
    session: Session, round_id: int, clock: DecidingClock, prepared_by: OpenRound | None
) -> tuple[int, datetime, DomainError | None]:
    """Lock the round against closing (casts share the lock), then read the clock once.

    Returns:
        The ballot log, the deciding instant, and why the box takes nothing then; None when it does.

    The frozen definition and its entry in the log come with the round in the same statement, so
    that no vote is taken while somebody has changed what it relies on.
    """
    session.flush()  # what the caller changed is read here past the session
    found = round_locked(session, round_id)
    if prepared_by is not None and found is not prepared_by:
        raise RoundChanged
    if found is None:
        raise Conflict("vote.not_open_yet")
    now = clock.decide(session)
    refusal = refuse_to_cast(found.round_, now) or found.changed
    # Read after the lock, so that an amendment this cast waited for is seen whole.
    return found.log_id, now, refusal or refuse_changed_amendments(session, found.round_)


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


def _refusal_by_roll(session: Session, round_id: int, sealed: Sequence[Cast]) -> Conflict:
    """Why the roll let somebody of these put nothing in: struck, on paper, or a letter too old."""
    slots = [cast.slot for cast in sealed]
    rows = session.execute(
        select(RollEntry.voter_no, RollEntry.state, RollEntry.letter).where(
            RollEntry.round_id == round_id, RollEntry.voter_no.in_(slots)
        )
    ).all()
    states = {row.state for row in rows}
    if STRUCK_OFF in states:
        return Conflict("roll.struck_meanwhile")
    if ON_PAPER in states:
        return Conflict("roll.votes_on_paper")
    letters = {row.voter_no: row.letter for row in rows}
    outdated = any(
        cast.letter is not None and letters.get(cast.slot, cast.letter) != cast.letter
        for cast in sealed
    )
    return Conflict("roll.letter_cancelled" if outdated else "roll.may_not_vote_here")


_ASKED_AT_ONCE = 5000  # a database takes some 32,000 values in one statement
_USED = (
    select(SupersededEnvelope.env_hash)
    .where(
        SupersededEnvelope.round_id == bindparam("of_round"),
        SupersededEnvelope.env_hash.in_(bindparam("hashes", expanding=True)),
    )
    .limit(1)
)


def _refuse_used_envelopes(session: Session, round_id: int, written: Collection[Written]) -> None:
    """An envelope goes in once: else the log held one hash twice and had no order any more.

    Read after the box was written, which waited for whoever was just replacing the same envelope;
    where nobody else writes meanwhile, it was read with the voter's row.
    """
    used = any(one.used or one.env_hash == one.replaced for one in written)
    unasked = [] if used else [one.env_hash for one in written if one.used is None]
    for start in range(0, len(unasked), _ASKED_AT_ONCE):
        given = {"of_round": round_id, "hashes": unasked[start : start + _ASKED_AT_ONCE]}
        used = used or session.connection().execute(_USED, given).first() is not None
    if used:
        raise Conflict("vote.envelope_used")


def _refuse_too_many(sealed: Sequence[Cast], written: Mapping[int, Written]) -> None:
    """What one voter puts in too often is taken back with its try: it is no vote, and no try."""
    for cast in sealed:
        tried = cast.tried
        if tried is not None and written[cast.slot].tries > tried.most:
            raise TooMany("vote.too_often", most=tried.most, until=tried.until)


def _told(
    session: Session, round_id: int, sealed: Sequence[Cast], written: Mapping[int, Written]
) -> tuple[InBox, ...]:
    """What the box holds now. Casts that wrote nothing were sent before, or come from a page older
    than the newest vote."""
    missing = [cast for cast in sealed if written[cast.slot].env_hash is None]
    live = {}
    if missing:
        keys = [(cast.kind, cast.slot) for cast in missing]
        held = session.execute(
            select(UrnEnvelope.slot, UrnEnvelope.nonce_hash, UrnEnvelope.env_hash).where(
                UrnEnvelope.round_id == round_id,
                tuple_(UrnEnvelope.kind, UrnEnvelope.slot).in_(keys),
            )
        )
        live = {row.slot: row for row in held}
    told = []
    for cast in sealed:
        one = written[cast.slot]
        if one.env_hash is not None:
            told.append(InBox(cast.slot, one.env_hash, replaced=one.replaced, once=one.once))
        elif bytes(live[cast.slot].nonce_hash) == cast.nonce_hash:
            digest = bytes(live[cast.slot].env_hash)
            told.append(InBox(cast.slot, digest, replaced=None, repeated=True, once=one.once))
        else:
            raise Conflict("vote.letter_votes_once" if one.once else "vote.newer_in_box")
    return tuple(told)
