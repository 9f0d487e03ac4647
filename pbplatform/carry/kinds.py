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
    IDEA_AGAIN = "idea:idea:again"
    PROJECT_AGAIN = "proposal:proposal:again"
    GIVEN = "forum:meeting:ideas_given"
    SAID_AT = "idea:meeting:said_at"
    SAID_AT_TAKEN_BACK = "idea:meeting:said_at_taken_back"
