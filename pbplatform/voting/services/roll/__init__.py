"""The roll of a round and the codes of its letters, one module for each verb group.

Source: docs/rules/voting.md section 1.
"""

from pbplatform.voting.services import roll_kept as roll_kept
from pbplatform.voting.services.roll.adding import (
    FileMade,
    FileWanted,
    import_roll,
    make_letters_again,
    take_voters_back,
)
from pbplatform.voting.services.roll.envelopes import take_out_envelope
from pbplatform.voting.services.roll.keys import give_key
from pbplatform.voting.services.roll.proving import (
    CODE_LETTERS,
    Voter,
    link_account,
    new_letter_code,
    proof_hash,
    unknown_code,
    voter_by_proof,
    voter_of_account,
)
from pbplatform.voting.services.roll.register import (
    ImportWanted,
    Progress,
    begin_import,
    import_block,
    make_first_letters,
    refuse_unfinished_roll,
    stop_import,
)
from pbplatform.voting.services.roll.spares import add_by_spares, bind_spare
from pbplatform.voting.services.roll.striking import (
    Strike,
    Who,
    facts_to_put_back,
    facts_to_strike,
    put_voters_back,
    strike_voters,
)

__all__ = [
    "CODE_LETTERS",
    "ImportWanted",
    "Progress",
    "begin_import",
    "import_block",
    "make_first_letters",
    "refuse_unfinished_roll",
    "stop_import",
    "FileMade",
    "FileWanted",
    "Strike",
    "Voter",
    "Who",
    "add_by_spares",
    "bind_spare",
    "facts_to_put_back",
    "facts_to_strike",
    "give_key",
    "import_roll",
    "link_account",
    "make_letters_again",
    "new_letter_code",
    "proof_hash",
    "put_voters_back",
    "strike_voters",
    "take_out_envelope",
    "take_voters_back",
    "unknown_code",
    "voter_by_proof",
    "voter_of_account",
]
