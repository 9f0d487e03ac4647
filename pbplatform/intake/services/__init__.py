"""One function for each verb."""

from pbplatform.intake.services.claiming import claim, make_new_slip
from pbplatform.intake.services.forgetting import (
    forget_address,
    forget_old_addresses,
    forget_person,
)
from pbplatform.intake.services.stall import AtStall, take_from_stall
from pbplatform.intake.services.writing import write_down

__all__ = [
    "AtStall",
    "claim",
    "forget_address",
    "forget_old_addresses",
    "forget_person",
    "make_new_slip",
    "take_from_stall",
    "write_down",
]
