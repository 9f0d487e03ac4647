"""One function for each verb."""

from pbplatform.carry.services.carrying import carry_idea, carry_point, carry_project
from pbplatform.carry.services.meetings import GivenIdea, say_where, write_in
from pbplatform.carry.services.telling import tell_supporters

__all__ = [
    "GivenIdea",
    "carry_idea",
    "carry_point",
    "carry_project",
    "say_where",
    "tell_supporters",
    "write_in",
]
