"""Voters and their letters before the freeze: adding, making again, taking back.

Source: docs/rules/voting.md section 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.progress import Progress, untold
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting import queries
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import (
    DONE,
    STOPPED,
    LetterFile,
    RollEntry,
    RollImport,
    RollProof,
    RollSpare,
    RollStrike,
)
from pbplatform.voting.policies import refuse_to_keep_roll
from pbplatform.voting.queries import register
from pbplatform.voting.queries.roll_history import struck_between
from pbplatform.voting.services.roll.ending import end_letters

_BLOCK = 5000


@dataclass(frozen=True)
class FileWanted:
    """A file for the printer is made; its key is kept, closed, for another person."""

    sealed_key: bytes


@dataclass(frozen=True)
class FileMade:
    """The numbers of what was written, in the order of the proofs; `file_no` 0 without a file."""

    voters: range
    spares: range
    file_no: int = 0


def import_roll(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    proofs: Sequence[bytes],
    now: datetime,
    spares: Sequence[bytes] = (),
    file: FileWanted | None = None,
    seen: str | None = None,
    tell: Progress = untold,
) -> FileMade:
    """Add one voter for each proof, and sealed spare letters; numbers go on from the last.

    Args:
        proofs: keyed hashes of the codes, made outside the transaction (`proof_hash`).
        spares: the same of spare letters, which are nobody's until two people bind them.
        seen: what the clerk saw on the roll (`queries.roll_seen`); None does not ask.
        tell: told how many further voters are on the roll.
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        Conflict: the ballot is frozen, there is nothing to add, or somebody else added voters.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_keep_roll(actor, round_):
        raise refusal
    if register.running_import(session, round_id):
        raise Conflict("register.still_importing")
    if not proofs and not spares:
        raise Conflict("roll.empty", field="size")
    # A button that is pressed twice must not put anybody on the roll twice.
    if seen is not None and seen != queries.roll_seen(session, round_id):
        raise Conflict("roll.changed", field="size")
    first = _after_last(session, RollEntry.voter_no, RollEntry.round_id == round_id)
    spare = _after_last(session, RollSpare.spare_no, RollSpare.round_id == round_id)
    made = FileMade(range(first, first + len(proofs)), range(spare, spare + len(spares)))
    _write(session, round_id, list(zip(made.voters, proofs, strict=True)), tell)
    _write_spares(session, round_id, list(zip(made.spares, spares, strict=True)))
    made = _write_file(session, actor, round_id, made, file, added=True)
    audit.record(
        session,
        VoteLog.ROLL_IMPORTED,
        actor=actor,
        subject=round_.path,
        now=now,
        added=len(proofs),
        size=queries.roll_size(session, round_id),
        **({"spares": len(spares)} if spares else {}),
    )
    return made


def _after_last(session: Session, column: object, own: object) -> int:
    last = session.scalar(select(func.max(column)).where(own))  # type: ignore[arg-type]
    return (last or 0) + 1


def _write(
    session: Session, round_id: int, voters: Sequence[tuple[int, bytes]], tell: Progress
) -> None:
    for start in range(0, len(voters), _BLOCK):
        block = voters[start : start + _BLOCK]
        rows = [{"round_id": round_id, "voter_no": number} for number, _proof in block]
        try:
            session.execute(insert(RollEntry), rows)
        except IntegrityError as error:
            raise Conflict("roll.changed", field="size") from error
        proofs = [proof for _number, proof in block]
        pairs = zip(rows, proofs, strict=True)
        session.execute(insert(RollProof), [{**row, "proof_hash": proof} for row, proof in pairs])
        tell(len(block))


def _write_spares(session: Session, round_id: int, spares: Sequence[tuple[int, bytes]]) -> None:
    for start in range(0, len(spares), _BLOCK):
        rows = [
            {"round_id": round_id, "spare_no": number, "proof_hash": proof}
            for number, proof in spares[start : start + _BLOCK]
        ]
        session.execute(insert(RollSpare), rows)


def _write_file(
    session: Session,
    actor: ActorRef,
    round_id: int,
    made: FileMade,
    file: FileWanted | None,
    *,
    added: bool,
) -> FileMade:
    if file is None or actor.account_id is None:
        return made
    number = write_file(
        session, actor, round_id, voters=made.voters, spares=made.spares, file=file, added=added
    )
    return FileMade(made.voters, made.spares, number)


def write_file(
    session: Session,
    actor: ActorRef,
    round_id: int,
    *,
    voters: range,
    file: FileWanted,
    spares: range = range(1, 1),
    added: bool = False,
) -> int:
    """What the file for the printer holds, so that it can be taken back and its key be given.

    Returns:
        Its number in the round.
    """
    number = _after_last(session, LetterFile.file_no, LetterFile.round_id == round_id)
    session.add(
        LetterFile(
            round_id=round_id,
            file_no=number,
            first_voter=voters.start,
            last_voter=voters.stop - 1,
            first_spare=spares.start,
            last_spare=spares.stop - 1,
            added=added,
            made_by=actor.account_id,
            made_role=actor.role,
            sealed_key=file.sealed_key,
        )
    )
    session.flush()
    return number


def make_letters_again(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    first: int,
    proofs: Sequence[bytes],
    now: datetime,
    file: FileWanted | None = None,
) -> FileMade:
    """Cancel the codes of many voters and give new ones: the file for the printer was lost.

    Args:
        first: the first voter's number; `proofs` are those of this voter and the following ones.
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        Conflict: the ballot is frozen, so that letters are out; or not all are on the roll.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_keep_roll(actor, round_):
        raise refusal
    numbers = range(first, first + len(proofs))
    # Nobody gets a letter who may not vote by it.
    if struck := struck_between(session, round_id, first, numbers.stop - 1):
        raise Conflict("roll.struck_in_range", field="last", voter=struck[0])
    for start in range(0, len(proofs), _BLOCK):
        some = numbers[start : start + _BLOCK]
        end_letters(session, round_id, some[0], some[-1], field="last")
        rows = [
            {"round_id": round_id, "voter_no": number, "proof_hash": proof}
            for number, proof in zip(some, proofs[start : start + _BLOCK], strict=True)
        ]
        session.execute(insert(RollProof), rows)
    made = FileMade(numbers, range(1, 1))
    made = _write_file(session, actor, round_id, made, file, added=False)
    audit.record(
        session,
        VoteLog.ROLL_CODE_CANCELLED,
        actor=actor,
        subject=round_.path,
        now=now,
        letters=len(proofs),
    )
    return made


def take_voters_back(
    session: Session, *, actor: ActorRef, round_id: int, file_no: int, now: datetime
) -> int:
    """Take an addition off the roll again, in public, before the freeze.

    The newest one, or one of whose letters nobody can have read a code.

    Its letters and spare letters count for nothing; no vote can have been cast by them.

    Returns:
        How many voters were taken off.
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        NotFound: no such addition.
        Conflict: the ballot is frozen, or letters of an older addition exist.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_keep_roll(actor, round_):
        raise refusal
    if register.running_import(session, round_id):
        raise Conflict("register.still_importing")
    added = {file.file_no: file for file in queries.letter_files(session, round_id) if file.added}
    if not added:
        raise NotFound("letters.no_addition")
    own = {file.file_no: file for file in queries.additions_to_take_back(session, round_id)}
    if file_no not in own:
        raise Conflict("letters.letters_exist" if file_no in added else "letters.no_addition")
    before = queries.roll_size(session, round_id)
    _delete(session, round_id, own[file_no])
    size = queries.roll_size(session, round_id)
    audit.record(
        session,
        VoteLog.ROLL_TAKEN_BACK,
        actor=actor,
        subject=round_.path,
        now=now,
        removed=before - size,
        size=size,
    )
    return before - size


def _delete(session: Session, round_id: int, addition: LetterFile) -> None:
    for model in (RollProof, RollStrike, RollEntry):
        session.execute(
            delete(model).where(
                model.round_id == round_id,
                model.voter_no.between(addition.first_voter, addition.last_voter),
            )
        )
    session.execute(
        delete(RollSpare).where(
            RollSpare.round_id == round_id,
            RollSpare.spare_no.between(addition.first_spare, addition.last_spare),
        )
    )
    session.execute(
        update(RollImport)
        .where(
            RollImport.round_id == round_id,
            RollImport.state == DONE,
            RollImport.first_voter == addition.first_voter,
        )
        .values(state=STOPPED)
    )
    # Numbers may be given again: whom they meant is not known any more.
    session.execute(
        update(RollImport).where(RollImport.round_id == round_id).values(missing_numbers="")
    )
    for file in queries.letter_files(session, round_id):
        # A file that was made again for some of them is worth nothing either.
        inside = addition.first_voter <= file.first_voter <= file.last_voter <= addition.last_voter
        if file is addition or (inside and not file.added):
            file.taken_back, file.sealed_key = True, None
    session.flush()
