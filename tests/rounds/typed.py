"""What the pages that set a round up take, and the round that comes of it."""

from __future__ import annotations

from flask import Flask

from pbplatform.core.db import db
from pbplatform.rounds import queries
from pbplatform.rounds.models import Round

DESK = "/desk/facilitator/rounds"
FUND = f"{DESK}/neighbour-fund"
FACTS = {
    "name": "Neighbour Fund",
    "money": "500,000",
    "who_can_vote": "Everybody.",
    "limit": "up-to",
    "max_choices": "5",
    "counting": "skip",
    "least_votes": "1",
}


def moments(**changed: str) -> dict[str, str]:
    """Six dates as a form takes them: `2027-04-05 9am`."""
    typed = {
        "ideas_open_at": "2027-04-05 9am",
        "ideas_close_at": "2027-05-17 8pm",
        "review_close_at": "2027-07-26 20:00",
        "opens_at": "2027-08-14 9am",
        "closes_at": "2027-08-22 8pm",
        "results_at": "2027-08-25 noon",
        **changed,
    }
    fields = {}
    for name, words in typed.items():
        day, _space, at = words.partition(" ")
        year, month, number = day.split("-")
        fields |= {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}
        fields[f"{name}_time"] = at
    return fields


def the_round(app: Flask) -> Round:
    with app.app_context():
        found = queries.round_by_slug(db.session(), "neighbour-fund")
        db.session.expunge(found)
        return found
