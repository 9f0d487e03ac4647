"""The acts from the last vote to the opened box, for tests that need a box in a later state.

Each function takes one step, through the services, in the caller's session. The storage of a
separated box is not written anew here: a database cannot do that inside a transaction.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.services.close import close_urn, type_lot
from pbplatform.voting.services.open_urn import OpenedUrn, record_opening
from pbplatform.voting.services.opening import open_round
from pbplatform.voting.services.separate import record_separation, separate_envelopes
from tests.factories import COMMAND

FIRST = ActorRef(kind="command", key="first", role="operator")
SECOND = ActorRef(kind="command", key="second", role="operator")
CLOSERS = Pair(FIRST, SECOND)  # who confirm the numbers of a box
DICE = "1234567890"


def close_and_roll(session: Session, round_id: int, *, now: datetime, digits: str = DICE) -> None:
    """Two people close the box and roll the lot."""
    close_urn(session, pair=CLOSERS, round_id=round_id, now=now)
    for actor in (FIRST, SECOND):
        type_lot(session, actor=actor, round_id=round_id, digits=digits, now=now)


def separate_box(session: Session, round_id: int, *, now: datetime) -> None:
    """Closed votes lie apart from voters, and the entry says so."""
    separate_envelopes(session, actor=COMMAND, round_id=round_id)
    record_separation(session, actor=COMMAND, round_id=round_id, now=now)


def open_box(session: Session, keys: Path, round_id: int, *, now: datetime) -> OpenedUrn:
    """Open a separated box and publish its ballots; nothing is counted."""
    opened = open_round(session, KeyStore(keys), session.get_one(Round, round_id))
    record_opening(session, actor=COMMAND, round_id=round_id, opened=opened, now=now)
    return opened


def open_committed_box(keys: Path, round_id: int, *, now: datetime) -> None:
    """The same where every step is committed: slow work never stands inside a transaction."""
    opened = open_round(
        db.session(), KeyStore(keys), db.session.get_one(Round, round_id, populate_existing=True)
    )
    with transaction() as session:
        record_opening(session, actor=COMMAND, round_id=round_id, opened=opened, now=now)


def close_to_opened(
    session: Session, keys: Path, round_id: int, *, now: datetime, digits: str = DICE
) -> OpenedUrn:
    """All of it: closed, lot, separated, opened."""
    close_and_roll(session, round_id, now=now, digits=digits)
    separate_box(session, round_id, now=now)
    return open_box(session, keys, round_id, now=now)
