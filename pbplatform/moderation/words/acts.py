"""What two people do about words, in words: what it is called, and what both of them see."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.moderation.kinds import ERASE_ACT
from pbplatform.moderation.services.erasing import decision_of
from pbplatform.moderation.words.rules import RULE_WORDS, called
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import ActWords


def _words_of_erasing(session: Session, asked: Asked) -> list[tuple[str, str]]:
    decision = decision_of(session, asked)
    return [
        (_("Text"), called(decision.kind, decision.named)),
        (_("Decision"), str(decision.number)),
        (_("Why the words went"), str(RULE_WORDS[decision.rule])),
        (_("Why they are to be erased"), str(asked.facts["reason"])),
        (
            _("What happens"),
            _(
                "The words are erased from every version, from what is kept apart, from mails "
                "that wait, and beside the public log. This cannot be undone."
            ),
        ),
    ]


ACT_WORDS: dict[str, ActWords] = {
    ERASE_ACT: ActWords(_l("Erase words for good"), _words_of_erasing),
}
