"""From a provisional result to a certified one, in words. Source: docs/rules/results.md section 11.

Before the count the days are numbers of working days; from the count on they are days.
"""

from __future__ import annotations

from datetime import datetime

from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.web.presentation import long_date, until
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def certificate_sentences(round_: Round) -> list[str]:
    """What happens after the count, as the rules of the round say it."""
    if round_.older_order:
        return [_("This round was counted under the older order. It is not certified.")]
    return [_object(round_), _certify(round_), _("Before that no project gets its money.")]


def _object(round_: Round) -> str:
    if round_.objections_end_at is not None:
        day = long_date(until(round_.objections_end_at))
        return str(_("Everybody can object to the count until %(day)s.", day=day))
    return str(
        ngettext(
            "Everybody can object to the count until %(num)s working day after the result.",
            "Everybody can object to the count until %(num)s working days after the result.",
            round_.certificate_rules.objection_days,
        )
    )


def _certify(round_: Round) -> str:
    if round_.certify_due_at is not None:
        day = long_date(until(round_.certify_due_at))
        return str(
            _("Two people certify the result by %(day)s. One of them is an auditor.", day=day)
        )
    return str(
        ngettext(
            "Within %(num)s working day after that two people certify the result. One of them is "
            "an auditor.",
            "Within %(num)s working days after that two people certify the result. One of them is "
            "an auditor.",
            round_.certificate_rules.certify_days,
        )
    )


def provisional_sentence(round_: Round, now: datetime) -> str:
    """What holds of a counted result at `now`, in one or two sentences; empty for older rounds."""
    if round_.state(now) is State.CERTIFIED:
        if round_.certified_at is None:
            return str(_("Counted under the older order."))
        return str(_("Certified by two people on %(day)s.", day=long_date(round_.certified_at)))
    if round_.recount_owed:
        return str(_("This result is provisional. It was found wrong and is counted again."))
    due = round_.certify_due_at
    if due is None:
        return str(_("This result is provisional. Two people have to certify it."))
    if now >= due:
        day = long_date(until(due))
        return str(
            _(
                "This result is provisional. Its certificate is late: it was due on %(day)s.",
                day=day,
            )
        )
    if round_.takes_objections(now) and round_.objections_end_at:
        return str(
            _(
                "This result is provisional. Everybody can object until %(last)s. Two people "
                "certify it by %(day)s.",
                last=long_date(until(round_.objections_end_at)),
                day=long_date(until(due)),
            )
        )
    return str(
        _(
            "This result is provisional. The days to object are over. Two people certify it by "
            "%(day)s.",
            day=long_date(until(due)),
        )
    )
