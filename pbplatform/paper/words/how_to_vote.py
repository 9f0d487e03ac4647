"""How to vote by each way that a round has: for its letters and for the printed guide.

Source: docs/rules/printing.md sections 3 and 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from pbplatform.paper.words.ballots import LARGE
from pbplatform.rounds.models import Round
from pbplatform.rounds.words.status import end_moment, moment
from pbplatform.rounds.words.terms import choices_sentence
from pbplatform.venues.kinds import Exclusion, Offer
from pbplatform.venues.models import RoundWays
from pbplatform.venues.queries.places import VenueView
from pbplatform.venues.words.places import access_words, offer_words
from pbplatform.web.frame import current_frame
from pbplatform.web.languages import in_language, page_direction, page_language
from pbplatform.web.navigation import whole_url
from pbplatform.web.presentation import clock_time, long_date, money, short_date
from pbplatform.web.printing import Exact, Told, qr

Part = dict[str, Told]
MOST_IN_A_LETTER = 3  # places, so that a language takes one page; an address leads to the rest


@dataclass(frozen=True)
class Ways:
    """The ways to vote of a round: what was said of them, and places that stand."""

    told: RoundWays | None
    places: Sequence[VenueView]

    @property
    def takes_paper(self) -> bool:
        return self.told is not None and self.told.takes_paper

    def offering(self, offer: Offer) -> bool:
        """Whether something can be had at some place."""
        return any(offer in view.venue.offers.split() for view in self.places)


def _text(words: str) -> Part:
    return {"is": "text", "text": words}


def _heading(words: str) -> Part:
    return {"is": "heading", "text": words}


def when_parts(round_: Round) -> list[Part]:
    """What it is about, and until when."""
    fund = money(round_.money_minor, round_.currency)
    return [
        _text(_("You help to decide how %(money)s is spent.", money=fund)),
        _text(choices_sentence(round_.max_choices)),
        {
            "is": "rows",
            "rows": [
                [_("Voting opens"), moment(round_.opens_at)],
                [_("Voting ends"), end_moment(round_.closes_at)],
            ],
        },
    ]


def paper_parts(ways: Ways) -> list[Part]:
    """Voting on paper; nothing where the round takes none."""
    if ways.told is None or not ways.takes_paper:
        return []
    lines = [
        _("Ask for a ballot paper at a voting place, mark it, and put it into the box there.")
        if ways.offering(Offer.PAPER)
        else _("You can vote on paper. Ask us how to get a ballot paper.")
    ]
    if Exclusion(ways.told.paper) is Exclusion.FIRST:
        lines.append(_("Who has a ballot paper cannot vote online until it is given back."))
    else:
        lines.append(_("Voted online? You can still get a paper: it replaces that vote."))
    return [_heading(_("Vote on paper")), *map(_text, lines)]


def place_parts(round_: Round, ways: Ways, *, most: int | None = None) -> list[Part]:
    """Voting places with their hours; nothing while there is none."""
    if not ways.places:
        return []
    shown = ways.places[:most] if most else ways.places
    parts: list[Part] = [
        _heading(_("Voting places")),
        {"is": "rows", "rows": [[view.venue.name, _place_lines(view)] for view in shown]},
    ]
    if len(shown) < len(ways.places):
        parts.append(_text(_("All voting places, and when they are open:")))
        parts.append({"is": "address", "address": Exact(whole_url(f"{round_.path}/where"))})
    return parts


def _place_lines(view: VenueView) -> str:
    area = f", {view.venue.area}" if view.venue.area else ""
    hours = [
        _(
            "%(day)s, %(start)s to %(end)s",
            day=long_date(begins),
            start=clock_time(begins),
            end=clock_time(ends),
        )
        for begins, ends in view.hours
    ]
    more = [" · ".join(offer_words(view)), " · ".join(access_words(view))]
    lines = (view.venue.address + area, *hours, *more, view.venue.getting_there)
    return "\n".join(line for line in lines if line)


def help_parts() -> list[Part]:
    """Whom to ask; nothing where the place has told no help line."""
    line = current_frame().help_in_a_line
    return [_heading(_("Do you need help?")), _text(line)] if line else []


def guide_data(round_: Round, ways: Ways, *, large: bool) -> dict[str, Told]:
    """The printed guide: how to vote, where and when."""
    address = whole_url(f"{round_.path}/vote")
    return {
        "size": LARGE if large else 12,
        "heading": _("How to vote: %(round)s", round=round_.name),
        "parts": [
            *when_parts(round_),
            *([_text(round_.who_can_vote)] if round_.who_can_vote else []),
            _heading(_("Vote online")),
            {
                "is": "qr",
                "picture": qr(address),
                "alt": _("Picture of the address beside it"),
                "text": _("You need the code from your letter."),
                "address": Exact(address),
            },
            *paper_parts(ways),
            *place_parts(round_, ways),
            *help_parts(),
        ],
        "page_of": _("Page {page} of {pages}"),
    }


def letter_words(
    round_: Round, ways: Ways, *, languages: Sequence[str], now: datetime
) -> dict[str, Told]:
    """What all letters of a round say, for `pbplatform letters pdf`: no code and no person.

    Args:
        languages: BCP 47 tags of the place, its first one first.
    """
    each = []
    for language in languages:
        with in_language(language):
            each.append(_letter(round_, ways, now))
    with in_language(languages[0]):
        title = _("Letters to voters: %(round)s", round=round_.name)
    return {
        "v": 1,
        "title": title,
        "address": whole_url(f"{round_.path}/vote"),
        "day": now.isoformat(),
        "languages": each,
    }


def _letter(round_: Round, ways: Ways, now: datetime) -> dict[str, Told]:
    return {
        "language": page_language().split("-", maxsplit=1)[0],
        "direction": page_direction(),
        "sender": current_frame().name,
        "date": short_date(now),
        "heading": _("Your vote: %(round)s", round=round_.name),
        "footer": _("Voter number {number}"),
        "spare": _("Spare letter {number}"),
        "parts": [
            *when_parts(round_),
            {"is": "code", "text": _("Your code. It is yours alone: give it to nobody.")},
            _heading(_("Vote online")),
            {
                "is": "qr",
                "alt": _("Picture of the address beside it"),
                "text": _(
                    "Scan the picture: it fills in your code. Or type this address, then your code:"
                ),
                "address": whole_url(f"{round_.path}/vote"),
            },
            *paper_parts(ways),
            *help_parts(),
            _text(
                _("Lost this letter? Tell us before voting ends. We cancel it: you get another.")
            ),
            _text(_("With your code you can also ask whether anybody voted in your name:")),
            {"is": "address", "address": whole_url(f"{round_.path}/my-name")},
            *place_parts(round_, ways, most=MOST_IN_A_LETTER),
        ],
    }
