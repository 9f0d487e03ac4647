"""Meetings that cannot be as they were called. Rules: docs/rules/mishaps.md section 2."""

from __future__ import annotations

from datetime import date

from tests.by_pages import Browser
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import forums
from tests.journeys.navigators.place import day
from tests.journeys.town import FORUM, MEETING, Town

PAGE = "/forums/town-forum/meetings/2027-03-18"
DESK = f"/desk/facilitator{PAGE}"
NIA = "nia@example.org"  # she has no account
COMES_NEXT = "Everybody who wants to come"


def _asks_for_news(town: Town) -> Browser:
    """Nia wants news of the meeting, without an account, and says yes by the link in the mail."""
    nia = town.stranger()
    nia.open(PAGE)
    nia.press("Get news of this meeting by mail")
    nia.send(to=NIA)
    mail = town.mail_to(NIA, "Open this link, then press the button")
    town.follow_link(nia, mail, "/news/")
    nia.send(button="Yes, send me this news")
    return nia


def _on_desk(browser: Browser, link: str) -> None:
    forums.open_forum_desk(browser, FORUM)
    browser.press(f"{link} 18 March 2027")


@mishap("2.1")
def hall_that_is_lost(town: Town) -> None:
    town.call_forum()
    nia, bea, visitor = _asks_for_news(town), town("Bea"), town.stranger()
    _on_desk(bea, "Change it")
    moved = day("day", date(2027, 3, 25))
    bea.send(venue="Town Hall", starts="7pm", ends="8.30pm", **moved)
    assert "Say why the meeting changes. The reason is public." in bea.page.words
    bea.send(reason="The library is flooded.")
    mail = town.mail_to(
        NIA,
        "Changed: Town Forum, now Thursday 25 March 2027, Town Hall",
        "now Thursday 25 March 2027, 7pm, before Thursday 18 March 2027, 6.30pm",
        "Where it is: now Town Hall, before Fenn Library.",
        "Why: The library is flooded.",
    )
    for path in (PAGE, "/forums/town-forum", "/forums/town-forum/meetings/2027-03-25"):
        page = visitor.open(path)
        assert "Where it is: now Town Hall, before Fenn Library." in page.words
        assert "Why: The library is flooded." in page.words
    assert visitor.page.path == PAGE, "the address stays, and the new day leads there"
    town.log_says(
        "A meeting is now on Thursday 25 March 2027, 7pm at Town Hall, no longer on Thursday 18 "
        "March 2027, 6.30pm at Fenn Library: The library is flooded."
    )
    town.acts_next(PAGE, COMES_NEXT, "Thursday 25 March")
    town.follow_link(nia, mail, "/news/")
    nia.send(button="Stop it")
    _on_25th(bea)
    bea.send(venue="Fenn Library", reason="It is dry again.")
    town.no_mail_to(NIA, "It is dry again.")


def _on_25th(browser: Browser) -> None:
    forums.open_forum_desk(browser, FORUM)
    browser.press("Change it 25 March 2027")


@mishap("2.2")
def meeting_that_is_cancelled_and_called_again_on_its_day(town: Town) -> None:
    town.call_forum()
    _asks_for_news(town)
    bea, visitor = town("Bea"), town.stranger()
    _on_desk(bea, "Cancel it")
    bea.send(reason="Nobody has the key.")
    town.mail_to(NIA, "Cancelled: Town Forum", "Why: Nobody has the key.")
    assert "It may still take place, or be called again" in visitor.open(PAGE).words
    _on_desk(bea, "Call it again")
    bea.send(venue="Town Hall", starts="8pm", ends="9pm")
    town.mail_to(NIA, "Called again: Town Forum", "8pm, here: Town Hall")
    visitor.open(PAGE)
    assert "This meeting is cancelled." in visitor.page.words
    visitor.press("Called again as the meeting on Thursday 18 March 2027, 8pm")
    assert visitor.page.path == f"{PAGE}-2"
    visitor.press("It stands for the cancelled meeting on Thursday 18 March 2027")
    assert visitor.page.path == PAGE
    town.log_says(
        "A meeting was cancelled: Nobody has the key.",
        "A meeting was called for Thursday 18 March 2027, 8pm, Town Hall.",
    )
    town.acts_next(f"{PAGE}-2", COMES_NEXT)


@mishap("2.3")
def meeting_that_was_cancelled_by_mistake(town: Town) -> None:
    town.call_forum()
    _asks_for_news(town)
    bea, visitor = town("Bea"), town.stranger()
    _on_desk(bea, "Cancel it")
    bea.send(reason="The speaker is ill.")
    _on_desk(bea, "It takes place after all")
    bea.send(reason="That was another meeting.")
    town.mail_to(NIA, "It takes place after all: Town Forum", "Why: That was another meeting.")
    page = visitor.open(PAGE)
    assert "This meeting is cancelled." not in page.words
    for words in ("The speaker is ill.", "That was another meeting.", "by Bea"):
        assert words in page.words
    town.log_says("A cancelled meeting takes place after all: That was another meeting.")
    town.acts_next(PAGE, COMES_NEXT)


@mishap("2.4")
def access_that_is_not_there(town: Town) -> None:
    town.call_forum()
    _asks_for_news(town)
    bea, visitor = town("Bea"), town.stranger()
    _on_desk(bea, "Change it")
    bea.send(step_free="yes", reason="Now said.")
    assert MEETING.isoformat() in visitor.open("/forums/town-forum?step_free=1").text
    _on_desk(bea, "Change it")
    bea.send(step_free="no", reason="The lift is broken.")
    town.mail_to(NIA, "Step-free way in: now No, before Yes.", "The lift is broken.")
    listed = visitor.open("/forums/town-forum?step_free=1").words
    assert "No meeting to come says that it offers this." in listed
    assert "Step-free way in: now No, before Yes." in visitor.open(PAGE).words
    town.log_says("What a meeting says of itself was changed: The lift is broken.")
    town.acts_next(PAGE, COMES_NEXT)


@mishap("2.5")
def limit_that_is_too_small(town: Town) -> None:
    town.call_forum()
    bea = town("Bea")
    _on_desk(bea, "Change it")
    bea.send(capacity="3", reason="The room is small.")
    first, nia = town.stranger(), town.stranger()
    for browser, people, address in ((first, "3", ""), (nia, "2", NIA)):
        browser.open(PAGE)
        browser.press("Say that you come")
        browser.send(people=people, news_to=address)
    assert "You are on the waiting list." in nia.page.words
    own = nia.page.path
    town.follow_link(nia, town.mail_to(NIA, "Please say yes"), "/news/")
    nia.send(button="Yes, send me this news")
    _on_desk(bea, "Change it")
    bea.send(capacity="30", reason="It was to be 30.")
    town.mail_to(NIA, "You have a place now: Town Forum", "for the 2 people you registered")
    assert "waiting list" not in nia.open(own).words
    page = town.stranger().open(PAGE).words
    assert "5 people say that they come." in page
    assert "How many can come: now 30, before 3." in page
    town.log_says("What a meeting says of itself was changed: It was to be 30.")
    town.acts_next(PAGE, COMES_NEXT)
