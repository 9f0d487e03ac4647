"""The opening of a box in one function: for desk, command, replay and demonstration.

Open in memory, publish, rewrite the storage, count, publish the result. Each step is kept when it
is done, so a ceremony that was cut off goes on where it stood. It is not a service: it writes in
three transactions, with slow work between them. Source: docs/rules/voting.md sections 6 and 7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.results import services
from pbplatform.results.domain.tally import Tallied
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_to_facilitate
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.policies import refuse_to_open
from pbplatform.voting.services.forget import one_version_for_all, record_rewritten
from pbplatform.voting.services.open_urn import Progress, record_opening
from pbplatform.voting.services.opening import open_round
from pbplatform.voting.services.rewriting import rewrite_storage


@dataclass(frozen=True)
class Ceremony:
    """Who opens which box, with what.

    Attributes:
        tell_time: gives the instant that a step is recorded with, in its transaction.
        most: how many envelopes may be opened here; None for any number.
        by_file: ties as an imported file lists its projects, for recounts of old elections.
    """

    round_id: int
    actor: ActorRef
    keys: KeyStore
    tell_time: Callable[[Session], datetime]
    most: int | None = None
    by_file: bool = False


def open_and_count(ceremony: Ceremony, progress: Progress = lambda _: None) -> Tallied | None:
    """Do what is still to do until the result is published; None when it was counted before.

    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: not closed, no lot, not the right key, too many envelopes, the storage is in use,
            or nothing is left to do.
    """
    round_ = _round(ceremony)
    if refusal := refuse_to_facilitate(ceremony.actor, round_):
        raise refusal
    if round_.counted_at is not None and round_.storage_rewritten_at is not None:
        raise Conflict("result.counted_already")
    if round_.opened_at is None:
        _open(ceremony, progress)
    if _round(ceremony).storage_rewritten_at is None:
        _rewrite(ceremony)
    if _round(ceremony).counted_at is not None:
        return None
    return _count(ceremony)


def _round(ceremony: Ceremony) -> Round:
    return db.session.get_one(Round, ceremony.round_id, populate_existing=True)


def _open(ceremony: Ceremony, progress: Progress) -> None:
    session, round_ = db.session(), _round(ceremony)
    lot = voting.lot_number(session, round_.id)
    confirmed = lot is not None and lot.confirmed
    if refusal := refuse_to_open(ceremony.actor, round_, lot_confirmed=confirmed):
        raise refusal
    most = ceremony.most
    if most is not None and len(voting.slots_in_box(session, round_.id)) > most:
        raise Conflict("urn.open_by_command", round=round_.slug)
    opened = open_round(session, ceremony.keys, round_, progress)
    with transaction() as writing:
        record_opening(
            writing,
            actor=ceremony.actor,
            round_id=ceremony.round_id,
            opened=opened,
            now=ceremony.tell_time(writing),
        )


def _rewrite(ceremony: Ceremony) -> None:
    """Only what was rewritten to its end is recorded as rewritten."""
    with transaction() as writing:
        one_version_for_all(writing, ceremony.round_id)
    db.session.rollback()  # our own reading would keep the older state
    rewrite_storage(db.engine)
    with transaction() as writing:
        record_rewritten(
            writing,
            actor=ceremony.actor,
            round_id=ceremony.round_id,
            now=ceremony.tell_time(writing),
        )


def _count(ceremony: Ceremony) -> Tallied:
    tallied = services.count_in_memory(
        db.session(), round_id=ceremony.round_id, by_file=ceremony.by_file
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
