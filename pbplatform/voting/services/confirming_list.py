"""Trustees type the hash of the list that they opened away; the last one needed opens the box.

Source: docs/rules/trustees.md section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Progress, untold
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.trustees.models import ListConfirmation
from pbplatform.trustees.queries import confirmations, frozen_trustees, trustees_signed_in
from pbplatform.trustees.services.linking import as_trustee, drop_confirmation
from pbplatform.voting import queries
from pbplatform.voting.domain.opened_file import hash_typed, in_groups
from pbplatform.voting.policies import (
    refuse_box_not_ready,
    refuse_to_confirm_list,
    refuse_to_open_early,
)
from pbplatform.voting.services.bringing import FIELD, Brought
from pbplatform.voting.services.open_urn import OpenedAway, record_opening


@dataclass(frozen=True)
class Typed:
    """What a trustee's form says.

    Attributes:
        text: the hash as it was typed.
        differs: that somebody else typed another one, and this one is right.
        early: that the box may open before the promised hour.
        seen: what the page showed, sealed; None where no page did.
        facts: what it showed beside the state of the confirmations, as it is now.
    """

    text: str
    differs: bool = False
    early: bool = False
    seen: str | None = None
    facts: Facts | None = None


def facts_of_confirming(
    dealt: Dealt, typed: Mapping[int, bytes], more: Facts | None = None
) -> Facts:
    """What the page of a confirmation shows; sealed into it."""
    told = {f"typed {number}": digest.hex() for number, digest in typed.items()}
    return {"need": dealt.need, **told, **(more or {})}


def confirm_list(
    session: Session,
    *,
    account_id: int | None,
    round_id: int,
    typed: Typed,
    brought: Brought | None,
    by_command: bool = False,
    now: datetime,
) -> bool:
    """Write down the hash that a trustee typed; with the last one needed, open the box.

    Args:
        brought: the list, checked against the box; only the last one needed has to bring it.
        by_command: so many votes that a command brings the list (`open_confirmed`).
    Returns:
        Whether the box is open now.
    Raises:
        NotAllowed: not a trustee of this round who signs in.
        Conflict: the box is not ready, the hash is none or another's, or the list is missing or
            another one.
        ChangedMeanwhile: others typed something since the page was made.
    """
    round_, dealt, number, account_id = _trustee(session, account_id, round_id)
    stands = confirmations(session, round_id)
    if typed.seen is not None:
        require_same(typed.seen, facts_of_confirming(dealt, stands, typed.facts))
    if refuse_to_open_early(round_, now, confirmed=typed.early):
        raise Conflict("trustees.early", field="early")
    digest = _digest_of(typed, dealt, stands, number)
    if brought is not None and brought.list_sha256 != digest:
        raise Conflict("trustees.list_differs", field=FIELD, found=in_groups(brought.list_sha256))
    actor = as_trustee(account_id, round_, dealt.names[number - 1])
    _write_down(session, round_, actor=actor, number=number, digest=digest, now=now)
    behind = behind_list(dealt, {**stands, number: digest}, digest)
    if len(behind) < dealt.need or (brought is None and by_command):
        return False
    if brought is None:
        raise Conflict("trustees.list_needed", field=FIELD)
    _open(session, round_id, actor=actor, brought=brought, behind=behind, now=now)
    return True


def open_confirmed(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    brought: Brought,
    now: datetime,
    progress: Progress = untold,
) -> None:
    """Open a box with a list that trustees confirmed before; for a command of the operator.

    Args:
        progress: told how many further votes were written.
    Raises:
        Conflict: the box is not ready, or fewer trustees than needed typed the hash of this list.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_box_not_ready(round_, lot_confirmed=_lot_stands(session, round_id)):
        raise refusal
    dealt = frozen_trustees(session, round_id)
    if dealt is None:
        raise Conflict("trustees.none")
    behind = behind_list(dealt, confirmations(session, round_id), brought.list_sha256)
    if len(behind) < dealt.need:
        raise Conflict("trustees.too_few_confirmed", found=len(behind), need=dealt.need)
    _open(
        session, round_id, actor=actor, brought=brought, behind=behind, now=now, progress=progress
    )


def take_list_back(
    session: Session, *, account_id: int | None, round_id: int, now: datetime
) -> None:
    """Take back the hash that one typed, until the box is open.

    Raises:
        NotAllowed: not a trustee of this round who signs in.
        Conflict: the box is open, or nothing was typed.
    """
    round_, dealt, number, account_id = _trustee(session, account_id, round_id)
    actor = as_trustee(account_id, round_, dealt.names[number - 1])
    if not drop_confirmation(session, round_, actor=actor, number=number, now=now):
        raise Conflict("trustees.nothing_typed")


def behind_list(dealt: Dealt, stands: Mapping[int, bytes], digest: bytes) -> tuple[str, ...]:
    """Names of those who typed this hash, in order of their shares."""
    return tuple(dealt.names[n - 1] for n in sorted(stands) if stands[n] == digest)


def _trustee(
    session: Session, account_id: int | None, round_id: int
) -> tuple[Round, Dealt, int, int]:
    """The round, held, its trustees, which share this account stands for, and the account.

    Raises:
        NotAllowed: not a trustee of this round who signs in.
        Conflict: the box is not ready, or is open.
    """
    round_ = lock_round(session, round_id)
    links, dealt = trustees_signed_in(session, round_id), frozen_trustees(session, round_id)
    confirmed = _lot_stands(session, round_id)
    signs_in = account_id in links
    if refusal := refuse_to_confirm_list(round_, signs_in=signs_in, lot_confirmed=confirmed):
        raise refusal
    if account_id is None or dealt is None:
        raise Conflict("trustees.none")
    return round_, dealt, links[account_id], account_id


def _lot_stands(session: Session, round_id: int) -> bool:
    lot = queries.lot_number(session, round_id)
    return lot is not None and lot.confirmed


def _digest_of(typed: Typed, dealt: Dealt, stands: Mapping[int, bytes], number: int) -> bytes:
    digest = hash_typed(typed.text)
    if digest is None:
        raise Conflict("trustees.not_a_hash", field="typed")
    for other, theirs in stands.items():
        if other != number and theirs != digest and not typed.differs:
            raise Conflict(
                "trustees.other_hash",
                field="typed",
                name=dealt.names[other - 1],
            )
    return digest


def _write_down(
    session: Session, round_: Round, *, actor: ActorRef, number: int, digest: bytes, now: datetime
) -> None:
    row = session.get(ListConfirmation, (round_.id, number))
    if row is not None and bytes(row.list_sha256) == digest:
        return
    if row is not None:
        drop_confirmation(session, round_, actor=actor, number=number, now=now)
    session.add(
        ListConfirmation(round_id=round_.id, number=number, list_sha256=digest, confirmed_at=now)
    )
    audit.record(
        session,
        TrusteeLog.LIST_CONFIRMED,
        actor=actor,
        subject=round_.path,
        now=now,
        number=number,
        trustee=actor.name,
        list_sha256=digest.hex(),
    )
    session.flush()


def _open(
    session: Session,
    round_id: int,
    *,
    actor: ActorRef,
    brought: Brought,
    behind: tuple[str, ...],
    now: datetime,
    progress: Progress = untold,
) -> None:
    record_opening(
        session,
        actor=actor,
        round_id=round_id,
        opened=brought.opened,
        now=now,
        shares=brought.shares,
        away=OpenedAway(behind, brought.signatures),
        progress=progress,
    )
