"""The hand check in words: what was found, and what two people confirm."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.paper.kinds import CheckOutcome
from pbplatform.paper.queries.checking import Found
from pbplatform.web.presentation import whole_number
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import ActWords

OUTCOMES = {
    CheckOutcome.SAME: _l("The same as the public vote"),
    CheckOutcome.DIFFERS: _l("Differs from the public vote"),
    CheckOutcome.MISSING: _l("The slip is missing"),
}


def standing_sentence(found: Found) -> str:
    """How far the check is, in one sentence."""
    if not found.batches:
        return str(_("No vote on paper is in the box, so there is nothing to check."))
    if not found.drawn:
        return str(_("Papers are drawn when the lot number stands, after the box is closed."))
    if not found.is_done:
        return str(
            _("Two people compare these papers with the public list, before the certificate.")
        )
    if found.check is not None and found.check.explained_at is not None:
        return str(_("Papers differ, or slips are missing. Two people explained it in public."))
    if found.is_settled:
        return str(_("Every paper that was drawn is the same as its public vote."))
    return str(_("Papers differ, or slips are missing. Two people must explain it in public."))


def _words_of_check(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    sums = [(str(OUTCOMES[each]), whole_number(asked.facts[str(each)])) for each in CheckOutcome]
    return [
        (_("Sheets in the box"), str(whole_number(asked.facts["sheets"]))),
        *((words, str(number)) for words, number in sums),
        (_("Afterwards"), _("It is public, and it cannot be taken back.")),
    ]


def _words_of_explaining(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    return [
        (_("Why papers differ, in public"), str(asked.facts["reason"])),
        (_("Afterwards"), _("The result can be certified. It cannot be taken back.")),
    ]


def _words_of_destroying(_session: Session, asked: Asked) -> list[tuple[str, str]]:
    return [
        (_("Sheets that came back"), str(whole_number(asked.facts["sheets"]))),
        (
            _("What you say"),
            _("All papers of this round were destroyed, and both of you were there."),
        ),
        (_("Afterwards"), _("It is public, and it cannot be taken back.")),
    ]


CHECK_ACT_WORDS: dict[str, ActWords] = {
    "paper.check": ActWords(_l("Confirm what the hand check found"), _words_of_check),
    "paper.explain": ActWords(_l("Explain why papers differ"), _words_of_explaining),
    "paper.destroy": ActWords(_l("Say that the papers were destroyed"), _words_of_destroying),
}
