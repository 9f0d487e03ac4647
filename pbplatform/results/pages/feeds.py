"""Objections to the counts of a round as a feed. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from pbplatform.core.db import db
from pbplatform.results.queries.objections import Objected, objections_of
from pbplatform.results.words.objections import STATES, kind_words, verdict_words
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.feeds import Entry, atom, beside
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _

bp = Blueprint("objection_feeds", __name__)


@bp.route("/rounds/<slug>/results/objections.atom")
@beside("objections.index", _l("These objections as a feed (Atom)"))
@public
def index(slug: str) -> ResponseReturnValue:
    round_ = public_round(db.session(), slug)
    entries = [_entry(round_, each) for each in objections_of(db.session(), round_.id)]
    title = _("Objections to the count, %(round)s", round=round_.name)
    return atom(title, entries)


def _entry(round_: Round, found: Objected) -> Entry:
    """As the list tells it: no words of whoever objected."""
    one = found.objection
    happened = [one.shown_at, one.ended_at, *(answer.at for answer in found.answers)]
    told = [f"{STATES[one.state]}."]
    if found.answer:
        told.append(f"{verdict_words(found.answer.verdict)}.")
    number = _("Objection %(number)s", number=one.number)
    return Entry(
        path=f"{round_.path}/results/objections/{one.number}",
        title=f"{number}: {kind_words(one.kind)}",
        updated=max([one.sent_at, *filter(None, happened)]),
        summary=" ".join(told),
    )
