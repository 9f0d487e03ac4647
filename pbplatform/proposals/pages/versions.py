"""The versions of a proposal, each beside the one before."""

from __future__ import annotations

from itertools import pairwise

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pbplatform.accounts.queries import names_of
from pbplatform.core.db import db
from pbplatform.core.words_diff import difference
from pbplatform.proposals import queries as proposals
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.pages.loading import proposal_url
from pbplatform.rounds.queries import public_round
from pbplatform.web.guards import public

bp = Blueprint("versions", __name__)


@bp.route("/rounds/<slug>/proposals/<int:number>/history")
@public
def history(slug: str, number: int) -> ResponseReturnValue:
    """Every version, newest first, with what was added and removed in words."""
    round_ = public_round(db.session(), slug)
    proposal = proposals.proposal_by_number(db.session(), round_.id, number)
    texts = proposals.versions(db.session(), proposal.id)
    changes = [
        (new, difference(old.text, new.text), difference(old.title, new.title))
        for old, new in pairwise(texts)
    ]
    return render_template(
        "proposals/history.html",
        round=round_,
        proposal=proposal,
        first=texts[0],
        newest=texts[-1],
        makers=names_of(db.session(), {text.made_by for text in texts if text.made_by}),
        changes=list(reversed(changes)),
        text_path=proposal_path(slug, number),
        url=proposal_url(slug, number, texts[-1].title),
    )
