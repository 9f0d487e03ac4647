"""Opening the box: in memory first, then in one transaction (docs/rules/voting.md section 6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import PairAct
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Progress, telling, untold
from pbplatform.core.slow_work import slow
from pbplatform.rounds.domain.ballots import Terms
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.opened_file import hash_of
from pbplatform.voting.domain.opened_list import OpenedBallot, OpenedList
from pbplatform.voting.domain.sealing import (
    CannotOpen,
    PlainBallot,
    SealingKey,
    open_envelope,
    stand_in_of,
)
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import (
    LotNumber,
    PublishedBallot,
    SeparatedEnvelope,
)
from pbplatform.voting.policies import refuse_box_not_ready, refuse_to_open
from pbplatform.voting.queries.box import held_by

_BLOCK = 2000


# Damage by accident is rare; more of it means the wrong key, another database or an attack.
MOST_DAMAGED, MOST_DAMAGED_SHARE = 3, 1000
DAMAGE_ACT = "vote.open_damaged"


@dataclass(frozen=True)
class OpenedUrn:
    """Everything the box held, opened in memory.

    Attributes:
        fingerprint: SHA-256 over all envelope hashes in order; the transaction checks that the box
            still holds exactly these.
        damaged_hashes: of those that could not be opened at all, ascending.
    """

    ballots: OpenedList
    fingerprint: bytes
    damaged_hashes: tuple[bytes, ...] = ()

    @property
    def damaged(self) -> int:
        """How many could not be opened at all."""
        return len(self.damaged_hashes)

    @property
    def damage(self) -> dict[str, Any]:
        """What two people are asked about when too many votes cannot be opened."""
        return {
            "damaged": self.damaged,
            "held": len(self.ballots),
            "fingerprint": self.fingerprint.hex(),
        }

    @property
    def invalid(self) -> int:
        return self.ballots.invalid

    @cached_property
    def list_sha256(self) -> bytes:
        """Hash of the list as it is published, which anybody can make again (decision 0010)."""
        return hash_of(self.ballots.rows)


@dataclass(frozen=True)
class OpenedAway:
    """Who stands behind a list that was opened away from the server.

    Attributes:
        trustees: names of those who typed its hash, in order of their shares.
        signatures: of the shares that opened it, 64 bytes as hex, in order of the shares.
    """

    trustees: tuple[str, ...]
    signatures: tuple[str, ...]


def too_many(damaged: int, held: int) -> bool:
    """Whether that is more than accidents make of so many votes."""
    return damaged > max(MOST_DAMAGED, held // MOST_DAMAGED_SHARE)


def refuse_damaged(opened: OpenedUrn) -> Conflict | None:
    """Why so many votes that cannot be opened stop the opening; None for a handful.

    Source: docs/rules/voting.md section 6.
    """
    held = len(opened.ballots)
    if too_many(opened.damaged, held):
        return Conflict("urn.too_many_damaged", damaged=opened.damaged, held=held)
    return None


def judge(plain: PlainBallot, terms: Terms) -> OpenedBallot:
    """Whether an opened ballot counts, by the published rule."""
    if plain.cannot:
        return OpenedBallot(plain.tracker, plain.ballot, plain.cannot)
    fault = next(plain.ballot.faults(terms), None)
    return OpenedBallot(plain.tracker, plain.ballot, fault.reason if fault else "")


@slow
def open_in_memory(
    envelopes: Iterator[tuple[bytes, bytes]],
    *,
    private: ec.EllipticCurvePrivateKey,
    key: SealingKey,
    terms: Terms,
    progress: Progress = untold,
) -> OpenedUrn:
    """Open and judge every envelope; nothing is written.

    Args:
        envelopes: (hash, envelope), ascending by hash.
        key, terms: binding and kind of the round's ballots, and what they are judged by.
        progress: told how many were opened since it was last told.
    """
    taken, damaged = hashlib.sha256(), list[bytes]()

    def ballots() -> Iterator[OpenedBallot]:
        for digest, envelope in telling(envelopes, progress):
            taken.update(digest)
            try:
                plain = open_envelope(private, key, envelope)
            except CannotOpen as error:
                damaged.append(digest)
                # No tracker was found inside: the hash stands in, so that the row can be named.
                yield OpenedBallot(stand_in_of(digest), key.kind.blank(), error.reason)
            else:
                yield judge(plain, terms)

    opened = OpenedList(ballots())
    return OpenedUrn(opened, taken.digest(), tuple(damaged))


def sealed_envelopes(session: Session, round_id: int) -> Iterator[tuple[bytes, bytes]]:
    """(hash, envelope) of a round's separated votes, ascending by hash, read in blocks."""
    query = (
        select(SeparatedEnvelope.env_hash, SeparatedEnvelope.envelope)
        .where(SeparatedEnvelope.round_id == round_id)
        .order_by(SeparatedEnvelope.env_hash)
        .execution_options(yield_per=_BLOCK)
    )
    for row in session.execute(query):
        yield bytes(row.env_hash), bytes(row.envelope)


def record_opening(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    opened: OpenedUrn,
    now: datetime,
    shares: Sequence[int] = (),
    away: OpenedAway | None = None,
    progress: Progress = untold,
) -> None:
    """Publish the ballots of a separated box, all at once.

    Args:
        shares: numbers of the trustees' shares that made the key; none for a key on the server.
        away: who stands behind a list that was opened away from the server; None where the box
            is opened here. Then `actor` is the trustee who confirmed last.
        progress: told how many were written since it was last told.
    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: not separated, opened already, no lot, or the box is not the one that was opened.
    """
    round_ = session.scalars(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update(of=Round)
        .execution_options(populate_existing=True)
    ).one()
    _refuse_opening(session, round_, actor, opened, away)
    _publish_ballots(session, round_id, opened.ballots, progress)
    round_.opened_at = now
    told = _told(opened, shares, away)
    audit.append_now(
        session,
        audit.ensure_log(session, round_.path),
        {"kind": str(VoteLog.URN_OPENED), **told},
    )
    early = {"promised_at": instant_text(round_.results_at)} if now < round_.results_at else {}
    behind = {"trustees": list(away.trustees)} if away else {}
    audit.record(
        session,
        VoteLog.URN_OPENED,
        actor=actor,
        subject=round_.path,
        now=now,
        **told,
        **early,
        **behind,
    )
    session.flush()


def _refuse_opening(
    session: Session, round_: Round, actor: ActorRef, opened: OpenedUrn, away: OpenedAway | None
) -> None:
    """Raise why nothing is published; nothing where it may be."""
    lot = session.get(LotNumber, round_.id)
    confirmed = lot is not None and lot.confirmed
    refusal = (
        refuse_to_open(actor, round_, lot_confirmed=confirmed)
        if away is None
        else refuse_box_not_ready(round_, lot_confirmed=confirmed)
    )
    if refusal:
        raise refusal
    refusal = refuse_damaged(opened)
    if refusal and not _two_people_went_on(session, round_, opened):
        raise refusal
    if held_by(session, round_.id, separated=True).sha256 != opened.fingerprint:
        raise Conflict("urn.changed_meanwhile")


def _told(opened: OpenedUrn, shares: Sequence[int], away: OpenedAway | None) -> dict[str, object]:
    """What both entries of an opening say of it."""
    signed = {"signatures": list(away.signatures)} if away else {}
    return {
        "ballots": len(opened.ballots),
        "invalid": opened.invalid,
        "list_sha256": opened.list_sha256.hex(),
        "envelopes_sha256": opened.fingerprint.hex(),
        **({"shares": list(shares)} if shares else {}),
        **signed,
    }


def _two_people_went_on(session: Session, round_: Round, opened: OpenedUrn) -> bool:
    """Whether two people confirmed just this damage of just this box."""
    query = select(PairAct.id).where(
        PairAct.act == DAMAGE_ACT,
        PairAct.subject == round_.path,
        PairAct.state == "done",
        PairAct.facts_sha256 == sha256(canonical_json(opened.damage)),
    )
    return session.scalar(query.limit(1)) is not None


def _publish_ballots(
    session: Session, round_id: int, ballots: OpenedList, progress: Progress
) -> None:
    """Write the list in its order; ballots of one tracker stand side by side there."""
    rows, before, copy = ballots.texts(), "", 0
    while block := list(islice(rows, _BLOCK)):
        made = []
        for tracker, choices, why in block:
            copy = copy + 1 if tracker == before else 1
            before = tracker
            made.append(
                {
                    "round_id": round_id,
                    "tracker": tracker,
                    "copy": copy,
                    "choices": choices,
                    "invalid": why,
                }
            )
        session.connection().execute(_PUBLISH, made)
        progress(len(made))


_PUBLISH = insert(PublishedBallot)
