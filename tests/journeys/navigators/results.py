"""A counted round in a town, and what people press on its result."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.results import services
from pbplatform.results.domain.tally import Tallied, TieOrderOf, tally
from pbplatform.rounds.models import Round
from pbplatform.voting import queries as voting
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from tests.by_pages import Browser
from tests.factories import COMMAND, make_person
from tests.journeys.navigators.voting import confirm_for_two
from tests.journeys.town import Town
from tests.voting.ceremony_acts import CLOSERS, open_box, separate_box
from tests.voting.elections import CLOSES, OPENS, add_election

HERE = "/rounds/neighbour-fund"
RESULT = f"{HERE}/results"
DESK = f"/desk{HERE}/result"
BALLOTS = ((15, 9), (15, 9), (15, 7), (9,), (4,))


def counted_round(town: Town, *, counted_with: int | None = None) -> None:
    """The way to the count is walked by pages elsewhere (`test_round`); here it is made at once.

    Args:
        counted_with: money that a faulty program took for the whole, in minor units.
    """
    keys = Path(town.app.extensions["settings"].key_dir)
    with town.app.app_context():
        session = db.session()
        election = add_election(session, keys, name="Neighbour Fund", voters=len(BALLOTS))
        casts = [election.cast(voter, *names) for voter, names in enumerate(BALLOTS, start=1)]
        during, round_id = ManualClock(OPENS + timedelta(days=1)), election.round_id
        cast_ballots(session, round_id=round_id, sealed=casts, clock=during)
        close_urn(session, pair=CLOSERS, round_id=round_id, now=CLOSES)
        for actor in (make_person(session, name, role="auditor") for name in ("Dot", "Eva")):
            type_lot(session, actor=actor, round_id=round_id, digits="1234567890", now=CLOSES)
        separate_box(session, round_id, now=CLOSES)
        open_box(session, keys, round_id, now=CLOSES)
        services.publish_result(
            session,
            actor=COMMAND,
            round_id=round_id,
            tallied=_tally(round_id, counted_with),
            now=town.clock.at,
        )
        session.commit()


def _tally(round_id: int, money_minor: int | None) -> Tallied:
    if money_minor is None:
        return services.count_in_memory(db.session(), round_id=round_id)
    round_ = db.session.get_one(Round, round_id)
    assert round_.definition is not None
    told = replace(round_.definition.told, money_minor=money_minor)
    return tally(told, voting.ballot_groups(db.session(), round_), TieOrderOf("1234567890"))


def object_signed_in(browser: Browser, *, kind: str, words: str) -> None:
    """From the page of the result to an objection that is sent."""
    browser.open(RESULT)
    browser.press("Object to the count")
    browser.send(kind=kind, words=words, button="Check my objection")
    assert browser.page.heading == "Check your objection before you send it"
    browser.send(button="Send my objection")


def object_by_mail(town: Town, browser: Browser, email: str, *, kind: str, words: str) -> None:
    """The same without an account: by the press in a mail."""
    browser.open(f"{RESULT}/objections/new")
    browser.send(kind=kind, words=words, button="Check my objection")
    browser.send(email=email, button="Send me a link")
    assert browser.page.heading == "Check your e-mail"
    mail = town.mail_to(email, "Send your objection to the count of Neighbour Fund")
    town.follow_link(browser, mail, f"{RESULT}/objections/new/send/")
    browser.send(button="Send my objection")


def answer(browser: Browser, number: int, verdict: str, reason: str) -> None:
    """From the desk to a public answer."""
    browser.open(DESK)
    browser.press(f"Objection {number}")
    browser.send("seen", verdict=verdict, reason=reason)


def certify(first: Browser, second: Browser) -> None:
    """One asks, the other confirms the same count."""
    first.open(DESK)
    first.send(button="Ask to certify it")
    assert "You asked a second person to certify it." in first.page.words
    confirm_for_two(second, "Certify the result")
