"""What is unusual in a step or an update, as a question to whoever publishes it."""

from __future__ import annotations

from pbplatform.delivery.kinds import Step, left_out
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.services import Unusual, unusual_of
from pbplatform.delivery.words.sentences import step_name
from pbplatform.web.presentation import money
from pbplatform.web.sentences import gettext as _


def unusual_words(view: ProjectView, step: Step | None, spent_minor: int | None) -> list[str]:
    """What is unusual in it, one sentence each; none where nothing is."""
    project = view.project
    if project is None:
        return []
    spent = money(project.spent_minor if spent_minor is None else spent_minor, view.currency)
    line = money(project.line_amount_minor, view.currency)
    told = money(project.spent_minor, view.currency)
    skipped = ", ".join(step_name(each) for each in left_out(view.step, step)) if step else ""
    said = {
        Unusual.LEFT_OUT: lambda: _(
            "You go from %(before)s to %(after)s. Left out: %(steps)s.",
            before=step_name(view.step),
            after=step_name(step or view.step),
            steps=skipped,
        ),
        Unusual.SPENT_LITTLE: lambda: _(
            "It opens, and %(spent)s of %(line)s is spent. Is that right?", spent=spent, line=line
        ),
        Unusual.SPENT_MORE: lambda: _(
            "%(spent)s is more than the %(line)s that its line has. Is that right?",
            spent=spent,
            line=line,
        ),
        Unusual.SPENT_LESS: lambda: _(
            "%(spent)s is less than the %(told)s that residents were told before. Is that right?",
            spent=spent,
            told=told,
        ),
    }
    return [said[each]() for each in unusual_of(project, step=step, spent_minor=spent_minor)]
