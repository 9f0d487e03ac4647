"""One function for each verb."""

from pbplatform.intake.services.calls import end_call, forget_old_calls, settle_call_back
from pbplatform.intake.services.claiming import claim, make_new_slip, said_before_by
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
    say_again,
)
from pbplatform.intake.services.taking_back import forget_published_words, take_back
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
    "forget_published_words",
    "give_back",
    "make_new_slip",
    "take_back",
    "take_from_stall",
    "publish_rows",
    "said_before_by",
    "say_again",
    "save_rows",
    "write_down",
]
