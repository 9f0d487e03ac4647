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
    """A point was raised.

    Values: –; `answer_days`, `calendar`, `public`, `meeting`; also `at_meeting`, `sort`, `words`.
    """
    POINT_PUBLISHED = "forum:point:published"
    """A point was published; with a day: before anybody read it.

    Values: `title` or `read_by`.
    """
    POINT_READ = "forum:point:read"
    """A facilitator read a point that was public before; it stays.

    Values: `title` where they gave one.
    """
    POINT_REFUSED = "forum:point:refused"
    """A point was not published."""
    POINT_WITHDRAWN = "forum:point:withdrawn"
    """The asker withdrew a point; `written_down` where they told staff, and `origin` where.

    Values: `working_days_late`.
    """
    POINT_WENT_ON = "forum:point:went_on"
    """The asker or a supporter goes on with a withdrawn point; `written_down` where the asker told
    staff.

    Values: `by`, `origin`.
    """
    POINT_KIND_CHANGED = "forum:point:kind_changed"
    """A point is now of another kind.

    Values: `reason`; also `after`, `before`.
    """
    POINT_ASSIGNED = "response:point:assigned"
    """A point was given to a team to answer.

    Values: `due`, `reason`, `team`.
    """
    POINT_PASSED_ON = "response:point:passed_on"
    """A point was passed on to another team.

    Values: `reason`; also `due`, `team`.
    """
    POINT_TAKEN = "response:point:taken"
    """An official took a point."""
    POINT_SENT_BACK = "response:point:sent_back"
    """A point was sent back by its team.

    Values: `reason`; also `due`, `team`.
    """
    POINT_JOINED = "response:point:joined"
    """Two points were joined.

    Values: `to`, `reason`; also `due_after`, `due_before`.
    """
    POINT_NOTED = "response:point:noted"
    """A note was added to a point.

    Values: `note`.
    """
    POINT_EXTENDED = "response:point:extended"
    """The answer to a point was given more time.

    Values: `due_before`, `due_after`, `reason`.
    """
    POINT_PAUSED = "response:point:paused"
    """A point waits for its asker.

    Values: `working_days_left`; also `resumes_on`.
    """
    POINT_RESUMED = "response:point:resumed"
    """The time of a point runs again."""
    ANSWER_PUBLISHED = "response:answer:published"
    """A point was answered.

    Values: `working_days_late`, `sentence`; `text`: all words below it; also `answer`, `due`,
    `sort`.
    """
    ANSWER_NAMES = "response:answer:names"
    """An answer, or a promise in it, names another point or a project.

    Values: `about`.
    """
    ANSWER_CORRECTED = "response:answer:corrected"
    """An answer was corrected.

    Values: `words`, `reason`; in older entries `correction`; also `answer`.
    """
    ANSWER_ASSESSED = "response:answer:assessed"
    """Somebody said whether an answer answers the point. `written_down` where an asker told staff;
    `in_words` where they said more, `words_taken_back` where they took that away.

    Values: `answer`, `asker`, `verdict`.
    """
    POINT_ESCALATED = "response:point:escalated"
    """A point needs an answer by somebody more senior.

    Values: `due`; also `answer_due`, `no_or_partly`, `replies`.
    """
    POINT_WENT_UP = "response:point:went_up"
    """Nobody in its team can answer a point; it is with somebody else.

    Values: `to`, `due`, `level`, `why`; also `team`.
    """
    POINT_CAME_BACK = "response:point:came_back"
    """A point is with its team again.

    Values: `due`; also `team`.
    """
