"""What people object to, what answers come to, and who acts next. Rules: results.md section 12."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.core.next_act import NextAct
from pbplatform.results.kinds import ObjectionKind, Verdict
from pbplatform.results.models import Objection
from pbplatform.rounds.models import Round
from pbplatform.web.sentences import gettext as _

KINDS: dict[str, LazyString] = {
    ObjectionKind.COUNT: _l("The votes were counted wrongly"),
    ObjectionKind.RULE: _l("The rule was applied wrongly"),
    ObjectionKind.BALLOT: _l("A ballot was judged wrongly"),
    ObjectionKind.OPENING: _l("Something happened when the box was opened"),
    ObjectionKind.OTHER: _l("Something else is wrong"),
}
VERDICTS: dict[str, LazyString] = {
    Verdict.UPHELD: _l("Upheld: the votes are counted again"),
    Verdict.PARTLY: _l("Partly upheld: the count stays"),
    Verdict.NOT_UPHELD: _l("Not upheld: the count stays"),
}
STATES: dict[str, LazyString] = {
    "open": _l("Waits for an answer"),
    "answered": _l("Answered"),
    "withdrawn": _l("Withdrawn by who sent it"),
}


def kind_words(kind: str) -> str:
    """What is said to be wrong, in words."""
    return str(KINDS[kind])


def verdict_words(verdict: str) -> str:
    """What an answer comes to, in words."""
    return str(VERDICTS[verdict])


def next_act_of(objection: Objection, round_: Round, *, late: bool) -> NextAct | None:
    """Who answers, by when, and what happens otherwise; None once it is over."""
    if not objection.is_open:
        return None
    return NextAct(
        who=_("An auditor") if objection.is_for_auditor else _("The facilitator of the round"),
        what=_("They answer in public, with a reason."),
        by=round_.certify_due_at,
        otherwise=_(
            "If not, the result is not certified, and every page that tells it says it is late."
        ),
        late=late,
    )
