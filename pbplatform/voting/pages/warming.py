"""What the first vote after a start would wait for, done before anybody can vote.

A vote of nobody goes the whole way: every check and statement of a vote, up to the roll, where
there is no such voter; nothing is written. Then a receipt is made that nobody gets.
Source: docs/rules/running.md section 5.
"""

from __future__ import annotations

import base64
import re
import secrets

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.test import Client

from pbplatform.core.canonical import sha256
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain.sealed_words import Slip
from pbplatform.voting.domain.sealing import PlainBallot, new_tracker, seal
from pbplatform.voting.pages.page_parts import BallotPage, ballot_to_cast, sealed_words
from pbplatform.voting.pages.promising import VoteInBox, receipt_of, shown
from pbplatform.voting.pages.receipt_page import receipt_page
from pbplatform.voting.pages.sealing_program import sealing_named
from pbplatform.web.clock import fix_instant, request_now

_NOBODY = 0  # numbers on a roll begin with 1
_MOST_ROUNDS = 8
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


def warm(app: Flask) -> None:
    """Go the way of a vote once for each round whose box is not closed.

    Where that cannot be done now, the first voter waits a little longer: it keeps no server from
    starting.
    """
    try:
        with app.app_context():
            slugs = list(db.session.scalars(_OPEN))
        for slug in slugs:
            _vote_of_nobody(app, slug)
            for tracker in ("", new_tracker()):  # sealed in the browser, and by us
                _receipt_of_nobody(app, slug, tracker)
    except (SQLAlchemyError, DomainError, OSError):
        app.logger.exception("nothing was made ready for the first vote")


_OPEN = (
    select(Round.slug)
    .where(
        Round.frozen_at.is_not(None),
        Round.published_at.is_not(None),
        Round.closed_at.is_(None),
        Round.called_off_at.is_(None),
    )
    .order_by(Round.row_opens_at.desc())
    .limit(_MOST_ROUNDS)
)


def _vote_of_nobody(app: Flask, slug: str) -> None:
    base = app.extensions["settings"].public_url
    browser = Client(app)
    said = {"Origin": base, "Referer": f"{base}/"}
    page = browser.get(f"/rounds/{slug}/vote", base_url=base).get_data(as_text=True)
    token = _TOKEN.search(page)
    if token is None:
        return  # it is not open yet, or not any more
    with app.test_request_context(base_url=base):
        ballot = ballot_to_cast(slug)
        slip = sealed_words(ballot).write_slip(_slip(ballot), ballot.terms)
        key = queries.sealing_key(db.session(), ballot.round_)
        envelope = seal(key, PlainBallot(ballot.kind.blank(), new_tracker()))
    form = {
        "csrf_token": token[1],
        "slip": slip,
        "envelope": base64.b64encode(envelope).decode(),
    }
    browser.post(f"/rounds/{slug}/vote/cast", data=form, base_url=base, headers=said)


def _slip(ballot: BallotPage, tracker: str = "") -> Slip:
    fix_instant()
    return Slip(
        voter_no=_NOBODY,
        ballot=ballot.kind.blank(),
        tracker=tracker,
        nonce=secrets.token_hex(16),
        expected="",
        made_at=int(request_now().timestamp()),
        letter=1,
    )


def _receipt_of_nobody(app: Flask, slug: str, tracker: str) -> None:
    base = app.extensions["settings"].public_url
    path = f"/rounds/{slug}/vote/cast"
    with app.test_request_context(path, base_url=base, method="POST"):
        ballot = ballot_to_cast(slug)
        slip, frozen = _slip(ballot, tracker), ballot.round_.definition
        digest = bytes(frozen.sha256) if frozen else b""
        named = sealing_named(ballot.round_)
        vote = VoteInBox(slug, digest, sha256(secrets.token_bytes(16)), request_now(), named)
        receipt_page(ballot.round_, slip, vote, shown(receipt_of(vote), slip.tracker))
