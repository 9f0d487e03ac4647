"""Separating, opening and counting a box: for desk, command, replay and demonstration.

Separate (copy, rewrite the storage, say so), open in memory, publish, count, publish the result.
Each step is kept when it is done, so a ceremony that was cut off goes on where it stood. It is not
a service: it writes in several transactions, with slow work between them. Source:
docs/rules/ceremony.md sections 6 and 7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Parts, nobody
from pbplatform.core.transaction import transaction
from pbplatform.results import services
from pbplatform.results.domain.tally import Tallied
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_to_facilitate
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.policies import refuse_to_open, refuse_to_separate
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.checks import refuse_other_log
from pbplatform.voting.queries.work import Part, rows_to_count
from pbplatform.voting.services.bringing import Brought, check_brought
from pbplatform.voting.services.confirming_list import open_confirmed
from pbplatform.voting.services.forget import forget_in_older_order, record_rewritten
from pbplatform.voting.services.open_urn import record_opening
from pbplatform.voting.services.opening import open_round
from pbplatform.voting.services.rewriting import rewrite_storage
from pbplatform.voting.services.separate import record_separation, separate_envelopes


@dataclass(frozen=True)
class Ceremony:
    """Who separates or opens which box, with what.

    Attributes:
        tell_time: gives the instant that a step is recorded with, in its transaction.
        most: how many envelopes may be copied or opened here; None for any number.
        by_file: ties as an imported file lists its projects, for recounts of old elections.
    """

    round_id: int
    actor: ActorRef
    keys: KeyStore
    tell_time: Callable[[Session], datetime]
    most: int | None = None
    by_file: bool = False


def separate(ceremony: Ceremony, parts: Parts = nobody) -> None:
    """Do what is still to do until voters and closed votes lie apart, in public.

    Args:
        parts: told each part as it begins, and how far it is.
    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: not closed, no lot, too many envelopes, the storage is in use, a check finds
            something, or it was done before.
    """
    session, round_ = db.session(), _round(ceremony)
    if refusal := refuse_to_separate(
        ceremony.actor, round_, lot_confirmed=_lot_stands(session, round_)
    ):
        raise refusal
    _refuse_too_many(ceremony, round_)
    refuse_other_log(session, round_, ceremony.keys.folder)
    with transaction() as writing:
        separate_envelopes(writing, actor=ceremony.actor, round_id=ceremony.round_id, parts=parts)
    tell = parts(Part.REWRITING, 1)  # one act of the database, which does not say how far it is
    _rewrite_storage()
    tell(1)
    with transaction() as writing:
        record_separation(
            writing,
            actor=ceremony.actor,
            round_id=ceremony.round_id,
            now=ceremony.tell_time(writing),
        )


def open_and_count(ceremony: Ceremony, parts: Parts = nobody) -> Tallied | None:
    """Do what is still to do until the result is published; None when it was counted before.

    Args:
        parts: told each part as it begins, and how far it is.
    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: not separated, not the right key, too many envelopes, the storage is in use, or
            nothing is left to do.
    """
    round_ = _round(ceremony)
    if refusal := refuse_to_facilitate(ceremony.actor, round_):
        raise refusal
    if round_.counted_at is not None and round_.storage_rewritten_at is not None:
        raise Conflict("result.counted_already")
    if round_.opened_at is None:
        _open(ceremony, parts)
    if _round(ceremony).storage_rewritten_at is None:
        _rewrite_in_older_order(ceremony)
    if _round(ceremony).counted_at is not None:
        return None
    return _count(ceremony, parts)


def confirm_and_count(
    ceremony: Ceremony,
    raw: bytes | None,
    confirm: Callable[[Session, Brought | None, bool], bool],
) -> bool:
    """What a trustee typed of a list that was opened away; with the last one needed, all of it.

    Args:
        raw: the file that was brought, if it was; it stays in memory.
        confirm: writes it down, told the list, and whether a command brings it (more votes than a
            page takes); tells whether the box is open now.
    Raises:
        NotAllowed, Conflict: as `confirm_list` and `check_brought`.
    """
    session, round_ = db.session(), _round(ceremony)
    held = reconcile(session, round_.id).envelopes
    by_command = ceremony.most is not None and held > ceremony.most
    if raw is not None and by_command:
        raise Conflict("trustees.list_by_command", field="file")
    folder = ceremony.keys.folder
    brought = None if raw is None else check_brought(session, folder, round_, raw)
    with transaction() as writing:
        opened = confirm(writing, brought, by_command)
    if opened:
        _count(ceremony)
    return opened


def publish_confirmed(ceremony: Ceremony, raw: bytes, parts: Parts = nobody) -> None:
    """Open a box with the list that enough trustees confirmed; counting is the next step.

    Args:
        parts: told each part as it begins, and how far it is.
    Raises:
        Conflict: as `open_confirmed` and `check_brought`.
    """
    session, round_ = db.session(), _round(ceremony)
    brought = check_brought(session, ceremony.keys.folder, round_, raw, parts)
    tell = parts(Part.PUBLISHING, len(brought.opened.ballots))
    with transaction() as writing:
        open_confirmed(
            writing,
            actor=ceremony.actor,
            round_id=ceremony.round_id,
            brought=brought,
            now=ceremony.tell_time(writing),
            progress=tell,
        )


def _round(ceremony: Ceremony) -> Round:
    return db.session.get_one(Round, ceremony.round_id, populate_existing=True)


def _lot_stands(session: Session, round_: Round) -> bool:
    lot = voting.lot_number(session, round_.id)
    return lot is not None and lot.confirmed


def _refuse_too_many(ceremony: Ceremony, round_: Round) -> None:
    held = reconcile(db.session(), round_.id).envelopes
    if ceremony.most is not None and held > ceremony.most:
        raise Conflict("urn.open_by_command", round=round_.slug)


def _open(ceremony: Ceremony, parts: Parts) -> None:
    session, round_ = db.session(), _round(ceremony)
    if refusal := refuse_to_open(
        ceremony.actor, round_, lot_confirmed=_lot_stands(session, round_)
    ):
        raise refusal
    _refuse_too_many(ceremony, round_)
    opened = open_round(session, ceremony.keys, round_, parts)
    tell = parts(Part.PUBLISHING, len(opened.ballots))
    with transaction() as writing:
        record_opening(
            writing,
            actor=ceremony.actor,
            round_id=ceremony.round_id,
            opened=opened,
            now=ceremony.tell_time(writing),
            shares=ceremony.keys.shares,
            progress=tell,
        )


def _rewrite_storage() -> None:
    db.session.rollback()  # our own reading would keep the older state
    rewrite_storage(db.engine)


def _rewrite_in_older_order(ceremony: Ceremony) -> None:
    """A box opened before there was a separation; only what was rewritten to its end is told."""
    with transaction() as writing:
        forget_in_older_order(writing, ceremony.round_id)
    _rewrite_storage()
    with transaction() as writing:
        record_rewritten(
            writing,
            actor=ceremony.actor,
            round_id=ceremony.round_id,
            now=ceremony.tell_time(writing),
        )


def _count(ceremony: Ceremony, parts: Parts = nobody) -> Tallied:
    session = db.session()
    tallied = services.count_in_memory(
        session,
        round_id=ceremony.round_id,
        by_file=ceremony.by_file,
        tell=parts(Part.COUNTING, rows_to_count(session, _round(ceremony))),
    )
    with transaction() as writing:
        services.publish_result(
            writing,
            actor=ceremony.actor,
            round_id=ceremony.round_id,
            tallied=tallied,
            now=ceremony.tell_time(writing),
        )
    return tallied
