"""What may be done with promises, in checks by residents, and with evidence."""

from pbplatform.promises.services import keeping as keeping
from pbplatform.promises.services.asking import (
    ToCheck,
    ask_in_checks,
    ask_residents,
    begin_check,
)
from pbplatform.promises.services.checks import (
    end_check,
    facts_of_check,
    record_reply,
    require_same_check,
    say,
)
from pbplatform.promises.services.evidence import (
    EvidenceFacts,
    attach_evidence,
    facts_of_evidence,
    require_same_evidence,
    take_evidence_away,
)
from pbplatform.promises.services.promises import (
    KeptPromise,
    correct_promise,
    facts_of_promise,
    give_up_promise,
    keep_promise,
    keep_promises,
    make_promise,
    move_promise,
    put_promise_right,
    take_promise_back,
)

__all__ = [
    "EvidenceFacts",
    "KeptPromise",
    "ToCheck",
    "ask_in_checks",
    "ask_residents",
    "attach_evidence",
    "begin_check",
    "correct_promise",
    "end_check",
    "facts_of_check",
    "facts_of_evidence",
    "facts_of_promise",
    "give_up_promise",
    "keep_promise",
    "keep_promises",
    "make_promise",
    "move_promise",
    "put_promise_right",
    "record_reply",
    "require_same_check",
    "require_same_evidence",
    "say",
    "take_evidence_away",
    "take_promise_back",
]
