"""One function for each verb."""

from pbplatform.intake.services.calls import end_call, forget_old_calls, settle_call_back
from pbplatform.intake.services.claiming import claim, make_new_slip
from pbplatform.intake.services.forgetting import (
    forget_address,
    forget_old_addresses,
    forget_person,
)
from pbplatform.intake.services.on_word import (
    Word,
    go_on_on_word,
    name_on_word,
    reach_on_word,
    withdraw_on_word,
)
from pbplatform.intake.services.publishing import Slip, publish_rows
from pbplatform.intake.services.stall import AtStall, take_from_stall
from pbplatform.intake.services.table import (
    Saved,
    SentRow,
    erase_row,
    forget_old_rows,
    give_back,
    save_rows,
)
from pbplatform.intake.services.writing import write_down

__all__ = [
    "Saved",
    "SentRow",
    "Slip",
    "AtStall",
    "Word",
    "claim",
    "end_call",
    "forget_old_calls",
    "go_on_on_word",
    "name_on_word",
    "reach_on_word",
    "settle_call_back",
    "withdraw_on_word",
    "forget_address",
    "erase_row",
    "forget_old_addresses",
    "forget_old_rows",
    "forget_person",
    "give_back",
    "make_new_slip",
    "take_from_stall",
    "publish_rows",
    "save_rows",
    "write_down",
]
