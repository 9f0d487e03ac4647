"""What entries of the public log say of what comes of winners.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.delivery.kinds import DeliveryLog, LookBack, Step
from pbplatform.delivery.words.sentences import question_words, step_name
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    DeliveryLog.BUDGET_LINE_GIVEN: (
        _l("%(title)s got its budget line %(line)s of %(amount_minor)s. Owner: %(team)s."),
        _l("A project that won got its budget line."),
    ),
    DeliveryLog.BUDGET_LINE_CHANGED: (
        _l("The budget line of %(title)s changed: %(reason)s"),
        _l("The budget line of a project changed."),
    ),
    DeliveryLog.PROJECT_STEP_SET: (
        _l("%(title)s is at the step “%(step)s”."),
        _l("A project that won is at a new step."),
    ),
    DeliveryLog.PROJECT_STEP_TAKEN_BACK: (
        _l("%(title)s is not at the step “%(step)s”. That was a mistake: %(reason)s"),
        _l("A step of a project that won was set by mistake and taken back."),
    ),
    DeliveryLog.PROJECT_STOPPED: (
        _l("%(title)s was stopped: %(reason)s Decided by: %(decided_by)s."),
        _l("A project that won was stopped."),
    ),
    DeliveryLog.PROJECT_NEXT_STEP_SET: (
        _l("Next for %(title)s, by %(due)s: %(words)s"),
        _l("A project that won has a next step with a date."),
    ),
    DeliveryLog.PROJECT_DATE_MOVED: (
        _l("The next step of %(title)s moved from %(due_before)s to %(due)s: %(reason)s"),
        _l("The next step of a project moved."),
    ),
    DeliveryLog.PROJECT_UPDATED: (
        _l("There is an update on %(title)s. Spent so far: %(spent_minor)s."),
        _l("There is an update on a project that won."),
    ),
    DeliveryLog.PROJECT_LOOKED_BACK: (
        _l("The team looked back on %(title)s and answered: %(question)s"),
        _l("A team looked back on a project that won."),
    ),
    DeliveryLog.PROJECT_CORRECTED: (
        _l("What was said of %(title)s was corrected. Spent so far: %(spent_minor)s. %(reason)s"),
        _l("What was said of %(title)s was corrected: %(reason)s"),
        _l("What was said of a project that won was corrected."),
    ),
    DeliveryLog.PROJECT_UPDATE_ASKED: (
        _l("There was no update on %(title)s for %(days)s. We asked %(team)s for one."),
        _l("A team was asked for an update."),
    ),
}


def _step(code: str) -> str | None:
    return step_name(code) if code in list(Step) else None


def _question(code: str) -> str | None:
    return question_words(code) if code in list(LookBack) else None


LOG = LogWords(
    sentences=_SENTENCES,
    families={"delivery": _l("Projects that won")},
    fields={"step": _step, "question": _question},
)
