"""What can be carried, and what the log tells of it. Source: docs/rules/thread.md section 3."""

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


class CarryLog(LogKind):
    """What the public log tells of things that were carried over. In words: docs/audit.md."""

    POINT_BECAME = "forum:point:became_idea"
    IDEA_AGAIN = "idea:idea:again"
    PROJECT_AGAIN = "proposal:proposal:again"
    GIVEN = "forum:meeting:ideas_given"
    SAID_AT = "idea:meeting:said_at"
    SAID_AT_TAKEN_BACK = "idea:meeting:said_at_taken_back"
