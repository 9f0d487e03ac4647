"""Voters from a register's file: begun by a person, added in blocks, stopped, given letters.

Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import LargeBinary, delete, func, insert, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting import queries
from pbplatform.voting.domain.numbers import MOST_NUMBERS, written
from pbplatform.voting.domain.registers.hashing import HASH_BYTES
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import (
    DONE,
    RUNNING,
    STOPPED,
    LetterFile,
    RollEntry,
    RollImport,
    RollProof,
)
from pbplatform.voting.policies import refuse_to_keep_roll
from pbplatform.voting.queries import register
from pbplatform.voting.queries.roll_history import last_voter
from pbplatform.voting.services.roll.adding import FileWanted, write_file

BLOCK = 5000
_COLUMNS = ("number_column", "state_column", "area_column")


@dataclass(frozen=True)
class ImportWanted:
    """What a page showed and somebody confirmed.

    Attributes:
        new: hashes of those who are added, ascending, each once.
        unchanged, left_out: as the page counted them.
        missing: numbers of voters on the roll who are not in the file.
        key_check: of the key under which they are hashed.
        columns: names of the columns for number, state and area; empty where the file has none.
        seen: the roll as the page read it (`queries.roll_seen`).
    """

    new: Sequence[bytes]
    unchanged: int
    missing: Sequence[int]
    left_out: int
    key_check: bytes
    columns: tuple[str, str, str]
    seen: str


@dataclass(frozen=True)
class Progress:
    """How far an import is."""

    done: int
    total: int
    state: str


def begin_import(
    session: Session,
    *,
    actor: ActorRef,
    account_id: int,
    role: str,
    round_id: int,
    wanted: ImportWanted,
) -> int:
    """Have voters added, block by block; the number of the import in the round.

    Args:
        actor: the keeper of the roll, or the operator.
        account_id, role: of the keeper for whom it is done.
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        Conflict: frozen, nothing to add, another import is under way, or the roll changed.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_keep_roll(actor, round_):
        raise refusal
    if register.running_import(session, round_id):
        raise Conflict("register.still_importing")
    if not wanted.new:
        raise Conflict("register.nothing_new")
    if wanted.seen != queries.roll_seen(session, round_id):
        raise Conflict("register.changed")
    newest = register.newest_import(session, round_id)
    number = newest.import_no + 1 if newest else 1
    session.add(
        RollImport(
            round_id=round_id,
            import_no=number,
            hashes=b"".join(wanted.new),
            total=len(wanted.new),
            first_voter=last_voter(session, round_id) + 1,
            unchanged=wanted.unchanged,
            missing=len(wanted.missing),
            missing_numbers=written(wanted.missing[:MOST_NUMBERS]),
            left_out=wanted.left_out,
            key_check=wanted.key_check,
            **dict(zip(_COLUMNS, wanted.columns, strict=True)),
            asked_by=account_id,
            asked_role=role,
            by_operator=actor.kind == "command",
        )
    )
    session.flush()
    return number


def import_block(session: Session, *, round_id: int, import_no: int, now: datetime) -> Progress:
    """Add the next voters of an import; with the last of them it is done and in the public log.

    Whoever calls, and however often: each voter is added once, since a block is one transaction.

    Raises:
        NotFound: no such import.
    """
    round_ = lock_round(session, round_id)
    found = _locked(session, round_id, import_no)
    if found.state != RUNNING:
        return Progress(found.done, found.total, found.state)
    some = range(found.done, min(found.done + BLOCK, found.total))
    if some:
        hashes = _hashes(session, found, some)
        rows = [
            {"round_id": round_id, "voter_no": found.first_voter + place, "register_hash": digest}
            for place, digest in zip(some, hashes, strict=True)
        ]
        session.execute(insert(RollEntry), rows)
        found.done = some.stop
    if found.done == found.total:
        _finish(session, round_, found, now)
    session.flush()
    return Progress(found.done, found.total, found.state)


def _locked(session: Session, round_id: int, import_no: int) -> RollImport:
    found = session.scalars(
        select(RollImport)
        .where(RollImport.round_id == round_id, RollImport.import_no == import_no)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("register.no_import")
    return found


def _hashes(session: Session, found: RollImport, some: range) -> list[bytes]:
    """Some of the hashes, without reading the others."""
    part = func.substr(
        RollImport.hashes, some.start * HASH_BYTES + 1, len(some) * HASH_BYTES, type_=LargeBinary
    )
    query = select(part).where(
        RollImport.round_id == found.round_id, RollImport.import_no == found.import_no
    )
    held = bytes(session.scalars(query).one())
    return [held[start : start + HASH_BYTES] for start in range(0, len(held), HASH_BYTES)]


def _finish(session: Session, round_: Round, found: RollImport, now: datetime) -> None:
    found.state, found.hashes = DONE, None
    actor = _asker(session, round_, found)
    session.add(
        LetterFile(
            round_id=round_.id,
            file_no=_next_file(session, round_.id),
            first_voter=found.first_voter,
            last_voter=found.last_voter,
            first_spare=1,
            last_spare=0,
            added=True,
            imported=True,
            made_by=found.asked_by,
            made_role=found.asked_role,
        )
    )
    audit.record(
        session,
        VoteLog.ROLL_REGISTER_IMPORTED,
        actor=actor,
        subject=round_.path,
        now=now,
        added=found.total,
        unchanged=found.unchanged,
        missing=found.missing,
        left_out=found.left_out,
        size=queries.roll_size(session, round_.id),
    )


def _asker(session: Session, round_: Round, found: RollImport) -> ActorRef:
    """Who asked for the import, as the log names them."""
    name = session.get_one(Account, found.asked_by).name
    if found.by_operator:
        return ActorRef("command", "operator", "operator", round_.scope, f"operator for {name}")
    return ActorRef("account", str(found.asked_by), found.asked_role, round_.scope, name)


def _next_file(session: Session, round_id: int) -> int:
    query = select(func.max(LetterFile.file_no)).where(LetterFile.round_id == round_id)
    return (session.scalar(query) or 0) + 1


def stop_import(session: Session, *, actor: ActorRef, round_id: int) -> int:
    """Stop the import that is under way; the voters that it added go again.

    Returns:
        How many had been added.
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        Conflict: none is under way any more.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_keep_roll(actor, round_):
        raise refusal
    running = register.running_import(session, round_id)
    if running is None:
        raise Conflict("register.none_runs")
    found = _locked(session, round_id, running.import_no)
    added = RollEntry.voter_no.between(found.first_voter, found.first_voter + found.done - 1)
    session.execute(delete(RollEntry).where(RollEntry.round_id == round_id, added))
    gone, found.state, found.hashes, found.done = found.done, STOPPED, None, 0
    session.flush()
    return gone


def make_first_letters(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    voters: Sequence[int],
    proofs: Sequence[bytes],
    file: FileWanted,
    now: datetime,
) -> int:
    """Give their first letter to all voters who have none.

    Args:
        voters: their numbers as read before; `proofs` are keyed hashes of their codes.
    Returns:
        The number of the file for the printer.
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        Conflict: frozen, an import is under way, or others have no letter now.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_keep_roll(actor, round_):
        raise refusal
    if register.running_import(session, round_id):
        raise Conflict("register.still_importing")
    if not voters or list(voters) != register.voters_without_letter(session, round_id):
        raise Conflict("register.letters_changed")
    pairs = list(zip(voters, proofs, strict=True))
    for start in range(0, len(pairs), BLOCK):
        rows = [
            {"round_id": round_id, "voter_no": number, "proof_hash": proof}
            for number, proof in pairs[start : start + BLOCK]
        ]
        session.execute(insert(RollProof), rows)
    number = write_file(
        session, actor, round_id, voters=range(voters[0], voters[-1] + 1), file=file
    )
    audit.record(
        session,
        VoteLog.LETTERS_MADE,
        actor=actor,
        subject=round_.path,
        now=now,
        letters=len(pairs),
    )
    return number


def refuse_unfinished_roll(session: Session, round_id: int) -> None:
    """The ballot is not frozen while voters are being added, or have no letter.

    Raises:
        Conflict: why it is not.
    """
    if register.running_import(session, round_id):
        raise Conflict("register.still_importing")
    if count := register.count_without_letter(session, round_id):
        raise Conflict("register.letters_missing", count=count)
