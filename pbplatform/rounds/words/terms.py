"""What a round asks of voters and delegates, in words: choices, quorum, scores."""

from __future__ import annotations

from pbplatform.rounds.models import Round
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def choices_sentence(max_choices: int | None) -> str:
    """How many projects one may name."""
    if max_choices is None:
        return str(_("Choose as many projects as you like."))
    sentence = ngettext(
        "Choose up to %(num)s project.", "Choose up to %(num)s projects.", max_choices
    )
    return str(sentence)


def quorum_sentence(quorum: int | None) -> str:
    """How many delegates must take part in a decision."""
    if quorum is None:
        told = _(
            "A committee decides when more than half of its delegates who may vote take part, "
            "and at least 2."
        )
        return str(told)
    return str(
        ngettext(
            "A committee decides when at least %(num)s delegate takes part.",
            "A committee decides when at least %(num)s delegates take part.",
            quorum,
        )
    )


def criteria_sentences(round_: Round) -> list[str]:
    """What delegates score proposals by, and what of it is public."""
    if not round_.criteria:
        return [str(_("Delegates do not score proposals in this round."))]
    told = (
        _("The scores are public with the names of the delegates.")
        if round_.score_names
        else _("Lowest, middle and highest score are public, without names.")
    )
    return [*round_.criteria, str(told)]
