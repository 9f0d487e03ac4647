"""Kinds of answers, reasons, turns of the clock and standings. Source: docs/rules/points.md."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind

ASKER_NEWS = "points:asker"  # what an asker without an account left their address for


class PointKind(StrEnum):
    REQUEST = "request"
    QUESTION = "question"
    CONCERN = "concern"


class PointState(StrEnum):
    """What a person has decided about a point; everything else is derived."""

    RAISED = "raised"  # waits for the facilitator
    PUBLISHED = "published"
    REFUSED = "refused"
    JOINED = "joined"  # went into another point
    WITHDRAWN = "withdrawn"  # taken back by its asker, before an answer


TRANSITIONS: dict[PointState, frozenset[PointState]] = {
    PointState.RAISED: frozenset({PointState.PUBLISHED, PointState.REFUSED, PointState.WITHDRAWN}),
    PointState.PUBLISHED: frozenset({PointState.JOINED, PointState.WITHDRAWN}),
    PointState.REFUSED: frozenset(),
    PointState.JOINED: frozenset(),
    # Its asker, or a supporter, goes on with it: to where it was.
    PointState.WITHDRAWN: frozenset({PointState.RAISED, PointState.PUBLISHED}),
}


class AnswerType(StrEnum):
    YES = "yes"
    PART = "part"
    ALREADY = "already"  # done already, with a link
    NO = "no"
    ANSWER = "answer"  # questions only


class ReasonCode(StrEnum):
    LAW = "law"
    MONEY = "money"  # with the figure
    POWER = "power"  # not ours, with whose
    SAFETY = "safety"
    POLICY = "policy"  # agreed, with the link
    EVIDENCE = "evidence"  # with the link
    OTHER = "other"  # in words


NEEDS_DETAIL = frozenset(
    {
        ReasonCode.MONEY,
        ReasonCode.POWER,
        ReasonCode.POLICY,
        ReasonCode.EVIDENCE,
        ReasonCode.OTHER,
    }
)
NEEDS_LINK = frozenset({ReasonCode.POLICY, ReasonCode.EVIDENCE})
NEEDS_REASON = frozenset({AnswerType.NO, AnswerType.PART})
NEEDS_PROMISE = frozenset({AnswerType.YES, AnswerType.PART})


class Assessed(StrEnum):
    """Whether an answer answers the point."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class TurnKind(StrEnum):
    """What happened to a point while it waited; only the first four touch the clock."""

    EXTENDED = "extended"
    PAUSED = "paused"  # the team asked the asker
    RESUMED = "resumed"  # the asker replied
    JOINED = "joined"  # another point came in
    NOTED = "noted"  # a public note
    REPLIED = "replied"  # a reply after the clock had started again by itself
    REMINDED = "reminded"  # we told the team; said in public once it is true
    WENT_UP = "went_up"  # nobody in its team could answer, or somebody can again


class Level(StrEnum):
    """Who can act on a point: its team, or whom it went up to."""

    TEAM = "team"
    LEAD = "lead"  # the lead team of the forum
    PLACE = "place"  # the elected person of the place
    FACILITATOR = "facilitator"
    NOBODY = "nobody"  # nobody holds any of these roles


class WhyUp(StrEnum):
    """Why a point went up."""

    NOBODY = "nobody"  # nobody holds a role in its team
    NOBODY_SENIOR = "senior"  # nobody there is senior enough


class Stand(StrEnum):
    """Where a point stands on a day: derived, never stored."""

    RAISED = "raised"
    REFUSED = "refused"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"
    NOT_STARTED = "not_started"  # public, minutes not circulated yet
    WAITING = "waiting"
    PAUSED = "paused"
    LATE = "late"
    VERY_LATE = "very_late"
    ASSESSING = "assessing"  # answered, people say whether it answers
    PROMISED = "promised"  # answered, a promise is under way
    PROMISE_MISSED = "promise_missed"
    CHECKING = "checking"  # called done: residents, or the team after a no, act next
    SETTLED = "settled"


FINAL = frozenset({Stand.REFUSED, Stand.JOINED, Stand.WITHDRAWN, Stand.SETTLED})
OPEN = frozenset({Stand.NOT_STARTED, Stand.WAITING, Stand.PAUSED, Stand.LATE, Stand.VERY_LATE})


class PointLog(LogKind):
    """What the public log tells of points and answers. In words: docs/audit.md."""

    POINT_RAISED = "forum:point:raised"
    POINT_PUBLISHED = "forum:point:published"
    POINT_READ = "forum:point:read"
    POINT_REFUSED = "forum:point:refused"
    POINT_WITHDRAWN = "forum:point:withdrawn"
    POINT_WENT_ON = "forum:point:went_on"
    POINT_KIND_CHANGED = "forum:point:kind_changed"
    POINT_ASSIGNED = "response:point:assigned"
    POINT_PASSED_ON = "response:point:passed_on"
    POINT_TAKEN = "response:point:taken"
    POINT_SENT_BACK = "response:point:sent_back"
    POINT_JOINED = "response:point:joined"
    POINT_NOTED = "response:point:noted"
    POINT_EXTENDED = "response:point:extended"
    POINT_PAUSED = "response:point:paused"
    POINT_RESUMED = "response:point:resumed"
    ANSWER_PUBLISHED = "response:answer:published"
    ANSWER_NAMES = "response:answer:names"
    ANSWER_CORRECTED = "response:answer:corrected"
    ANSWER_ASSESSED = "response:answer:assessed"
    POINT_ESCALATED = "response:point:escalated"
    POINT_WENT_UP = "response:point:went_up"
    POINT_CAME_BACK = "response:point:came_back"
