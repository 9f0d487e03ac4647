"""Steps of a project that won, and how it stands today."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class Step(StrEnum):
    """Where a winner is; a person decides, so it is stored."""

    WON = "won"
    DESIGNING = "designing"
    PERMISSIONS = "permissions"
    BUYING = "buying"
    BUILDING = "building"
    OPEN = "open"
    LOOKED_BACK = "looked-back"
    STOPPED = "stopped"


# As it is stored; to call the kind itself takes longer, and a list does it for each winner.
STEPS = {step.value: step for step in Step}
ORDER = (
    Step.WON,
    Step.DESIGNING,
    Step.PERMISSIONS,
    Step.BUYING,
    Step.BUILDING,
    Step.OPEN,
    Step.LOOKED_BACK,
)
FINAL = frozenset({Step.LOOKED_BACK, Step.STOPPED})


def _onward(step: Step) -> frozenset[Step]:
    """Any later step up to Open, or the stop."""
    later = ORDER[ORDER.index(step) + 1 : ORDER.index(Step.LOOKED_BACK)]
    return frozenset({*later, Step.STOPPED})


TRANSITIONS: dict[Step, frozenset[Step]] = {
    Step.WON: _onward(Step.WON),
    Step.DESIGNING: _onward(Step.DESIGNING),
    Step.PERMISSIONS: _onward(Step.PERMISSIONS),
    Step.BUYING: _onward(Step.BUYING),
    Step.BUILDING: _onward(Step.BUILDING),
    Step.OPEN: frozenset({Step.LOOKED_BACK}),
    Step.LOOKED_BACK: frozenset(),
    Step.STOPPED: frozenset(),
}


def left_out(before: Step, step: Step) -> tuple[Step, ...]:
    """The steps between two that a project does not take; none for a stop."""
    if before not in ORDER or step not in ORDER:
        return ()
    return ORDER[ORDER.index(before) + 1 : ORDER.index(step)]


class ProjectStanding(StrEnum):
    """How a project stands today, worst first; computed, never stored."""

    LINE_LATE = "line-late"
    OVERDUE = "overdue"
    REPLY_LATE = "reply-late"  # residents say no, and the reply that is owed is late
    SILENT = "silent"
    LOOK_BACK_LATE = "look-back-late"
    CONTESTED = "contested"  # called open; residents say no
    NOT_AS_PROMISED = "not-as-promised"  # the team owns up
    DISPUTED = "disputed"  # over: the team says open as promised, residents say no
    LINE_WAITING = "line-waiting"
    CERTIFICATE_WAITING = "certificate-waiting"  # the result is provisional, so no line is due
    DELAYED = "delayed"
    UNDER_WAY = "under-way"
    OPEN = "open"
    STOPPED = "stopped"
    LOOKED_BACK = "looked-back"


LATE = frozenset(
    {
        ProjectStanding.LINE_LATE,
        ProjectStanding.OVERDUE,
        ProjectStanding.REPLY_LATE,
        ProjectStanding.SILENT,
        ProjectStanding.LOOK_BACK_LATE,
    }
)


RESIDENTS_SAY_NO = frozenset(
    {
        ProjectStanding.REPLY_LATE,
        ProjectStanding.CONTESTED,
        ProjectStanding.NOT_AS_PROMISED,
        ProjectStanding.DISPUTED,
    }
)


class News(StrEnum):
    """What a line of a project's history tells."""

    LINE = "line"
    STEP = "step"
    NEXT_STEP = "next-step"
    DATE = "date"
    UPDATE = "update"
    STOP = "stop"
    TAKEN_BACK = "taken-back"
    CORRECTED = "corrected"
    LOOK_BACK = "look-back"  # the answer to one question of the look back; `step` is the question


CORRECTABLE = frozenset({News.STEP, News.NEXT_STEP, News.DATE, News.UPDATE, News.LOOK_BACK})


class LookBack(StrEnum):
    """What a team is asked when it looks back, in this order. Answers are words, never scored."""

    BETTER = "better"
    CLOSER = "closer"
    LEARNT = "learnt"


class DeliveryLog(LogKind):
    """What the public log tells of what comes of winners. In words: docs/audit.md."""

    BUDGET_LINE_GIVEN = "delivery:budget_line:given"
    """A project that won got its budget line.

    Values: `title`, `line`, `amount_minor`, `team`; also `currency`, `exponent`, `post`, `reason`,
    `year`.
    """
    BUDGET_LINE_CHANGED = "delivery:budget_line:changed"
    """The budget line of a project changed.

    Values: `title`, `reason`.
    """
    PROJECT_STEP_SET = "delivery:step:set"
    """A project that won is at a new step.

    Values: `title`, `step`; also `before`, `currency`, `exponent`, `left_out`, `reason`,
    `spent_minor`.
    """
    PROJECT_STEP_TAKEN_BACK = "delivery:step:taken_back"
    """A step of a project that won was set by mistake and taken back.

    Values: `title`, `step`, `reason`; also `back_at`.
    """
    PROJECT_STOPPED = "delivery:project:stopped"
    """A project that won was stopped.

    Values: `title`, `reason`, `decided_by`; also `money_goes`.
    """
    PROJECT_NEXT_STEP_SET = "delivery:next_step:set"
    """A project that won has a next step with a date.

    Values: `title`, `due`, `words`.
    """
    PROJECT_DATE_MOVED = "delivery:next_step:moved"
    """The next step of a project moved.

    Values: `title`, `due_before`, `due`, `reason`.
    """
    PROJECT_UPDATED = "delivery:project:updated"
    """There is an update on a project that won.

    Values: `title`, `spent_minor`; also `currency`, `exponent`, `words_sha256`.
    """
    PROJECT_LOOKED_BACK = "delivery:look_back:answered"
    """A team answered one of the three questions of the look back. Its words are a salted hash.

    Values: `title`, `question`, `words_sha256`.
    """
    PROJECT_CORRECTED = "delivery:news:corrected"
    """What was said of a project that won was corrected; `line` is the line of its history.

    Values: `title`, `reason`, `spent_minor` when it tells money; `line`, `words`, `due`; also
    `currency`, `exponent`.
    """
    PROJECT_UPDATE_ASKED = "delivery:update:asked"
    """A team was asked for an update.

    Values: `title`, `days`, `team`.
    """
