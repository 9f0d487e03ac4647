"""What two people do to a round, in words: what it is called, and what both of them see."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.rounds.kinds import ADD_MONEY_ACT, CALL_OFF_ACT, CORRECT_ACT
from pbplatform.rounds.queries.pairing import round_of
from pbplatform.rounds.services import corrections_asked
from pbplatform.rounds.words.status import FACT_NAMES
from pbplatform.web.presentation import money
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import ActWords


def _words_of_money(session: Session, asked: Asked) -> list[tuple[str, str]]:
    round_ = round_of(session, asked)
    before, after = int(asked.facts["before"]), int(asked.facts["after"])
    return [
        (_("Round"), round_.name),
        (_("Money now"), money(before, round_.currency)),
        (_("Money after this"), money(after, round_.currency)),
        (_("Where it comes from"), str(asked.facts["words"])),
        (_("Reason"), str(asked.facts["reason"])),
        (_("What happens"), _("The sum is public at once, with both of you. It only grows.")),
    ]


def _words_of_correcting(session: Session, asked: Asked) -> list[tuple[str, str]]:
    told = [(_("Round"), round_of(session, asked).name)]
    for name, after in corrections_asked(asked).items():
        what = str(FACT_NAMES[name])
        told.append((_("%(what)s before", what=what), asked.facts["before"][name] or _("Nothing")))
        told.append((_("%(what)s after", what=what), after or _("Nothing")))
    return [*told, (_("What was wrong"), str(asked.facts["reason"]))]


def _words_of_calling_off(session: Session, asked: Asked) -> list[tuple[str, str]]:
    return [
        (_("Round"), round_of(session, asked).name),
        (_("Reason"), str(asked.facts["reason"])),
        (
            _("What happens"),
            _(
                "Nothing of the round goes on. Votes that were cast are never counted, and the "
                "key of the box is destroyed. This cannot be undone."
            ),
        ),
    ]


ACT_WORDS: dict[str, ActWords] = {
    ADD_MONEY_ACT: ActWords(_l("Add money to a round"), _words_of_money),
    CALL_OFF_ACT: ActWords(_l("Call a round off"), _words_of_calling_off),
    CORRECT_ACT: ActWords(_l("Put words of a frozen round right"), _words_of_correcting),
}
