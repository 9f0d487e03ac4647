"""What a page shows as a field can be saved in the state that the round is in.

Source: docs/rules/rounds.md section 11.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from flask import Flask

from pbplatform.accounts import services as accounts
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from tests.by_pages import Browser, FormOnPage
from tests.conftest import SetClock
from tests.factories import BEGIN, make_place, make_round
from tests.people import signed_in
from tests.rounds_in_time import CALLED_OFF_IN_TIME, IN_TIME

DESK = "/desk/facilitator/rounds/neighbour-fund"
PAGES = ("facts", "dates", "correct", "money", "pause", "resume", "publish", "call-off", "drop")
ACTS = (
    *("published_at", "paused_at", "resumes_by", "frozen_at", "paper_complete_at", "closed_at"),
    *("lot_at", "separated_at", "opened_at", "counted_at", "certified_at", "called_off_at"),
)
# One state each: the edges of a window differ in nothing here.
MOMENTS = {
    name: given
    for name, given in {**IN_TIME, **CALLED_OFF_IN_TIME}.items()
    if name.endswith("+") or name in ("draft", "soon-", "ready-")
}


def changed(form: FormOnPage, shown: datetime, moment: str) -> Mapping[str, str | list[str]]:
    """What the form holds, with each kind of field changed once, and what is empty filled in."""
    typed: dict[str, str | list[str]] = dict(form.fields)
    for name in form.typed:
        if name in ("reason", "source", "summary", "who_can_vote"):
            typed[name] = f"Other words, {moment}."
    if "money" in form.names:
        typed["money"] = f"9{list(MOMENTS).index(moment):02},000"
    day = next((name for name in ("results_at", "resumes_by") if f"{name}-day" in form.names), "")
    last = shown + timedelta(days=400)
    if day:
        parts = {"day": last.day, "month": last.month, "year": last.year}
        typed |= {f"{day}-{part}": str(value) for part, value in parts.items()}
    return typed


@pytest.mark.parametrize("page", PAGES)
def test_form_that_a_state_shows_can_be_saved_in_it(app: Flask, clock: SetClock, page: str) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        round_id = make_round(session, published=False).id
    client, bea = signed_in(app, "Bea", role="facilitator", now=BEGIN - timedelta(days=30))
    shown_in = set()
    for moment, given in MOMENTS.items():
        with app.app_context(), transaction() as session:
            there, meant = session.get(Round, round_id), given["round_"]
            if there is None:  # the draft was dropped
                there = make_round(session, published=False)
                round_id = there.id
            for name in (*ACTS, "ideas_open_at", "ideas_close_at", "review_close_at"):
                setattr(there, name, getattr(meant, name))
            for name in ("opens_at", "closes_at", "results_at"):
                setattr(there, name, getattr(meant, name))
            token = accounts.open_session(session, account_id=bea.account_id or 0, now=given["now"])
        client.set_cookie("pb_session", token)
        clock.at = given["now"]
        browser = Browser(client)
        shown = browser.open(f"{DESK}/{page}")
        assert shown.status == 200, (moment, shown.status)
        assert shown.path == f"{DESK}/{page}"
        forms = [
            form for form in shown.forms if form.method == "post" and form.action != "/sign-out"
        ]
        if not forms:
            continue
        shown_in.add(moment)
        sent = client.post(f"{DESK}/{page}", data=changed(forms[0], clock.at, moment))
        words = Browser(client)._arrive(sent).words if sent.status_code != 302 else ""
        assert sent.status_code == 302, (moment, page, words[:600])
    assert shown_in, "no state shows this form"
