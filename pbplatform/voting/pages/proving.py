"""Who stands behind a typed code. Source: docs/rules/voting.md section 1.2."""

from __future__ import annotations

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.voting.pages.page_parts import BallotPage, code_keys
from pbplatform.voting.services.roll import Voter, proof_hash, voter_by_proof


def voter_of_code(ballot: BallotPage, typed: str) -> Voter:
    """The voter behind a typed code, by the present key or the one before it."""
    refused: Conflict | None = None
    for key in code_keys():
        proof = proof_hash(key, ballot.round_.slug, typed)
        try:
            return voter_by_proof(db.session(), round_id=ballot.round_.id, proof=proof)
        except Conflict as conflict:
            refused = refused or conflict
    raise refused or Conflict("roll.code_not_found", field="code")
