"""What striking voters does, row by row: on the page that checks and for the second person."""

from __future__ import annotations

from pbplatform.voting.domain.numbers import written
from pbplatform.voting.kinds import Why
from pbplatform.voting.services.roll import Strike
from pbplatform.voting.words.why import why_words
from pbplatform.web.figures import SummaryRow
from pbplatform.web.presentation import whole_number
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def what_striking_does(size: int, strike: Strike, votes: int, papers: int = 0) -> list[SummaryRow]:
    """Who, why, what becomes of votes, and the roll before and after.

    Args:
        size: voters on the roll now.
        votes: how many of these numbers have a vote in the box.
        papers: how many of them have a ballot paper that is out.
    """
    left = len(strike.numbers) - (votes + papers if strike.why.keeps_vote else 0)
    left -= 1 if strike.spare else 0
    rows: list[SummaryRow] = [
        {"key": _("Voters who are struck"), "value": whole_number(len(strike.numbers))},
        {"key": _("Their numbers"), "value": written(strike.numbers)},
        {"key": _("The reason, which is public"), "value": why_words(strike.why)},
    ]
    if strike.why is Why.DOUBLE and strike.other:
        rows.append({"key": _("The number that stays"), "value": str(strike.other)})
    if strike.spare:
        rows.append({"key": _("Sealed spare letter of the new number"), "value": str(strike.spare)})
    if papers:
        rows.append({"key": _("Ballot papers of these numbers"), "value": _papers(papers)})
    return [
        *rows,
        {"key": _("Votes of these numbers in the box"), "value": _votes(strike, votes)},
        {"key": _("Voters on the roll now"), "value": whole_number(size)},
        {"key": _("Voters after this"), "value": whole_number(size - left)},
    ]


def _papers(papers: int) -> str:
    stays = ngettext(
        "%(number)s is out. It counts if it comes back, and its voter stays counted on the roll.",
        "%(number)s are out. They count if they come back, and their voters stay counted on the "
        "roll.",
        papers,
        number=whole_number(papers),
    )
    return str(stays)


def _votes(strike: Strike, votes: int) -> str:
    if not votes:
        return str(_("None."))
    shown = whole_number(votes)
    if strike.why.keeps_vote:
        stays = ngettext(
            "%(number)s. It stays and counts, and its voter stays counted on the roll.",
            "%(number)s. They stay and count, and their voters stay counted on the roll.",
            votes,
            number=shown,
        )
        return str(stays)
    goes = ngettext(
        "%(number)s. It is taken out of the box, in public. It cannot be put in again.",
        "%(number)s. They are taken out of the box, in public. They cannot be put in again.",
        votes,
        number=shown,
    )
    return str(goes)
