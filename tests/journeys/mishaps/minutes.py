"""Minutes that say it wrong. Rules: docs/rules/mishaps.md section 2."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.journeys.mishaps import mishap
from tests.journeys.navigators import forums, place
from tests.journeys.town import FORUM, LAST_DAY, Town

PAGE = "/forums/town-forum/meetings/2027-03-18"
TEXT = "Eleven people came.\n\nThe lamps on Mill Lane are out."
DAY_AFTER = datetime(2027, 3, 19, 9, 0, tzinfo=UTC)
LATER = datetime(2027, 4, 9, 9, 0, tzinfo=UTC)  # corrections end on 6 April: Easter is between


def _forum_with_a_clerk(town: Town) -> None:
    town.call_forum()
    clerk = {"role": "clerk", "scope": "forum:town-forum", "title": "Forum clerk"}
    place.give_role(town("Bea"), name="Carl", last_day=LAST_DAY, **clerk)


def _minutes_are_sent_out(town: Town) -> None:
    """Rosa was there; Carl, the clerk, sends the minutes out the day after."""
    _forum_with_a_clerk(town)
    town.go_to(DAY_AFTER)
    rosa, carl = town("Rosa"), town("Carl")
    rosa.open(f"{PAGE}/attendance")
    rosa.send(button="I was there")
    forums.open_minutes_of(carl, FORUM, "18 March 2027")
    forums.send_minutes_out(carl, TEXT)
    assert "The minutes are public. The time for answers runs." in carl.page.words
    assert "We send them to 2 people." in carl.page.words  # Rosa, and Tom, whose team leads
    mail = town.mail_to("Rosa", "The minutes of Town Forum", "Say so by Tuesday 6 April 2027")
    assert "you said that you were at this meeting" in mail
    town.mail_to("Tom", "because your team leads this forum")


def _accept(town: Town, number: int) -> None:
    carl = town("Carl")
    carl.open("/desk/facilitator/forums/town-forum/meetings/2027-03-18/corrections")
    carl.press(f"Open it {number}")
    carl.send(decision="accepted", button="Publish the decision")
    assert "Your draft has it: publish it next." in carl.page.words


@mishap("2.6")
def minutes_that_say_it_wrong(town: Town) -> None:
    _minutes_are_sent_out(town)
    rosa, carl, visitor = town("Rosa"), town("Carl"), town.stranger()
    rosa.open(PAGE)
    rosa.press("Say what is wrong")
    rosa.press("Correct this paragraph 1")
    rosa.send(passage="Eleven", proposed="Fifteen", why="I counted at the door.")
    assert "Correction 1 is sent." in rosa.page.words
    town.acts_next(PAGE, "The clerk or the facilitator of the forum", "Tuesday 30 March")
    assert "Correction 1, Rosa" in visitor.open(PAGE).words
    forums.open_minutes_of(carl, FORUM, "18 March 2027")
    carl.send(button="Approve")
    assert "Everybody can send corrections until Tuesday 6 April 2027." in carl.page.words
    _accept(town, 1)
    town.mail_to("Rosa", "Your correction 1 was accepted")
    carl.send(button="Publish and send out")
    assert "The minutes are public." in carl.page.words
    town.mail_to("Rosa", "There is a new version of the minutes")
    visitor.open(PAGE)
    assert "Fifteen people came." in visitor.page.words
    assert "Accepted and made" in visitor.page.words
    visitor.press("what changed 2")
    assert "removed: Eleven added: Fifteen people came." in visitor.page.words
    assert visitor.open(f"{PAGE}/minutes/1").status == 200
    assert "Eleven people came." in visitor.page.words
    town.log_says(
        "Somebody said what is wrong in the minutes: correction 1.",
        "Correction 1 of minutes was accepted.",
    )
    town.go_to(LATER)
    carl = town("Carl")
    forums.open_minutes_of(carl, FORUM, "18 March 2027")
    carl.send(reason="", button="Approve")
    assert "The minutes are approved." in carl.page.words
    town.log_says("The minutes of a meeting were approved.")


@mishap("2.7", over="a declined correction is settled: nobody acts next")
def correction_that_is_itself_wrong(town: Town) -> None:
    _minutes_are_sent_out(town)
    joan, carl = town.stranger(), town("Carl")
    joan.open(f"{PAGE}/minutes/correct")
    joan.press("Correct this paragraph 2")
    joan.send(
        passage="The lamps on Mill Lane are out.",
        proposed="",
        why="Nobody said so.",
        name="Joan Reed",
        email="joan@example.org",
    )
    assert "Correction 1 is sent." in joan.page.words
    mail = town.mail_to("joan@example.org", "/news/")
    town.follow_link(joan, mail, "/news/")
    joan.send(button="")
    visitor = town.stranger()
    visitor.open(f"{PAGE}/corrections/1")
    assert "Nobody said so." not in visitor.page.words
    assert "Its words are shown when it is decided." in visitor.page.words
    carl.open("/desk/facilitator/forums/town-forum/meetings/2027-03-18/corrections/1")
    carl.send(decision="declined", reason="", button="Publish the decision")
    assert "Say why. The reason is public." in carl.page.words
    carl.send(decision="declined", reason="It is on the recording.", button="Publish the decision")
    town.mail_to("joan@example.org", "was declined", "It is on the recording.", "/stop")
    visitor.open(f"{PAGE}/corrections/1")
    assert "Nobody said so." in visitor.page.words
    assert "The reason: It is on the recording." in visitor.page.words
    town.log_says("Correction 1 of minutes was declined: It is on the recording.")


@mishap("2.8")
def mistake_that_is_found_after_approval(town: Town) -> None:
    _minutes_are_sent_out(town)
    town.go_to(LATER)
    rosa, carl, visitor = town("Rosa"), town("Carl"), town.stranger()
    forums.open_minutes_of(carl, FORUM, "18 March 2027")
    carl.send(button="Approve")
    assert "The minutes are approved." in carl.page.words
    town.mail_to("Rosa", "The minutes of Town Forum", "are approved.")
    rosa.open(PAGE)
    rosa.press("Ask for a change")
    rosa.press("Or is something missing?")
    rosa.send(proposed="Bea will ask the county about the bus.", why="It was promised.")
    assert "Correction 1 is sent." in rosa.page.words
    town.acts_next(f"{PAGE}/corrections/1", "It stays here as not decided, and late.")
    _accept(town, 1)
    town.acts_next(PAGE, "Puts the accepted corrections into a new version.")
    carl.send(reason="", button="Publish the change")
    assert "Say why the minutes change. The reason is public." in carl.page.words
    carl.send(reason="A promise was missing.", button="Publish the change")
    assert "The change is public, with its reason." in carl.page.words
    town.mail_to("Rosa", "The approved minutes", "A promise was missing.")
    visitor.open(PAGE)
    assert "Why it changed: A promise was missing." in visitor.page.words
    assert "Bea will ask the county about the bus." in visitor.page.words
    town.log_says("The minutes of a meeting were amended: A promise was missing.")


@mishap(
    "2.9", untold="counts concern nobody in person", over="a record stands until it is corrected"
)
def people_who_were_counted_wrong(town: Town) -> None:
    _forum_with_a_clerk(town)
    town.go_to(DAY_AFTER)
    carl, visitor = town("Carl"), town.stranger()
    forums.open_minutes_of(carl, FORUM, "18 March 2027")
    carl.press("Write down who was there")
    carl.send(in_room="24", online="8", others="Ann Bell, Head of Parks, Parks")
    assert "It is written down, and public." in carl.page.words
    carl.press("Correct who was there")
    carl.send(in_room="42", online="8", others="", reason="")
    assert "Say why it changes. The reason is public." in carl.page.words
    carl.send(in_room="42", reason="The sheets of table 3 were missing.", button="Publish it")
    visitor.open(PAGE)
    assert "Corrected on" in visitor.page.words
    assert "The sheets of table 3 were missing." in visitor.page.words
    assert "24 in the room, 8 online" in visitor.page.words
    town.log_says("Who was at a meeting was corrected: The sheets of table 3 were missing.")
