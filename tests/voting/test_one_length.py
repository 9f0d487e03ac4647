"""Whoever watches the network learns nothing of a vote from the length of what we answer.

Rules of voting, section 2. The server seals here: it is the only case in which we know choices.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from config import Settings
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import transaction
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.ballots import Approval, Terms
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.one_length import one_length
from pbplatform.voting.domain.sealed_words import LONGEST_COOKIE, Draft, SealedWords, Slip
from pbplatform.voting.pages import vote as views
from pbplatform.voting.services.open_vote import freeze_and_open
from pbplatform.voting.services.roll import import_roll, proof_hash
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, make_place, make_round
from tests.pages import hidden_field
from tests.voting.elections import OPENS

# Numbers of one digit to four, prices of four to ten, names from two letters to two lines.
PROJECTS = tuple(
    (number, 1_000 * 7**place, "Żółty płot & <b>more</b> " * (place + 1) if place % 2 else "Me")
    for place, number in enumerate((4, 7, 9, 15, 23, 108, 116, 999, 1001, 4096))
)
NUMBERS = [number for number, _cost, _title in PROJECTS]
MOST, VOTERS = 6, 16
HOME = "/rounds/neighbour-fund/vote"


@pytest.fixture
def codes(app: Flask, settings: Settings, clock: SetClock) -> tuple[str, ...]:
    clock.at = OPENS + timedelta(days=1)
    app.config["WTF_CSRF_ENABLED"] = False
    key = derive_key(settings.secret_key, "letter-codes")
    with app.app_context(), transaction() as session:
        make_place(session)
        round_ = make_round(session, name="Neighbour Fund", opens_at=OPENS, max_choices=MOST)
        for number, cost, title in PROJECTS:
            facts = rounds.ProjectFacts(number=number, title=title[:200], cost_minor=cost)
            rounds.put_on_ballot(session, round_id=round_.id, facts=facts)
        letters = tuple(f"CODE{number:010}" for number in range(1, VOTERS + 1))
        proofs = [proof_hash(key, round_.slug, code) for code in letters]
        import_roll(session, actor=COMMAND, round_id=round_.id, proofs=proofs, now=BEGIN)
        freeze_and_open(
            session,
            actor=COMMAND,
            round_id=round_.id,
            urn_key=KeyStore(Path(settings.key_dir)).make(round_.slug),
            now=OPENS - timedelta(days=1),
        )
    return letters


def seen(answer: TestResponse) -> tuple[int, int, int]:
    """What the network shows of an answer: its status, its headers' length, its body's."""
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers)
    return answer.status_code, headers, len(answer.data)


def all_steps(app: Flask, code: str, choices: list[int]) -> Iterator[tuple[str, TestResponse]]:
    """A whole vote without scripts, with every page on the way and those of failures."""
    client = app.test_client()
    client.get(HOME)
    ticked = [str(number) for number in choices]
    yield "update", client.post(HOME, data={"project": ticked, "action": "update"})
    yield "ticked", client.get(HOME)
    yield "by cost", client.get(f"{HOME}?order=cost")
    yield "next", client.post(HOME, data={"project": ticked, "action": "next"})
    yield "eligibility", client.get(f"{HOME}/eligibility")
    yield "wrong code", client.post(f"{HOME}/eligibility", data={"code": "NOCODE"})
    yield "proved", client.post(f"{HOME}/eligibility", data={"code": code})
    check = client.get(f"{HOME}/check")
    yield "check", check
    slip = hidden_field(check.text, "slip")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "put_in_box", database_away)
        yield "try again", client.post(f"{HOME}/cast", data={"slip": slip})
    yield "broken slip", client.post(f"{HOME}/cast", data={"slip": slip[:-8]})
    yield "receipt", client.post(f"{HOME}/cast", data={"slip": slip})
    yield "receipt again", client.post(f"{HOME}/cast", data={"slip": slip})
    yield "changing", client.get(HOME)


def database_away(*_given: object) -> None:
    raise OperationalError("", None, Exception("away"))


def test_every_answer_on_the_way_of_a_vote_has_one_length_for_all_ballots(
    app: Flask, codes: tuple[str, ...]
) -> None:
    dice = random.Random(20270310)
    ballots = [[], [4], [4096], [4, 7, 9], NUMBERS[-MOST:], NUMBERS[:MOST]]
    while len(ballots) < VOTERS:
        ballots.append(dice.sample(NUMBERS, dice.randint(0, MOST)))
    lengths: dict[str, set[tuple[int, int, int]]] = {}
    for code, ballot in zip(codes, ballots, strict=True):
        for step, answer in all_steps(app, code, ballot):
            lengths.setdefault(step, set()).add(seen(answer))
    assert {step: len(found) for step, found in lengths.items() if len(found) != 1} == {}


def test_too_many_choices_are_told_on_pages_of_one_length(
    app: Flask, codes: tuple[str, ...]
) -> None:
    dice = random.Random(7)
    found = set()
    for count in (*range(MOST + 1, len(NUMBERS) + 1), MOST + 1, MOST + 2):
        client = app.test_client()
        client.get(HOME)
        ticked = [str(number) for number in dice.sample(NUMBERS, count)]
        found.add(seen(client.post(HOME, data={"project": ticked, "action": "next"})))
    assert len(found) == 1


def test_cookie_and_hidden_field_have_one_length_in_rounds_of_any_size() -> None:
    words = SealedWords(("a secret",), "fund", Approval)
    dice = random.Random(1)
    for size in (1, 12, 150, 900):
        numbers = list(range(1, size + 1))
        terms = Terms(dict.fromkeys(numbers, 0), 0, 5)
        picks = [dice.sample(numbers, dice.randint(0, min(size, 300))) for _time in range(20)]
        drafts = {
            len(
                words.write_draft(
                    Draft(Approval(tuple(pick)), dice.randint(0, 10**8), 1_800_000_000), terms
                )
            )
            for pick in [*picks, []]
        }
        slips = {
            len(words.write_slip(Slip(1, Approval(tuple(pick)), "T" * 16, "n" * 32, h, 1), terms))
            for pick in [*picks, []]
            for h in ("", "e" * 64)
        }
        assert len(drafts) == len(slips) == 1
        assert drafts.pop() <= LONGEST_COOKIE


def test_every_page_that_is_given_choices_goes_through_one_length() -> None:
    """A new page with choices is found here before somebody measures it."""
    source = Path(views.__file__).read_text()
    for template in ("choose.html", "check.html"):
        body = source[: source.index(f'"voting/{template}"')]
        assert "def render(" in body[-200:], template
    assert source.count("one_length(render") == 2


def test_page_longer_than_expected_is_still_shown_whole() -> None:
    page = one_length(lambda chosen: "x" * (9000 if len(chosen) == 1 else 10), [1], [1, 2])
    assert page.startswith("x" * 9000)
