"""A point is written, checked and sent without an account, and its answer reaches whoever asked.

Rules: docs/rules/points.md section 1.9 and 1.10.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from PIL import Image

from pbplatform.core.db import db
from pbplatform.points.models import Point, PointDraft
from tests.by_pages import Browser
from tests.journeys.navigators import forums, points
from tests.journeys.town import FORUM, Town

NEW = "/forums/town-forum/points/new"
SAID = {"title": "Bins behind Sidings Row", "verbatim": "They overflow by Friday."}
ADDRESS = "ola@example.org"


def written(town: Town, **more: str) -> Browser:
    """Somebody on the page that checks what they wrote."""
    browser = town.stranger()
    browser.open(NEW)
    browser.send(button="Check my point", **{**SAID, **more})
    return browser


def sent(town: Town, name: str = "Ola") -> Browser:
    """Somebody whose point is sent, on their own page of it."""
    browser = written(town)
    browser.send(name=name, email=ADDRESS, button="Send me a link")
    mail = town.mail_to(ADDRESS, "Your point is kept, but not sent yet")
    town.follow_link(browser, mail, f"{NEW}/send/")
    browser.send(button="Send my point")
    return browser


@pytest.fixture
def forum(town: Town) -> Town:
    town.call_forum()
    return town


def test_point_is_sent_by_the_press_in_the_mail_and_not_before(forum: Town) -> None:
    browser = written(forum)
    assert "Not sent yet." in browser.page.words
    assert SAID["verbatim"] in browser.page.words
    browser.send(name="Ola", email=ADDRESS, button="Send me a link")
    assert "Your point is kept, but not sent yet." in browser.page.words
    mail = forum.mail_to(ADDRESS, "Your point to Town Forum: kept, but not sent yet")
    forum.follow_link(browser, mail, f"{NEW}/send/")  # as a mail scanner does
    with forum.app.app_context():
        assert db.session.query(Point).count() == 0
    browser.send(button="Send my point")
    assert "Point 1 is sent." in browser.page.words
    with forum.app.app_context():
        assert db.session.query(Point).count() == 1
        assert db.session.query(PointDraft).count() == 0


def test_answer_reaches_who_asked_and_they_say_whether_it_answers(forum: Town) -> None:
    sent(forum)
    forums.publish_point(forum("Bea"), FORUM, 1, team="waste")
    assert "Ola, " in forum.stranger().open("/forums/town-forum/points/1").words
    due = datetime(2027, 5, 3, tzinfo=UTC).date()
    tom = forum("Tom")
    points.write_answer(tom, 1, sentence="Yes: on Fridays.", promise="Collection", due=due)
    points.publish_answer(tom)
    asker = forum.stranger()
    mail = forum.mail_to(ADDRESS, "Waste said yes to", "You raised it without an account")
    forum.follow_link(asker, mail, "/forums/town-forum/points/asker/")
    asker.send(verdict="no", missing="Rats come on Sundays.", button="Say so")
    assert "Your word counts." in asker.page.words
    page = forum.stranger().open("/forums/town-forum/points/1")
    assert "The person who asked says: no." in page.words
    forum.mail_to("Tom", "needs another answer")


def test_asker_without_an_account_withdraws_and_goes_on(forum: Town) -> None:
    own = sent(forum)
    forums.publish_point(forum("Bea"), FORUM, 1, team="waste")
    own.open(own.page.path)
    own.send(button="Withdraw it", why="Solved.")
    assert "Your point is withdrawn." in own.page.words
    assert "Withdrawn on" in forum.stranger().open("/forums/town-forum/points/1").words
    own.send(button="Go on with this point")
    assert "Answers in writing." in forum.stranger().open("/forums/town-forum/points/1").words


def test_asker_has_their_address_forgotten_and_the_link_ends(forum: Town) -> None:
    own = sent(forum)
    page = own.page.path
    own.press("Forget my address")
    own.send()
    assert own.open(page).status == 404
    forums.publish_point(forum("Bea"), FORUM, 1, team="waste")
    forum.no_mail_to(ADDRESS, "was published")


def test_link_that_sent_a_point_says_so_when_it_is_opened_again(forum: Town) -> None:
    browser = sent(forum)
    mail = forum.mail_to(ADDRESS, "Your point is kept, but not sent yet")
    page = forum.follow_link(browser, mail, f"{NEW}/send/")
    assert page.status == 404
    assert "It was sent already, or it is older than 7 days." in page.words


def test_link_is_over_after_seven_days(forum: Town) -> None:
    browser = written(forum)
    browser.send(email=ADDRESS, button="Send me a link")
    forum.pass_days(7)
    mail = forum.mail_to(ADDRESS, "Your point is kept, but not sent yet")
    assert forum.follow_link(browser, mail, f"{NEW}/send/").status == 404


def test_mistakes_keep_what_was_typed_and_say_what_to_do(forum: Town) -> None:
    browser = written(forum, title="")
    assert "Say it in a few words" in browser.page.words
    assert SAID["verbatim"] in browser.page.text
    browser = written(forum)
    browser.send(email="", button="Send me a link")
    assert "Enter your e-mail address" in browser.page.words
    browser.send(email="ola", button="Send me a link")
    assert "Enter an e-mail address like name@example.org" in browser.page.words
    browser.send(button="Change your point")
    assert SAID["verbatim"] in browser.page.text


def test_fourth_link_in_a_quarter_of_an_hour_waits(forum: Town) -> None:
    for _each in range(3):
        written(forum).send(email=ADDRESS, button="Send me a link")
    browser = written(forum)
    browser.send(email=ADDRESS, button="Send me a link")
    assert "We did not send another link." in browser.page.words


def test_who_has_an_account_signs_in_and_finds_the_point_again(forum: Town) -> None:
    browser = written(forum)
    browser.send(button="I have an account")
    assert browser.page.path == "/sign-in"
    assert "kept for 7 days and not sent yet" in browser.page.words


def test_picture_is_shown_with_the_point_once_it_is_public(forum: Town) -> None:
    browser, out = forum.stranger(), io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(out, "PNG")
    browser.open(NEW)
    browser.send(
        files={"photo": (io.BytesIO(out.getvalue()), "bins.png")},
        photo_alt="Three full bins",
        photo_agreed="y",
        button="Check my point",
        **SAID,
    )
    assert "Three full bins" in browser.page.words
    assert "data:image/webp" in browser.page.text
    browser.send(email=ADDRESS, button="Send me a link")
    mail = forum.mail_to(ADDRESS, "Your point is kept, but not sent yet")
    forum.follow_link(browser, mail, f"{NEW}/send/")
    browser.send(button="Send my point")
    forums.publish_point(forum("Bea"), FORUM, 1, team="waste")
    reader = forum.stranger()
    text = reader.open("/forums/town-forum/points/1").text
    address = text.partition('src="/forums/files/')[2].partition('"')[0]
    assert 'alt="Three full bins"' in text
    assert reader.client.get(f"/forums/files/{address}").status_code == 200
