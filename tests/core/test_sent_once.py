"""A form that is sent twice is one act. Source: docs/rules/forms.md section 1."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pbplatform.accounts.models import Account
from pbplatform.core import sent_once
from pbplatform.core.db import db
from pbplatform.core.sent_once import SentForm
from pbplatform.core.transaction import NoTurn, transaction
from pbplatform.points.models import Point
from pbplatform.web import sent_once as sent_once_web
from tests.conftest import NOON
from tests.factories import make_forum, make_place
from tests.pages import hidden_field
from tests.people import signed_in

NEW = "/forums/town-forum/points/new"
POINT = {
    "kind": "request",
    "title": "More bins",
    "verbatim": "They overflow on Sundays.",
    "area": "",
    "action": "send",
}


@pytest.fixture
def rosa(app: Flask, client: FlaskClient) -> FlaskClient:
    """A resident of Hackford; `client` switches off the tokens against forgery."""
    with app.app_context(), transaction() as session:
        make_place(session)
        make_forum(session)
    return signed_in(app, "Rosa")[0]


def filled(browser: FlaskClient) -> dict[str, str]:
    return {**POINT, "once": hidden_field(browser.get(NEW).text, "once")}


def titles(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Point.title).order_by(Point.id)))


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Do these in threads that begin at one moment; their answers."""
    ready, answers = threading.Barrier(len(jobs)), []

    def work(job: Callable[[], Any]) -> None:
        ready.wait()
        answers.append(job())

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_every_page_has_another_nonce(rosa: FlaskClient) -> None:
    assert filled(rosa)["once"] != filled(rosa)["once"]


def test_point_that_is_sent_twice_is_one_point_and_both_lead_to_it(
    app: Flask, rosa: FlaskClient
) -> None:
    typed = filled(rosa)
    first, second = (rosa.post(NEW, data=typed) for _time in range(2))
    assert first.status_code == 302
    assert second.status_code == 303
    assert first.location == second.location
    assert titles(app) == ["More bins"]


def test_five_at_the_same_moment_are_one_point(app: Flask, rosa: FlaskClient) -> None:
    typed = filled(rosa)
    answers: list[str | None] = []
    ready = threading.Barrier(5)

    def send(browser: FlaskClient) -> None:
        ready.wait()
        answers.append(browser.post(NEW, data=typed).location)

    cookie = rosa.get_cookie("pb_session")
    assert cookie is not None
    browsers = [app.test_client() for _number in range(5)]
    for browser in browsers:
        browser.set_cookie("pb_session", cookie.value)
    senders = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert titles(app) == ["More bins"]
    assert len(set(answers)) == 1
    assert answers[0]


def test_refused_form_can_be_mended_and_sent_again(app: Flask, rosa: FlaskClient) -> None:
    typed = filled(rosa)
    assert rosa.post(NEW, data={**typed, "title": ""}).status_code == 422
    assert rosa.post(NEW, data=typed).status_code == 302
    assert titles(app) == ["More bins"]


def test_other_words_in_a_form_that_was_sent_are_kept_and_sent_only_when_one_says_so(
    app: Flask, rosa: FlaskClient
) -> None:
    typed = filled(rosa)
    rosa.post(NEW, data=typed)
    page = rosa.post(NEW, data={**typed, "title": "Fewer bins"})
    assert page.status_code == 409
    assert "nothing was done with it yet" in page.text
    assert titles(app) == ["More bins"]
    assert hidden_field(page.text, "title") == "Fewer bins"
    fresh = {**typed, "title": "Fewer bins", "once": hidden_field(page.text, "once")}
    assert fresh["once"] != typed["once"]
    assert rosa.post(NEW, data=fresh).status_code == 302
    assert titles(app) == ["More bins", "Fewer bins"]


def test_page_left_open_is_the_next_persons_own_form(app: Flask, rosa: FlaskClient) -> None:
    typed = filled(rosa)
    assert rosa.post(NEW, data=typed).status_code == 302
    omar, _person = signed_in(app, "Omar")
    answer = omar.post(NEW, data=typed)
    assert answer.status_code == 302
    assert titles(app) == ["More bins", "More bins"]


@pytest.mark.parametrize("nonces", [[""], ["x" * 5000], ["\ud7ff\U0010ffff"], ["a", "b"]])
def test_nonce_of_any_shape_makes_one_point_or_a_refusal_in_words(
    app: Flask, rosa: FlaskClient, nonces: list[str]
) -> None:
    typed = {**POINT, "once": nonces}
    codes = [rosa.post(NEW, data=typed).status_code for _time in range(2)]
    assert all(code in (302, 303) for code in codes)
    # Without a nonce, which no page of ours leaves out, the second is another point.
    assert len(titles(app)) == (2 if nonces == [""] else 1)


def test_same_nonce_at_another_address_is_another_act(app: Flask, rosa: FlaskClient) -> None:
    typed = filled(rosa)
    rosa.post(NEW, data=typed)
    answer = rosa.post("/me/name", data={"name": "Rosa Maria", "once": typed["once"]})
    assert answer.status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Account.name)).all() == ["Rosa Maria"]


def test_nothing_that_was_sent_can_be_read_from_what_is_kept_and_it_goes_after_two_days(
    app: Flask, rosa: FlaskClient
) -> None:
    typed = filled(rosa)
    rosa.post(NEW, data=typed)
    with app.app_context():
        row = db.session.scalars(select(SentForm)).one()
        kept = bytes(row.key) + bytes(row.content) + (row.answer or "").encode()
        assert typed["once"].encode() not in kept
        assert b"bins" not in kept.lower()
        for days, left in ((2, 1), (3, 0)):
            with transaction() as session:
                sent_once.forget_sent(session, now=NOON + timedelta(days=days))
            assert db.session.scalar(select(func.count()).select_from(SentForm)) == left


def test_form_that_changes_something_takes_other_words_and_not_the_same_twice(
    app: Flask, rosa: FlaskClient
) -> None:
    page = rosa.get("/me/name").text
    once = hidden_field(page, "once")
    for name in ("Rosa M.", "Rosa Maria", "Rosa M."):
        assert rosa.post("/me/name", data={"name": name, "once": once}).status_code in (302, 303)
    with app.app_context():
        names = set(db.session.scalars(select(Account.name)))
    assert "Rosa Maria" in names  # the third is the first once more, and came to nothing


@pytest.mark.database
def test_two_people_who_make_the_same_at_one_moment_are_one_and_a_page_that_keeps_the_form(
    app: Flask, rosa: FlaskClient
) -> None:
    """Names of areas, teams, forums and rounds are one of a kind: the later one is told."""
    makers = [signed_in(app, name, role="facilitator")[0] for name in ("Fay", "Bea", "Ida", "Jo")]
    answers = at_once(
        [
            partial(maker.post, "/desk/facilitator/place/areas", data={"area-name": "North"})
            for maker in makers
        ]
    )
    codes = [answer.status_code for answer in answers]
    assert sum(code in (302, 303) for code in codes) == 1, codes
    assert all(code in (302, 303, 409, 422) for code in codes), codes


def test_rule_of_the_database_that_two_acts_break_is_a_page_and_any_other_a_fault(
    app: Flask, rosa: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meet(said: str) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise IntegrityError("INSERT", {}, Exception(said))

        monkeypatch.setattr("pbplatform.points.services.raise_point", refuse)

    meet("UNIQUE constraint failed: point.number")
    answer = rosa.post(NEW, data=POINT)
    assert answer.status_code == 409
    assert "faster by a moment" in answer.text
    assert hidden_field(answer.text, "title") == "More bins"
    meet("NOT NULL constraint failed: point.title")
    with pytest.raises(IntegrityError):
        rosa.post(NEW, data=POINT)


def test_act_stands_when_nobody_could_note_where_its_answer_led(
    app: Flask, rosa: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = filled(rosa)

    def no_turn() -> None:
        raise NoTurn

    monkeypatch.setattr(sent_once_web, "transaction", no_turn)
    assert rosa.post(NEW, data=typed).status_code == 302
    assert titles(app) == ["More bins"]
