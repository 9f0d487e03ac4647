"""“Did anybody vote in my name?”: everybody on the roll asks, and checks the proof that they get.

Who never voted must read that nobody did, who voted that somebody did; the row must stand below
the root in the log that is handed out, by `check-roll.py`. Source: docs/rules/voting.md section 14.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pbplatform.audit.queries import all_entries
from pbplatform.rounds.models import Round
from pbplatform.verifier import check_roll
from pbplatform.voting.domain.roll_tree import PlaceProof
from pbplatform.voting.queries.my_name import Vote, my_name, my_proofs
from pbplatform.voting.services.roll import proof_hash
from tests.audit.attacks.place import VOTERS, Place
from tests.voting.elections import CODE_KEY


def everybody_asks(place: Place, voters: Iterable[int] = range(1, VOTERS + 1)) -> list[str]:
    """What these people read that is not as they know it; empty where all is."""
    return [f"voter {voter}: {what}" for voter in voters for what in _asks(place, voter)]


def _asks(place: Place, voter: int) -> Iterator[str]:
    session, slug = place.session, place.election.slug
    code = place.election.codes[voter - 1]
    round_ = session.get_one(Round, place.election.round_id, populate_existing=True)
    answer = my_name(session, round_.id, proof_hash(CODE_KEY, slug, code))
    if answer is None:
        yield "the code is no voter's"
        return
    if voter in place.kept.receipts and answer.vote is not Vote.SCREEN:
        yield f"voted and has a receipt, and reads {answer.vote}"
    if voter not in place.kept.trackers and answer.vote is not Vote.NONE:
        yield f"never voted, and reads {answer.vote}"
    if answer.replaced_on:
        return  # a letter that was replaced shows nobody a row
    proofs = my_proofs(session, round_, answer)
    if proofs.broken or proofs.newest is None:
        yield "the row stands below no root"
    else:
        yield from _by_program(place, proofs.newest)


def _by_program(place: Place, proof: PlaceProof) -> Iterator[str]:
    """What `check-roll.py` says of the proof and of the log as it is handed out."""
    lines = [entry.body.decode() for entry in all_entries(place.session, log=place.box)]
    try:
        told, hashes = check_roll.read_proof(proof.text)
        number, rows, root = check_roll.logged(lines, told)
        reached = check_roll.root_of(told, hashes)
    except (ValueError, KeyError) as problem:
        yield f"check-roll.py: {problem}"
        return
    if (reached, told["rows"], told["root"]) != (root, str(rows), root):
        yield f"check-roll.py: this row is not below the root in entry {number} of the log"
