"""A date that moved stands with its reason; what cannot change is text, not a form.

Source: docs/rules/rounds.md, docs/rules/review.md.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from pbplatform.core.transaction import transaction
from pbplatform.rounds import queries, services
from pbplatform.rounds.models import Round
from tests.factories import BEGIN, COMMAND, dates, make_place, make_round
from tests.people import signed_in

DESK = "/desk/facilitator/rounds/neighbour-fund"


def main_of(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


def test_moved_date_stands_on_the_page_with_its_reason_and_so_does_every_move_before(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        round_ = make_round(session)
        planned = dates(round_.opens_at)
        for days, reason in ((1, "The hall is shut."), (2, "A strike.")):
            later = replace(planned, results_at=round_.results_at + timedelta(days=days))
            services.move_dates(
                session, actor=COMMAND, round_id=round_.id, dates=later, reason=reason, now=BEGIN
            )
        moves = queries.date_moves(session, round_.id)
        assert [(move.name, move.reason) for move in moves] == [
            ("results_at", "The hall is shut."),
            ("results_at", "A strike."),
        ]
        assert moves[0].after == moves[1].before
    page = client.get("/rounds/neighbour-fund").text
    bea, _person = signed_in(app, "Bea", role="facilitator")
    for shown in (page, bea.get(f"{DESK}/dates").text):
        assert "The hall is shut." in shown
        assert "A strike." in shown


def test_facts_of_a_public_round_and_dates_of_a_frozen_one_are_text_with_the_reason(
    app: Flask,
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session, published=False)
    bea, _person = signed_in(app, "Bea", role="facilitator")
    for name in ("facts", "dates"):
        assert "<form" in main_of(bea.get(f"{DESK}/{name}").text)
    with app.app_context(), transaction() as session:
        round_ = session.query(Round).one()
        round_.published_at = BEGIN
    facts = main_of(bea.get(f"{DESK}/facts").text)
    assert "<form" not in facts
    assert "This cannot be changed any more" in facts
    assert "<form" in main_of(bea.get(f"{DESK}/dates").text)
    with app.app_context(), transaction() as session:
        session.query(Round).one().frozen_at = BEGIN
    frozen = main_of(bea.get(f"{DESK}/dates").text)
    assert "<form" not in frozen
    assert "The dates cannot move any more" in frozen
