"""What can be carried, and what the log tells of it. Source: docs/rules/thread.md section 7."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind
from pbplatform.proposals.kinds import IdeaState

GONE = (IdeaState.REFUSED, IdeaState.WITHDRAWN)  # what it came from can be carried again


class OriginKind(StrEnum):
    """What an idea comes from."""

    POINT = "point"
    IDEA = "idea"
    PROJECT = "project"


class Stands(StrEnum):
    """How a thing stands, for whoever wants to carry it."""

    FREE = "free"  # it can be carried
    QUESTION = "question"
    JOINED = "joined"
    NOT_PUBLIC = "not-public"
    WITHDRAWN = "withdrawn"
    BROKE_A_RULE = "broke-a-rule"
    IS_A_PROPOSAL = "is-a-proposal"
    GOES_ON = "goes-on"
    CAN_WIN = "can-win"
    WON = "won"


class CarryLog(LogKind):
    """What the public log tells of things that were carried over. In words: docs/audit.md."""

    POINT_BECAME = "forum:point:became_idea"
    """A point was sent as an idea of a round; it must still be answered.

    Values: `idea`, `round`, `path`.
    """
    IDEA_AGAIN = "idea:idea:again"
    """An idea was sent to another round again.

    Values: `idea`, `round`, `path`.
    """
    PROJECT_AGAIN = "proposal:proposal:again"
    """A proposal was sent to another round as an idea.

    Values: `idea`, `round`, `path`.
    """
    GIVEN = "forum:meeting:ideas_given"
    """Ideas that were given at a meeting were sent to a round.

    Values: `ideas`, `round`.
    """
    SAID_AT = "idea:meeting:said_at"
    """An author says at which meeting an idea was said.

    Values: `day`.
    """
    SAID_AT_TAKEN_BACK = "idea:meeting:said_at_taken_back"
    """An author took that back.

    Values: `day`.
    """
