"""How a winner stands today, in sentences: the same on its page, in lists and on its thread.

Source: docs/rules/delivery.md, docs/rules/thread.md section 3.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from pbplatform.delivery.kinds import RESIDENTS_SAY_NO, ProjectStanding, Step
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.words.sentences import step_name
from pbplatform.promises.words.checks import stand_of_check
from pbplatform.web.marked import marked, named, safe
from pbplatform.web.presentation import long_date, short_date, until
from pbplatform.web.sentences import gettext


@dataclass(frozen=True)
class Said:
    """One sentence with the shape beside it."""

    mark: str
    html: Markup


def standing(view: ProjectView) -> list[Said]:
    """The worst that is true of it today, then what else residents must know."""
    found = _first(view)
    said = [found] if found is not None else []
    if view.is_silent:
        said.append(_silent(view))
    return said


def short_standing(step: Step) -> str:
    """What a winner came to in two or three words, for tags and lists."""
    if step is Step.STOPPED:
        return gettext("Won, then stopped")
    if step in (Step.OPEN, Step.LOOKED_BACK):
        return gettext("Won, open")
    return gettext("Won")


def _first(view: ProjectView) -> Said | None:
    state = view.standing
    if view.project is None:
        return _without_line(view)
    if state is ProjectStanding.STOPPED:
        told = gettext("<strong>Stopped.</strong> It will not be built.")
        return Said("escalated", marked(told))
    if state in RESIDENTS_SAY_NO:
        return _checked(view)
    if state is ProjectStanding.LOOKED_BACK:
        told = gettext("<strong>Finished.</strong> It is open, and residents looked back on it.")
        return Said("done", marked(told))
    if view.step is Step.OPEN:
        return _open(view)
    return _going(view)


def _without_line(view: ProjectView) -> Said:
    if view.line_due is None:
        return _without_certificate(view)
    day = safe(day=long_date(view.line_due))
    if view.line_is_late:
        told = gettext("<strong>No budget line yet.</strong> It was due on %(day)s.", **day)
        return Said("late", marked(told))
    told = gettext("<strong>Won.</strong> Its budget line is due on %(day)s.", **day)
    return Said("waiting", marked(told))


def _without_certificate(view: ProjectView) -> Said:
    day = safe(day=long_date(until(view.certify_due_at)) if view.certify_due_at else "")
    if view.certificate_is_late:
        told = gettext(
            "<strong>Won, provisionally.</strong> It waits for the certificate of the result, "
            "which is late: it was due on %(day)s.",
            **day,
        )
        return Said("late", marked(told))
    told = gettext(
        "<strong>Won, provisionally.</strong> It waits for the certificate of the result, due on "
        "%(day)s.",
        **day,
    )
    return Said("waiting", marked(told))


def _checked(view: ProjectView) -> Said | None:
    if view.check is None or view.check_stand is None:
        return None
    told = stand_of_check(view.check, view.check_stand, view.owner, view.elected)
    return Said(told.mark, told.html)


def _open(view: ProjectView) -> Said:
    if view.standing is ProjectStanding.LOOK_BACK_LATE and view.look_back_due:
        told = gettext(
            "<strong>Open, and the look back is late.</strong> It was due on %(due)s.",
            **safe(due=short_date(view.look_back_due)),
        )
        return Said("late", marked(told))
    asked = _checked(view) if view.is_asked_about else None
    if asked is not None:
        told = gettext(
            "<strong>Open,</strong> says %(team)s, since %(day)s.",
            **safe(team=named(view.owner), day=short_date(view.step_on)),
        )
        return Said("waiting", Markup(" ").join([marked(told), asked.html]))
    due = short_date(view.look_back_due) if view.look_back_due else ""
    told = gettext(
        "<strong>Open</strong> since %(day)s. Residents look back on it by %(due)s.",
        **safe(day=short_date(view.step_on), due=due),
    )
    return Said("done", marked(told))


def _going(view: ProjectView) -> Said | None:
    project = view.project
    if project is None:
        return None
    if view.is_overdue and project.next_due:
        told = gettext(
            "<strong>Late.</strong> This was to be done by %(due)s: %(words)s",
            **safe(due=long_date(project.next_due), words=named(project.next_words)),
        )
        return Said("late", marked(told))
    if view.is_delayed and project.next_due and project.next_due_first:
        told = gettext(
            "<strong>Delayed.</strong> Was due %(first)s, now %(due)s: %(reason)s",
            **safe(
                first=short_date(project.next_due_first),
                due=short_date(project.next_due),
                reason=named(project.next_reason),
            ),
        )
        return Said("paused", marked(told))
    if view.standing is ProjectStanding.SILENT:
        return None
    if view.step is Step.WON:
        line = gettext("<strong>Under way.</strong> It has its budget line. No step is taken yet.")
        return Said("waiting", marked(line))
    told = gettext("<strong>Under way.</strong> Step: %(step)s.", step=step_name(view.step))
    return Said("waiting", marked(told))


def _silent(view: ProjectView) -> Said:
    values = safe(days=view.silent_days, team=named(view.owner))
    if view.asked_on:
        told = gettext(
            "<strong>No update for %(days)s days.</strong> We have asked %(team)s.", **values
        )
    else:
        told = gettext(
            "<strong>No update for %(days)s days.</strong> %(team)s must give one.", **values
        )
    return Said("late", marked(told))
