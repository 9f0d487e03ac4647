"""Looking up codes: box codes and trackers are two kinds, and neither stands in for the other.

A voter may seal any tracker they like, also somebody's public box code or a tracker that was
published before: what is answered here has to stay true then. Source: docs/rules/voting.md
section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.secrets import ALPHABET
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.voting.domain.sealing import NO_TRACKER_INSIDE, stand_in_of
from pbplatform.voting.models import (
    PublishedBallot,
    SeparatedEnvelope,
    SupersededEnvelope,
    UrnEnvelope,
)

CODE_LETTERS = 16


class CodeKind(StrEnum):
    """Which of the two codes of a receipt somebody types."""

    BOX = "box"
    TRACKER = "tracker"


class CodeState(StrEnum):
    """What a code was found to be."""

    # Of a box code
    IN_BOX = "in-box"
    IN_CLOSED_BOX = "in-closed-box"  # nothing enters or leaves it any more; not opened yet
    REPLACED = "replaced"
    TAKEN_OUT = "taken-out"  # by two people before the close
    OPENED = "opened"  # it was in the box when that was opened
    UNREADABLE = "unreadable"  # likewise, and held no ballot
    # Of a tracker
    PUBLISHED = "published"
    IS_A_BOX_CODE = "is-a-box-code"
    # Of both
    NO_CODE = "no-code"  # not 16 letters and digits
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FoundBallot:
    """A published ballot with its round, and the projects it names, in its own order."""

    round_: Round
    ballot: PublishedBallot
    named: tuple[BallotProject, ...]


@dataclass(frozen=True)
class CodeFound:
    """The answer to a code: the round of an envelope, or every ballot that has the tracker.

    Attributes:
        digest: hash of the envelope; None where none was found.
    """

    kind: CodeKind
    state: CodeState
    round_: Round | None = None
    ballots: tuple[FoundBallot, ...] = ()
    why: str = ""
    digest: bytes | None = None


def look_up(session: Session, kind: CodeKind, code: str) -> CodeFound:
    """What stands behind a code of one kind; the other kind is never looked at for an answer.

    Args:
        code: normalised.
    """
    if len(code) != CODE_LETTERS or not set(code) <= set(ALPHABET):
        return CodeFound(kind, CodeState.NO_CODE)
    return _box_code(session, code) if kind is CodeKind.BOX else _tracker(session, code)


def is_box_code(session: Session, code: str, round_id: int | None = None) -> bool:
    """Whether an envelope, of one round or of any, has this box code."""
    return _envelope(session, code, round_id) is not None


def _box_code(session: Session, code: str) -> CodeFound:
    found = _envelope(session, code)
    if found is None:
        return CodeFound(CodeKind.BOX, CodeState.UNKNOWN)
    state, round_, digest = found
    if state is not CodeState.OPENED:
        return CodeFound(CodeKind.BOX, state, round_, digest=digest)
    why = session.scalar(
        select(PublishedBallot.invalid).where(
            PublishedBallot.round_id == round_.id,
            PublishedBallot.tracker == stand_in_of(digest),
            PublishedBallot.invalid.in_(NO_TRACKER_INSIDE),
        )
    )
    if why:
        return CodeFound(CodeKind.BOX, CodeState.UNREADABLE, round_, why=why, digest=digest)
    return CodeFound(CodeKind.BOX, state, round_, digest=digest)


def _envelope(
    session: Session, code: str, round_id: int | None = None
) -> tuple[CodeState, Round, bytes] | None:
    """The envelope with this box code: what it is now, its round, its hash."""
    low = _decode(code)
    span = (low + b"\x00" * 22, low + b"\xff" * 22)
    for table, state in (
        (UrnEnvelope, CodeState.IN_BOX),
        (SeparatedEnvelope, CodeState.IN_CLOSED_BOX),
        (SupersededEnvelope, CodeState.REPLACED),
    ):
        # One indexed range in each round: keys begin with the round.
        query = select(Round, table.env_hash).join(
            table, (table.round_id == Round.id) & table.env_hash.between(*span)
        )
        if round_id is not None:
            query = query.where(Round.id == round_id)
        if found := session.execute(query.order_by(Round.id)).first():
            if state is not CodeState.REPLACED:
                state = _state_of_live(found[0])
            elif _was_taken_out(session, found[0].id, found[1]):
                state = CodeState.TAKEN_OUT
            return state, found[0], bytes(found[1])
    return None


def _state_of_live(round_: Round) -> CodeState:
    """A closed vote that nothing replaced, wherever it lies: told by what became of its box."""
    if round_.opened_at is not None:
        return CodeState.OPENED
    return CodeState.IN_BOX if round_.closed_at is None else CodeState.IN_CLOSED_BOX


def _was_taken_out(session: Session, round_id: int, env_hash: bytes) -> bool:
    return session.get_one(SupersededEnvelope, (round_id, env_hash)).taken_out


def _decode(code: str) -> bytes:
    number = 0
    for letter in code:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(10)


def _tracker(session: Session, code: str) -> CodeFound:
    if is_box_code(session, code):
        # Whoever sealed a ballot with this tracker copied a public code.
        return CodeFound(CodeKind.TRACKER, CodeState.IS_A_BOX_CODE)
    found = session.execute(
        select(PublishedBallot, Round)
        .join(Round, Round.id == PublishedBallot.round_id)
        .where(PublishedBallot.tracker == code, PublishedBallot.invalid.not_in(NO_TRACKER_INSIDE))
        .order_by(PublishedBallot.round_id, PublishedBallot.copy)
    ).all()
    if not found:
        return CodeFound(CodeKind.TRACKER, CodeState.UNKNOWN)
    ballots = tuple(
        FoundBallot(round_, ballot, _named_on(session, round_, ballot)) for ballot, round_ in found
    )
    return CodeFound(CodeKind.TRACKER, CodeState.PUBLISHED, ballots=ballots)


def _named_on(
    session: Session, round_: Round, ballot: PublishedBallot
) -> tuple[BallotProject, ...]:
    numbers = round_.ballot.from_row(ballot.choices).numbers
    found = session.scalars(
        select(BallotProject).where(
            BallotProject.round_id == round_.id, BallotProject.number.in_(numbers)
        )
    )
    projects = {project.number: project for project in found}
    return tuple(projects[number] for number in numbers if number in projects)
