"""Who may see a receipt again: the browser that holds its ticket, until somebody presses “Done”.

The ticket is a random cookie, set with the check page; the slip carries its hash. While the browser
has it, the same form sent again (a lost connection, a reload) shows the same receipt. “Done”
deletes it: from then on neither Back nor a form sent again brings the codes back, and nothing about
it is stored on our side. Source: docs/rules/voting.md section 4.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from flask import current_app, request, url_for
from werkzeug import Response

from pbplatform.core.db import db
from pbplatform.core.secrets import new_token, token_hash
from pbplatform.voting import queries
from pbplatform.voting.domain.sealed_words import SLIP_MINUTES, Slip
from pbplatform.voting.pages import promising
from pbplatform.voting.pages.page_parts import BallotPage

COOKIE = "pb_receipt"


def ticket_of_browser() -> str:
    """The ticket that this browser holds, or a new one."""
    return request.cookies.get(COOKIE) or new_token()


def hash_of(ticket: str) -> str:
    """What the slip carries of a ticket."""
    return token_hash(ticket).hex()


def give_ticket(response: Response, slug: str, ticket: str) -> None:
    """Let the browser keep its ticket as long as a slip is good."""
    response.set_cookie(
        COOKIE,
        ticket,
        max_age=int(timedelta(minutes=SLIP_MINUTES).total_seconds()),
        path=url_for("voting.choose", slug=slug),
        secure=current_app.extensions["settings"].secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def may_see_again(slip: Slip) -> bool:
    """Whether this browser still holds the ticket of this slip."""
    ticket = request.cookies.get(COOKIE, "")
    return bool(ticket) and hmac.compare_digest(hash_of(ticket), slip.ticket)


def take_ticket(response: Response, slug: str) -> None:
    """“Done”: the browser keeps nothing of the receipt, pages it could go back to included."""
    for cookie in (COOKIE, promising.COOKIE):
        response.delete_cookie(cookie, path=url_for("voting.choose", slug=slug))
    response.headers["Clear-Site-Data"] = '"cache"'


def is_in_box(ballot: BallotPage, slip: Slip) -> bool:
    """Whether this very form was cast, however long ago: then it always gets its receipt."""
    return queries.is_cast(
        db.session(),
        round_id=ballot.round_.id,
        voter_no=slip.voter_no,
        nonce_hash=token_hash(slip.nonce),
    )
