"""Who acts next on a project that won. Source: docs/rules/delivery.md section 6."""

from __future__ import annotations

from datetime import timedelta

from pbplatform.core.next_act import NextAct
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.queries import UPDATE_DAYS, ProjectView
from pbplatform.promises.words.next_act import next_act_of_check
from pbplatform.web.sentences import gettext as _


def next_act(view: ProjectView) -> NextAct | None:
    """Who acts next, by when and what happens otherwise; None once looked back on or stopped."""
    check = view.check.days if view.check else None
    checked = next_act_of_check(check, view.owner, view.elected, view.today)
    look_back = view.look_back_due
    is_late = look_back is not None and view.today > look_back
    if checked is not None and not is_late:
        return checked
    if view.is_final:
        return None
    project = view.project
    if project is None:
        return _without_line(view)
    if view.step is Step.OPEN:
        return NextAct(
            who=view.owner,
            what=_("They look back with residents on what it changed."),
            by=look_back,
            otherwise=_("If not, this page says that they are late."),
            late=is_late,
        )
    if project.next_due is None:
        quiet = view.today - timedelta(days=view.silent_days) + timedelta(days=UPDATE_DAYS)
        return NextAct(
            who=view.owner,
            what=_("They say what comes next, and by which day."),
            by=quiet,
            otherwise=_("If not, this page says so and we ask them in public."),
            late=view.is_silent,
        )
    return NextAct(
        who=view.owner,
        what=_("They do the next step, or move its day and say why."),
        by=project.next_due,
        otherwise=_("If not, this page says that the project is late."),
        late=view.is_overdue,
    )


def _without_line(view: ProjectView) -> NextAct:
    """A project that won: the certificate first, then its line."""
    if view.line_due is None:
        return NextAct(
            who=_("The facilitator and an auditor"),
            what=_("They certify the result. Then the project gets its budget line."),
            by=view.certify_due_at,
            otherwise=_("If not, every page that tells the result says that it is late."),
            late=view.certificate_is_late,
        )
    return NextAct(
        who=_("The facilitator of the round"),
        what=_("They give it its budget line and its owner."),
        by=view.line_due,
        otherwise=_("If not, every page that names it says so in red."),
        late=view.line_is_late,
    )
