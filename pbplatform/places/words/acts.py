"""What two people do, in words: what it is called, and the facts that both of them see."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.web.presentation import long_date, until
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import ActWords


def _words_of_giving(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    facts = asked.facts
    return [
        (_("Name"), str(facts["name"])),
        (_("E-mail address"), str(facts["email"])),
        (_("Post"), str(facts["title"])),
        (_("Until"), long_date(until(datetime.fromisoformat(str(facts["expires"]))))),
    ]


def _words_of_offer(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    told = _words_of_giving(_session, asked)
    if "hands_over" in asked.facts:
        told.append((_("Handing over"), _("The role of whoever asks ends when they accept.")))
    return told


def _words_of_ending(session: Session, asked: Asked) -> list[tuple[str, str]]:
    grant = session.get(RoleGrant, int(asked.facts["grant"]))
    name = session.get_one(Account, grant.account_id).name if grant else ""
    return [(_("Name"), name), (_("Reason"), str(asked.facts["reason"]))]


ACT_WORDS: dict[str, ActWords] = {
    "role.give_auditor": ActWords(_l("Make somebody auditor of the place"), _words_of_giving),
    "role.offer_facilitator": ActWords(
        _l("Ask somebody to be facilitator of the place"), _words_of_offer
    ),
    "role.end_facilitator": ActWords(
        _l("End the role of a facilitator of the place"), _words_of_ending
    ),
    "role.end_auditor": ActWords(_l("End the role of an auditor"), _words_of_ending),
}
