"""Printed matter of a round: what everybody may print, and what a clerk's desk prints.

Source: docs/rules/printing.md sections 3 to 5.
"""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.undecided import paper_numbers
from pbplatform.paper.queries.printed import (
    FrozenBallot,
    frozen_ballot,
    letters_made,
    proposals_on_ballot,
    standing_ways,
)
from pbplatform.paper.words.ballots import ballot_data
from pbplatform.paper.words.booklet import booklet_data, condition_words
from pbplatform.paper.words.how_to_vote import Ways, guide_data, letter_words
from pbplatform.paper.words.letters_made import made_in_all, made_lines
from pbplatform.review.queries.conditions import conditions_of
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round, round_by_slug
from pbplatform.voting.pages.page_parts import acting_in_round
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import public, require_actor, staff
from pbplatform.web.languages import page_language
from pbplatform.web.printing import as_pdf, as_public_pdf, render
from pbplatform.web.sentences import gettext as _

bp = Blueprint("printed", __name__)
DESK = ("clerk", "facilitator")
# What whoever prints letters types; names of files are those of the downloads.
COMMAND = (
    "pbplatform letters pdf letters-{slug}-1.pbletters letter-words-{slug}.json letters \\\n"
    "  --key letters-{slug}-1.key --addresses addresses.csv"
)


def _ways(round_: Round) -> Ways:
    return Ways(*standing_ways(db.session(), round_))


def _languages() -> tuple[str, ...]:
    """Every paper speaks all languages of the place; the page's own first is no choice here."""
    return current_frame().languages


def _frozen_at(round_: Round) -> datetime:
    return round_.frozen_at or round_.opens_at


@bp.route("/rounds/<slug>/print")
@public
def index(slug: str) -> ResponseReturnValue:
    """What everybody can print."""
    round_ = public_round(db.session(), slug)
    return render_template(
        "paper/printed.html",
        round=round_,
        frozen=round_.frozen_at is not None,
        takes_paper=_ways(round_).takes_paper,
    )


@bp.route("/rounds/<slug>/booklet.pdf")
@public
def booklet(slug: str) -> ResponseReturnValue:
    """All projects, to read at home."""
    return _booklet(slug, large=False)


@bp.route("/rounds/<slug>/booklet-large.pdf")
@public
def booklet_large(slug: str) -> ResponseReturnValue:
    """The same in large print."""
    return _booklet(slug, large=True)


def _booklet(slug: str, *, large: bool) -> Response:
    session = db.session()
    round_ = public_round(session, slug)
    frozen = frozen_ballot(session, round_)
    conditions = {each.number: condition_words(each) for each in conditions_of(session, round_.id)}
    data = booklet_data(
        round_,
        frozen.told,
        frozen.projects,
        proposals_on_ballot(session, round_),
        conditions,
        large=large,
    )
    made = render(
        "booklet",
        data,
        language=page_language(),
        title=_("All projects: %(round)s", round=frozen.told.name),
        at=_frozen_at(round_),
        public=True,
    )
    return as_public_pdf(made, f"{slug}-booklet{'-large' if large else ''}")


@bp.route("/rounds/<slug>/voting-guide.pdf")
@public
def guide(slug: str) -> ResponseReturnValue:
    """How to vote, where and when, on a sheet; from the freeze on, since dates stand then."""
    round_ = public_round(db.session(), slug)
    frozen_ballot(db.session(), round_)
    made = render(
        "guide",
        guide_data(round_, _ways(round_), large=False),
        language=page_language(),
        title=_("How to vote: %(round)s", round=round_.name),
        at=_frozen_at(round_),
        public=True,
    )
    return as_public_pdf(made, f"{slug}-guide")


@bp.route("/rounds/<slug>/ballot-specimen.pdf")
@public
def specimen(slug: str) -> ResponseReturnValue:
    """What a ballot paper looks like; it says on itself that it is none."""
    round_ = public_round(db.session(), slug)
    frozen = _paper_of(round_)
    made = _ballot(round_, frozen, large=False, specimen=True)
    return as_public_pdf(made, f"{slug}-specimen")


def _paper_of(round_: Round) -> FrozenBallot:
    """The frozen ballot of a round that takes paper; NotFound for any other."""
    if not _ways(round_).takes_paper:
        raise NotFound("page.not_found")
    return frozen_ballot(db.session(), round_)


def _ballot(round_: Round, frozen: FrozenBallot, *, large: bool, specimen: bool) -> bytes:
    data = ballot_data(
        round_,
        frozen.told,
        frozen.projects,
        fingerprint=frozen.fingerprint,
        languages=_languages(),
        large=large,
        specimen=specimen,
    )
    return render(
        "ballot",
        data,
        language=_languages()[0],
        title=_("Ballot paper: %(round)s", round=frozen.told.name),
        at=_frozen_at(round_),
        public=specimen,
    )


@bp.route("/desk/clerk/rounds/<slug>/print")
@staff(*DESK)
def desk(slug: str) -> ResponseReturnValue:
    """What there is to print for a round, and what is not there yet."""
    round_ = _round_of_desk(slug)
    ways, made = _ways(round_), letters_made(db.session(), round_)
    page = render_template(
        "paper/print.html",
        round=round_,
        made=made_lines(made),
        made_in_all=made_in_all(made),
        papers=paper_numbers(db.session(), round_.id).issued,
        frozen=round_.frozen_at is not None,
        takes_paper=ways.takes_paper,
        places=len(ways.places),
        command=COMMAND.format(slug=slug),
        back="/desk/facilitator/rounds/" + slug
        if require_actor().holds("facilitator", round_.scope)
        else "/desk/clerk",
    )
    return no_store(page)


@bp.route("/desk/clerk/rounds/<slug>/print/ballot.pdf")
@staff(*DESK)
def ballot(slug: str) -> ResponseReturnValue:
    """The ballot paper, to be printed as often as papers are wanted."""
    return _desk_ballot(slug, large=False)


@bp.route("/desk/clerk/rounds/<slug>/print/ballot-large.pdf")
@staff(*DESK)
def ballot_large(slug: str) -> ResponseReturnValue:
    """The same in large print."""
    return _desk_ballot(slug, large=True)


def _desk_ballot(slug: str, *, large: bool) -> Response:
    round_ = _round_of_desk(slug)
    made = _ballot(round_, _paper_of(round_), large=large, specimen=False)
    return as_pdf(made, f"{slug}-ballot{'-large' if large else ''}")


@bp.route("/desk/clerk/rounds/<slug>/print/letter-words.json")
@staff(*DESK)
def words_of_letters(slug: str) -> ResponseReturnValue:
    """What letters to voters say, for whoever prints them; no code and no person is in it."""
    round_ = _round_of_desk(slug)
    told = letter_words(round_, _ways(round_), languages=_languages(), now=request_now())
    response = no_store(jsonify(told))
    response.headers["Content-Disposition"] = f"attachment; filename=letter-words-{slug}.json"
    return response


def _round_of_desk(slug: str) -> Round:
    round_ = round_by_slug(db.session(), slug)
    acting_in_round(require_actor(), round_, *DESK)
    return round_
