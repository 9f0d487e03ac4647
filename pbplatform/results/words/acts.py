"""What two people do with a result, in words, and the facts that both of them see."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.rounds.queries import round_by_slug
from pbplatform.web.presentation import money
from pbplatform.web.presentation import number as shown_number
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import ActWords


def _words_of_certificate(session: Session, asked: Asked) -> list[tuple[str, str]]:
    facts = asked.facts
    round_ = round_by_slug(session, asked.subject.partition("/")[2])
    return [
        (_("Number of the count"), str(facts["number"])),
        (_("Votes that count"), shown_number(facts["valid"])),
        (_("Money that is spent"), money(int(facts["spent_minor"]), round_.currency)),
        (_("Fingerprint (SHA-256)"), str(facts["sha256"])),
        (
            _("What happens"),
            _("The result stands, and winners get their money. It cannot be taken back."),
        ),
    ]


def _words_of_recount(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    return [
        (_("Number of the count"), str(asked.facts["number"])),
        (_("Why it was wrong"), str(asked.facts["reason"])),
        (
            _("What happens"),
            _(
                "The facilitator has the published votes counted again. The first count stays "
                "readable. It cannot be taken back."
            ),
        ),
    ]


ACT_WORDS: dict[str, ActWords] = {
    "results.certify": ActWords(_l("Certify the result"), _words_of_certificate),
    "results.count_again": ActWords(_l("Have the votes counted again"), _words_of_recount),
}
