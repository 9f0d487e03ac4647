"""Whoever waits for a mail reads what it is for. Source: docs/rules/accounts.md section 6."""

from __future__ import annotations

import pytest
from flask import Flask

from pbplatform.accounts.domain.goals import Goal, goal_of
from pbplatform.accounts.words.goals import GOAL_WORDS
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.notices.words import Letterhead, render
from tests.by_pages import Browser
from tests.factories import make_place
from tests.mailed import link_tokens, waiting_mails

HEAD = Letterhead(place="Hackford", public_url="https://hackford.example")


@pytest.mark.parametrize(
    ("path", "goal"),
    [
        ("/forums/town-forum/points/new", Goal.NEW_POINT),
        ("/forums/town-forum/points/5-bins", Goal.POINT),
        ("/rounds/fund/ideas/3-benches", Goal.IDEA),
        ("/rounds/fund/vote", Goal.VOTE),
        ("/me", Goal.ME),
        ("/desk/official?team=parks", Goal.DESK),
    ],
)
def test_pages_and_mail_of_a_link_say_what_it_is_for(app: Flask, path: str, goal: Goal) -> None:
    words = str(GOAL_WORDS[goal])
    with app.app_context(), transaction() as session:
        make_place(session)
    rosa = Browser(app.test_client())
    assert words in rosa.open(f"/sign-in?next={path}").words
    rosa.send(button="Send me a link", email="rosa@example.org")
    assert words in rosa.page.words
    with app.app_context():
        (mail,) = waiting_mails(db.session(), "accounts:sign_in_link")
        (token,) = link_tokens(db.session())
    with app.test_request_context():
        told = render("accounts:sign_in_link", mail, key16=bytes(16), head=HEAD)
        assert words in told.body
    assert words in rosa.open(f"/sign-in/{token}").words


def test_every_page_that_asks_to_sign_in_has_its_own_words(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        guard = str(getattr(app.view_functions[rule.endpoint], "guard", ""))
        asks = guard == "signed_in" or guard.startswith("staff")
        if not asks or "GET" not in (rule.methods or ()):
            continue
        assert goal_of(_filled(rule.rule)) not in (Goal.NOTHING, Goal.ELSEWHERE), rule


def _filled(rule: str) -> str:
    return "/".join("7" if part.startswith("<") else part for part in rule.split("/"))


def test_link_that_leads_nowhere_in_particular_says_nothing_of_it(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    rosa = Browser(app.test_client())
    words = rosa.open("/sign-in").words
    assert not any(str(each) in words for each in GOAL_WORDS.values())
