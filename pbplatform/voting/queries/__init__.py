"""Reading the roll, the box and what was published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Progress, telling, untold
from pbplatform.rounds.domain.ballots import Groups, PackedGroups, listed_in
from pbplatform.rounds.domain.definition import read_definition
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.domain.opened_file import hash_of
from pbplatform.voting.domain.sealing import SealingKey, sealing_key_of
from pbplatform.voting.models import (
    ADDED,
    LOST,
    PERSON,
    LetterFile,
    LotNumber,
    PublishedBallot,
    RollEntry,
    RollSpare,
    RollStrike,
    SupersededEnvelope,
    UrnEnvelope,
)
from pbplatform.voting.queries.roll_history import last_voter as last_voter
from pbplatform.voting.queries.roll_history import roll_size as roll_size

_BLOCK = 2000


def sealing_key(session: Session, round_: Round) -> SealingKey:
    """What a ballot of this round is sealed with, from its frozen definition.

    Raises:
        Conflict: nothing is frozen yet.
    """
    frozen = round_.definition or session.get(RoundDefinition, round_.id)
    return sealing_key_frozen(frozen)


def sealing_key_frozen(frozen: RoundDefinition | None) -> SealingKey:
    """The same from a definition that was read already.

    Raises:
        Conflict: nothing is frozen yet.
    """
    if frozen is None:
        raise Conflict("vote.not_open_yet")
    return _sealing_key(bytes(frozen.body))


@lru_cache(maxsize=64)
def _sealing_key(body: bytes) -> SealingKey:
    return sealing_key_of(read_definition(body), sha256(body))


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


def roll_seen(session: Session, round_id: int) -> str:
    """What a page of the roll showed: voters, numbers, spare letters and files made so far."""
    spares, files = session.execute(
        select(
            select(func.count()).where(RollSpare.round_id == round_id).scalar_subquery(),
            select(func.count()).where(LetterFile.round_id == round_id).scalar_subquery(),
        )
    ).one()
    numbers = (roll_size(session, round_id), last_voter(session, round_id), spares, files)
    return ".".join(map(str, numbers))


def spare_numbers(session: Session, round_id: int) -> tuple[int, int]:
    """How many spare letters there are, and how many of them are nobody's yet."""
    query = select(func.count(), func.count().filter(RollSpare.used == "")).where(
        RollSpare.round_id == round_id
    )
    made, free = session.execute(query).one()
    return made, free


def used_spares(session: Session, round_id: int, first: int, last: int) -> int:
    """How many of these spare letters are somebody's already."""
    own = (RollSpare.round_id == round_id, RollSpare.spare_no.between(first, last))
    query = select(func.count()).select_from(RollSpare).where(*own, RollSpare.used != "")
    return session.scalar(query) or 0


def letter_files(session: Session, round_id: int) -> list[LetterFile]:
    """The files for the printer that still count, newest first."""
    query = (
        select(LetterFile)
        .where(LetterFile.round_id == round_id, ~LetterFile.taken_back)
        .order_by(LetterFile.file_no.desc())
    )
    return list(session.scalars(query))


def additions_to_take_back(session: Session, round_id: int) -> list[LetterFile]:
    """Files whose voters and spare letters can still be taken off again, the newest first.

    The newest one always, and every one whose key nobody took: no letter of it can exist.
    Source: docs/rules/voting.md section 1.7.
    """
    files = letter_files(session, round_id)
    read = [(file.first_voter, file.last_voter) for file in files if file.key_taken_by is not None]
    added = [file for file in files if file.added]

    def unread(file: LetterFile) -> bool:
        """Also by no file that was made again for some of its voters."""
        own = file.key_taken_by is None
        return own and not any(
            first <= file.last_voter and file.first_voter <= last for first, last in read
        )

    return [file for file in added if file is added[0] or unread(file)]


@dataclass(frozen=True)
class RollChanges:
    """What two people changed after the freeze: it stands beside the result."""

    added: int
    reissued: int
    taken_out: int
    struck: int = 0
    put_back: int = 0

    @property
    def told(self) -> dict[str, int]:
        """What the entry of the close says; of strikes only where there were any."""
        of_strikes = {"struck_late": self.struck, "put_back": self.put_back}
        told = {"added": self.added, "reissued": self.reissued, "taken_out": self.taken_out}
        return {**told, **(of_strikes if self.struck or self.put_back else {})}

    def __bool__(self) -> bool:
        return any((self.added, self.reissued, self.taken_out, self.struck, self.put_back))


def roll_changes(session: Session, round_id: int) -> RollChanges:
    """Voters added, struck and put back, letters replaced, envelopes taken out, in one read.

    Struck are those who left the roll; whose vote stays did not.
    """
    return RollChanges(*session.execute(_roll_changes(), {"round": round_id}).one())


@cache
def _roll_changes() -> Select[int, int, int, int, int]:
    round_id: BindParameter[int] = bindparam("round")

    def used(what: str) -> Any:
        own = (RollSpare.round_id == round_id, RollSpare.used == what)
        return select(func.count()).where(*own).scalar_subquery()

    gone = (SupersededEnvelope.round_id == round_id, SupersededEnvelope.taken_out)
    out = select(func.count()).where(*gone).scalar_subquery()
    left = (RollStrike.round_id == round_id, RollStrike.left)
    struck = select(func.count()).where(*left, RollStrike.late).scalar_subquery()
    back = select(func.count()).where(*left, RollStrike.put_back_late).scalar_subquery()
    return select(used(ADDED), used(LOST), out, struck, back)


def voter_of_envelope(session: Session, *, round_id: int, env_hash: bytes) -> int | None:
    """The voter whose envelope lies in the box with this hash; nobody once the box was opened."""
    query = select(UrnEnvelope.slot).where(
        UrnEnvelope.round_id == round_id,
        UrnEnvelope.kind == PERSON,
        UrnEnvelope.env_hash == env_hash,
    )
    return session.scalar(query)


def letter_was_replaced(session: Session, *, round_id: int, voter_no: int) -> bool:
    """Whether this voter votes by a spare letter, once and for good."""
    query = select(RollEntry.reissued).where(
        RollEntry.round_id == round_id, RollEntry.voter_no == voter_no
    )
    return bool(session.scalar(query))


def slots_in_box(session: Session, round_id: int) -> set[int]:
    """Voters with an envelope; for a replay that goes on where it stopped."""
    own = (UrnEnvelope.round_id == round_id, UrnEnvelope.kind == PERSON)
    query = select(UrnEnvelope.slot).where(*own)
    return set(session.scalars(query))


def published_ballots(
    session: Session, round_id: int, *, after: str = "", limit: int | None = None
) -> Iterator[PublishedBallot]:
    """The public list in its order, from after a tracker."""
    query = (
        select(PublishedBallot)
        .where(PublishedBallot.round_id == round_id, PublishedBallot.tracker > after)
        .order_by(PublishedBallot.tracker, PublishedBallot.copy)
        .limit(limit)
        .execution_options(yield_per=_BLOCK)
    )
    yield from session.scalars(query)


def definition_hash(session: Session, round_id: int) -> str:
    """Hex hash of the frozen definition; empty before the freeze."""
    frozen = session.get(RoundDefinition, round_id)
    return frozen.sha256.hex() if frozen else ""


def published_list_hash(session: Session, round_id: int, tell: Progress = untold) -> str:
    """Hex hash of the public list as it stands, made as the README's recipe makes it."""
    by_tracker: Any = PublishedBallot.tracker
    if session.get_bind().dialect.name == "postgresql":
        by_tracker = by_tracker.collate("C")  # as bytes, whatever language the server sorts by
    query = (
        select(PublishedBallot.tracker, PublishedBallot.choices, PublishedBallot.invalid)
        .where(PublishedBallot.round_id == round_id)
        .order_by(by_tracker, PublishedBallot.copy)
        .execution_options(yield_per=_BLOCK)
    )
    # As the rows have it, not as a ballot would be written: what somebody changed must show.
    rows = (
        [tracker, listed_in(said), why]
        for tracker, said, why in telling(session.execute(query), tell)
    )
    return hash_of(rows).hex()


def ballot_groups(session: Session, round_: Round) -> Groups:
    """Valid ballots, each with how many cast just this one, in a fixed order."""
    query = (
        select(PublishedBallot.choices, func.count())
        .where(PublishedBallot.round_id == round_.id, PublishedBallot.invalid == "")
        .group_by(PublishedBallot.choices)
        .order_by(PublishedBallot.choices)
        .execution_options(yield_per=_BLOCK)
    )
    return PackedGroups(round_.ballot, ((row[0], row[1]) for row in session.execute(query)))
