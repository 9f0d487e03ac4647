"""The roll of a round and the codes of its letters. Source: docs/rules/voting.md section 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import Kind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import keyed_hash, normalise_code, random_code
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.models import ON_ROLL, RollAccount, RollEntry, RollProof
from pbplatform.voting.policies import refuse_to_keep_roll, refuse_to_make_letters_again

CODE_LETTERS = 14
_BLOCK = 5000


@dataclass(frozen=True)
class Voter:
    """Who proved a place on the roll: the number there, and which of their letters it was."""

    number: int
    letter: int


def new_letter_code() -> str:
    """A fresh code for a letter: 14 letters, 70 random bits."""
    return random_code(CODE_LETTERS)


def proof_hash(key: bytes, round_slug: str, code: str) -> bytes:
    """What the database keeps of a letter's code: keyed, and bound to the round."""
    return keyed_hash(key, f"{round_slug}:{normalise_code(code)}")


def _write(session: Session, round_id: int, voters: Sequence[tuple[int, bytes]]) -> None:
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


def import_roll(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    proofs: Sequence[bytes],
    now: datetime,
    known: int | None = None,
) -> range:
    """Add one voter for each proof; numbers go on from the last.

    Args:
        proofs: keyed hashes of the codes, made outside the transaction (`proof_hash`).
        known: how many voters the clerk saw on the roll; None does not ask.
    Returns:
        The new voter numbers, in the order of `proofs`.
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        Conflict: the urn is closed, there is nobody to add, or somebody else added voters.
    """
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_keep_roll(actor, round_):
        raise refusal
    if not proofs:
        raise Conflict("roll.empty", field="size")
    # A button that is pressed twice must not put anybody on the roll twice.
    if known is not None and known != queries.roll_size(session, round_id):
        raise Conflict("roll.changed", field="size")
    last = session.scalar(
        select(func.max(RollEntry.voter_no)).where(RollEntry.round_id == round_id)
    )
    first = (last or 0) + 1
    numbers = range(first, first + len(proofs))
    _write(session, round_id, list(zip(numbers, proofs, strict=True)))
    audit.record(
        session,
        Kind.ROLL_IMPORTED,
        actor=actor,
        subject=round_.path,
        now=now,
        added=len(proofs),
        size=first + len(proofs) - 1,
    )
    return numbers


def make_letters_again(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    first: int,
    proofs: Sequence[bytes],
    now: datetime,
) -> None:
    """Cancel the codes of many voters and give new ones: the file for the printer was lost.

    Args:
        first: the first voter's number; `proofs` are those of this voter and the following ones.
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        Conflict: voting is open, so that letters are out; or not all are on the roll.
    Source: docs/rules/voting.md section 1.
    """
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_make_letters_again(actor, round_, now):
        raise refusal
    numbers = range(first, first + len(proofs))
    for start in range(0, len(proofs), _BLOCK):
        some = numbers[start : start + _BLOCK]
        _end_letters(session, round_id, some[0], some[-1], field="last")
        rows = [
            {"round_id": round_id, "voter_no": number, "proof_hash": proof}
            for number, proof in zip(some, proofs[start : start + _BLOCK], strict=True)
        ]
        session.execute(insert(RollProof), rows)
    audit.record(
        session,
        Kind.ROLL_CODE_CANCELLED,
        actor=actor,
        subject=round_.path,
        now=now,
        letters=len(proofs),
    )


def _end_letters(session: Session, round_id: int, first: int, last: int, *, field: str) -> None:
    """From here on the older letters of these voters prove nothing, nor what was linked by them."""
    own = (RollEntry.round_id == round_id, RollEntry.voter_no.between(first, last))
    entered = session.execute(update(RollEntry).where(*own).values(letter=RollEntry.letter + 1))
    if entered.rowcount != last - first + 1:  # type: ignore[attr-defined]
        raise Conflict("roll.no_such_voter", field=field)
    of_proofs = (RollProof.round_id == round_id, RollProof.voter_no.between(first, last))
    session.execute(update(RollProof).where(*of_proofs).values(cancelled=True))
    of_links = (RollAccount.round_id == round_id, RollAccount.voter_no.between(first, last))
    session.execute(delete(RollAccount).where(*of_links))


def reissue_code(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    voter_no: int,
    proof: bytes,
    now: datetime,
) -> None:
    """Cancel every code of a voter and give a new one; the envelope in the box stays for now.

    Whoever proved the older letter, or linked an account by it, can't cast any more.
    Source: docs/rules/voting.md section 1.

    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        NotFound: no such voter.
    """
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_keep_roll(actor, round_):
        raise refusal
    _end_letters(session, round_id, voter_no, voter_no, field="voter_no")
    session.add(RollProof(round_id=round_id, proof_hash=proof, voter_no=voter_no))
    session.flush()
    audit.record(session, Kind.ROLL_CODE_CANCELLED, actor=actor, subject=round_.path, now=now)


def voter_by_proof(session: Session, *, round_id: int, proof: bytes) -> Voter:
    """The voter whose place a letter's code proves.

    Raises:
        Conflict: no such code, cancelled, or the voter votes on paper; beside the field `code`.
    """
    found = session.execute(
        select(RollProof.voter_no, RollProof.cancelled, RollEntry.state, RollEntry.letter)
        .join(
            RollEntry,
            (RollEntry.round_id == RollProof.round_id) & (RollEntry.voter_no == RollProof.voter_no),
        )
        .where(RollProof.round_id == round_id, RollProof.proof_hash == proof)
    ).first()
    if found is None:
        raise Conflict("roll.code_not_found", field="code")
    if found.cancelled:
        raise Conflict("roll.code_cancelled", field="code")
    if found.state != ON_ROLL:
        raise Conflict("roll.votes_on_paper", field="code")
    return Voter(found.voter_no, found.letter)


def voter_of_account(session: Session, *, round_id: int, account_id: int) -> Voter | None:
    """The voter this account is linked to in this round, if any."""
    found = session.execute(
        select(RollEntry.voter_no, RollEntry.letter)
        .join(
            RollAccount,
            (RollAccount.round_id == RollEntry.round_id)
            & (RollAccount.voter_no == RollEntry.voter_no),
        )
        .where(RollAccount.round_id == round_id, RollAccount.account_id == account_id)
    ).first()
    return Voter(found.voter_no, found.letter) if found else None


def link_account(session: Session, *, round_id: int, account_id: int, voter_no: int) -> None:
    """Remember that this account is this voter; the first link of either stands."""
    taken = session.scalar(
        select(RollAccount.account_id).where(
            RollAccount.round_id == round_id, RollAccount.voter_no == voter_no
        )
    )
    if taken is None and session.get(RollAccount, (round_id, account_id)) is None:
        session.add(RollAccount(round_id=round_id, account_id=account_id, voter_no=voter_no))
        session.flush()
