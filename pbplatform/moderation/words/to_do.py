"""What of words that must go waits for a facilitator."""

from __future__ import annotations

from pbplatform.moderation.queries.desk import waiting_cases, waiting_looks
from pbplatform.moderation.words.rules import RULE_WORDS, called
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def reports_to_look_at(at: AtDesk) -> list[ToDo]:
    """Reported texts, and second looks that somebody asked for."""
    waiting = [
        ToDo(
            called(view.case.kind, view.case.named),
            _("It was reported: %(reason)s", reason=RULE_WORDS[view.reports[0].rule]),
            view.case.look_by,
            f"/desk/facilitator/texts/{view.case.path}",
            _("Look at it"),
            view.is_late,
        )
        for view in waiting_cases(at.session, at.actor, today=at.today)
        if view.reports
    ]
    looks = [
        ToDo(
            _("Decision %(number)s", number=view.decision.number),
            _("Nobody else may look again. Appoint another facilitator or an auditor.")
            if view.nobody
            else _("The author asks for a second look."),
            view.decision.look_by,
            "/desk/facilitator/roles#give"
            if view.nobody
            else f"/desk/second-looks/{view.decision.number}",
            _("Appoint somebody") if view.nobody else _("Look again"),
            view.is_late,
        )
        for view in waiting_looks(at.session, at.actor, now=at.now, today=at.today)
    ]
    return [*waiting, *looks]
