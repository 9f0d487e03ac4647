"""The ways to vote without a screen of one's own. Source: docs/rules/venues.md section 5."""

from __future__ import annotations

from datetime import datetime

from pbplatform.rounds.models import Round
from pbplatform.rounds.words.status import end_moment, moment
from pbplatform.venues.queries.ways import WaysIn
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def ways_exist(round_: Round, now: datetime) -> bool:
    """Whether a way can be told at all: until the vote ends, not when it is called off."""
    return round_.called_off_at is None and round_.closed_at is None and now < round_.closes_at


def when_words(round_: Round, now: datetime) -> str:
    """When one can vote in this round, for a page that is about something in it."""
    ends = end_moment(round_.closes_at)
    if round_.is_open(now):
        return str(_("Voting in this round is open until %(ends)s.", ends=ends))
    if now < round_.opens_at:
        opens = moment(round_.opens_at)
        return str(_("Voting in this round is from %(opens)s to %(ends)s.", opens=opens, ends=ends))
    return str(_("Voting in this round has not opened yet. It ends %(ends)s.", ends=ends))


def places_words(ways: WaysIn, round_: Round, now: datetime) -> str:
    """That one can vote in person, and at how many places; empty without one."""
    if not ways.places:
        return ""
    if not round_.is_open(now):
        return str(
            ngettext(
                "When voting opens, you can vote in person at %(num)s place.",
                "When voting opens, you can vote in person at %(num)s places.",
                ways.places,
            )
        )
    return str(
        ngettext(
            "You can vote in person at %(num)s place.",
            "You can vote in person at %(num)s places.",
            ways.places,
        )
    )


def ways_words(ways: WaysIn) -> list[str]:
    """What else exists in this round, a sentence for each; nothing that does not."""
    found = []
    if ways.paper:
        found.append(
            _("In this round you can vote on paper. Ask a clerk of the round for a ballot paper.")
        )
    if ways.kiosk:
        found.append(_("At a voting place you can vote on a screen of ours."))
    if ways.helped:
        found.append(
            _("At a voting place somebody can read aloud and press for you, with a witness.")
        )
    return found
