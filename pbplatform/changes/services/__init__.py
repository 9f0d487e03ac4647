"""What can be done with a changed decision, one function for each verb."""

from pbplatform.changes.services import keeping as keeping
from pbplatform.changes.services.deciding import confirm, take_back, turn_down, withdraw
from pbplatform.changes.services.saying import ChangeFacts, correct_change, say_change

__all__ = [
    "ChangeFacts",
    "confirm",
    "correct_change",
    "say_change",
    "take_back",
    "turn_down",
    "withdraw",
]
