"""Reading the roll, the box and what was published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import ALPHABET
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.models import (
    PERSON,
    LotNumber,
    PublishedBallot,
    PublishedEnvelope,
    RollEntry,
    SupersededEnvelope,
    UrnEnvelope,
)
from pbplatform.voting.sealing import SealingKey, binding, padded_size


def sealing_key(session: Session, round_: Round) -> SealingKey:
    """What a ballot of this round is sealed with, from its frozen definition.

    Raises:
        Conflict: nothing is frozen yet.
    """
    frozen = session.get(RoundDefinition, round_.id)
    if frozen is None:
        raise Conflict("vote.not_open_yet")
    told = json.loads(frozen.body)
    return SealingKey(
        public=bytes.fromhex(told["urn_key"]),
        info=binding(round_.slug, sha256(frozen.body)),
        size=padded_size([project["n"] for project in told["projects"]], told["ballot"]["max"]),
    )


def live_hash(session: Session, *, round_id: int, voter_no: int) -> bytes | None:
    """Hash of the envelope this voter has in the box, None when there is none."""
    found = session.scalar(
        select(UrnEnvelope.env_hash).where(
            UrnEnvelope.round_id == round_id,
            UrnEnvelope.kind == PERSON,
            UrnEnvelope.slot == voter_no,
        )
    )
    return bytes(found) if found is not None else None


def has_voted(session: Session, *, round_id: int, voter_no: int) -> bool:
    """Whether a vote of this voter is in the box, or was when it was opened."""
    return bool(
        session.scalar(
            select(RollEntry.marked).where(
                RollEntry.round_id == round_id, RollEntry.voter_no == voter_no
            )
        )
    )


def is_cast(session: Session, *, round_id: int, voter_no: int, nonce_hash: bytes) -> bool:
    """Whether this very form is the voter's vote in the box."""
    held = select(UrnEnvelope.nonce_hash).where(
        UrnEnvelope.round_id == round_id,
        UrnEnvelope.kind == PERSON,
        UrnEnvelope.slot == voter_no,
    )
    found = session.scalar(held)
    return found is not None and bytes(found) == nonce_hash


def lot_number(session: Session, round_id: int) -> LotNumber | None:
    """The round's lot number as far as it is typed."""
    return session.get(LotNumber, round_id)


def roll_size(session: Session, round_id: int) -> int:
    """How many voters are on the roll."""
    asked = select(func.count()).select_from(RollEntry).where(RollEntry.round_id == round_id)
    return session.scalar(asked) or 0


def slots_in_box(session: Session, round_id: int) -> set[int]:
    """Voters with an envelope; for a replay that goes on where it stopped."""
    asked = select(UrnEnvelope.slot).where(UrnEnvelope.round_id == round_id)
    return set(session.scalars(asked))


class CodeState(StrEnum):
    """What a box code or tracker was found to be."""

    IN_BOX = "in-box"
    REPLACED = "replaced"
    COUNTED = "counted"  # a box code after the urn was opened
    PUBLISHED = "published"  # a tracker in the public list
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CodeFound:
    """The answer to a code, with the round and, for a tracker, the published ballot."""

    state: CodeState
    round_: Round | None = None
    ballots: tuple[PublishedBallot, ...] = ()


def look_up_code(session: Session, code: str) -> CodeFound:
    """What stands behind a box code (at any time) or a tracker (once ballots are published).

    Args:
        code: 16 letters, normalised.
    """
    try:
        low = _decode(code)
    except ValueError:
        return CodeFound(CodeState.UNKNOWN)
    published = session.scalars(
        select(PublishedBallot)
        .where(PublishedBallot.tracker == code)
        .order_by(PublishedBallot.round_id, PublishedBallot.copy)
    ).all()
    if published:
        round_ = session.get_one(Round, published[0].round_id)
        return CodeFound(CodeState.PUBLISHED, round_, tuple(published))
    span = (low + b"\x00" * 22, low + b"\xff" * 22)
    for table, state in (
        (UrnEnvelope, CodeState.IN_BOX),
        (PublishedEnvelope, CodeState.COUNTED),
        (SupersededEnvelope, CodeState.REPLACED),
    ):
        # One indexed range in each round: keys begin with the round.
        asked = select(Round).where(
            select(table.round_id)
            .where(table.round_id == Round.id, table.env_hash.between(*span))
            .exists()
        )
        if found := session.scalars(asked).first():
            return CodeFound(state, found)
    return CodeFound(CodeState.UNKNOWN)


def _decode(code: str) -> bytes:
    if len(code) != 16 or not set(code) <= set(ALPHABET):
        raise ValueError("not a code")
    number = 0
    for letter in code:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(10)


def published_ballots(
    session: Session, round_id: int, *, after: str = "", limit: int | None = None
) -> Iterator[PublishedBallot]:
    """The public list in its order, from after a tracker."""
    asked = (
        select(PublishedBallot)
        .where(PublishedBallot.round_id == round_id, PublishedBallot.tracker > after)
        .order_by(PublishedBallot.tracker, PublishedBallot.copy)
        .limit(limit)
        .execution_options(yield_per=2000)
    )
    yield from session.scalars(asked)


def choice_groups(session: Session, round_id: int) -> list[tuple[tuple[int, ...], int]]:
    """Valid ballots as (choices, how many cast just these), in a fixed order."""
    asked = (
        select(PublishedBallot.choices, func.count())
        .where(PublishedBallot.round_id == round_id, PublishedBallot.invalid == "")
        .group_by(PublishedBallot.choices)
        .order_by(PublishedBallot.choices)
    )
    return [
        (tuple(int(number) for number in choices.split(",") if number), count)
        for choices, count in session.execute(asked)
    ]
