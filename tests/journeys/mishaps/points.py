"""Points that should not have come, or not so. Rules: docs/rules/mishaps.md section 9."""

from __future__ import annotations

from tests.journeys.mishaps import mishap
from tests.journeys.navigators import forums
from tests.journeys.town import FORUM, Town


@mishap("9.1", over="a refused point is settled: nobody acts next")
def point_that_no_forum_can_answer(town: Town) -> None:
    town.call_forum()
    rosa, bea = town("Rosa"), town("Bea")
    forums.raise_point(rosa, FORUM, title="Passports", said="My passport takes too long.")
    forums.open_forum_desk(bea, FORUM)
    bea.press("Open point 1")
    bea.send(reason="Passports are made by the state, not here.", button="Do not publish")
    town.mail_to("Rosa", "Passports are made by the state, not here.")
    town.log_says("Point 1 was not published.")
    assert town.stranger().open("/forums/town-forum/points/1").status == 404
    rosa.open("/forums/town-forum/points/1")
    assert "Passports are made by the state, not here." in rosa.page.words


@mishap("9.2")
def point_raised_in_a_hurry_is_withdrawn_and_a_supporter_goes_on_with_it(town: Town) -> None:
    town.call_forum()
    rosa, sam = town("Rosa"), town("Sam")
    forums.raise_point(rosa, FORUM, title="Bins", said="They overflow by Friday.")
    forums.publish_point(town("Bea"), FORUM, 1, team="waste")
    sam.open("/forums/town-forum/points/1/yours")
    sam.send(button="Support this point")
    rosa.open("/forums/town-forum/points/1/yours")
    rosa.press("Withdraw your point")
    rosa.send(why="I moved away.", button="Withdraw it")
    assert "Your point is withdrawn." in rosa.page.words
    town.log_says("Point 1 was withdrawn by the person who raised it.")
    town.mail_to("Tom", "Point 1 was withdrawn")
    mail = town.mail_to("Sam", "You can go on with it until")
    page = "/forums/town-forum/points/1"
    town.acts_next(page, "Withdrawn on", "I moved away.", "Can go on with the point.")
    town.follow_link(sam, mail, "/forums/town-forum/points/1/yours")
    sam.send(button="Go on with this point")
    assert "Its days are the same as before." in sam.page.words
    town.log_says("Point 1, which was withdrawn, goes on.")
    town.acts_next(page, "Waste", "Answers in writing.", "Sam")
    town.mail_to("Tom", "The day is the same as before.")


@mishap("9.3", over="nobody went on with it in time, so no answer is due")
def point_that_is_withdrawn_stays_withdrawn_and_counted(town: Town) -> None:
    town.call_forum()
    rosa = town("Rosa")
    forums.raise_point(rosa, FORUM, title="Bins", said="They overflow by Friday.")
    forums.publish_point(town("Bea"), FORUM, 1, team="waste")
    rosa.open("/forums/town-forum/points/1/yours")
    rosa.press("Withdraw your point")
    rosa.send(button="Withdraw it")
    town.mail_to("Tom", "Point 1 was withdrawn")
    town.pass_days(30)
    rosa = town("Rosa")
    rosa.open("/forums/town-forum/points/1/yours")
    assert "Go on with this point" not in rosa.page.words
    reader = town.stranger()
    reader.open("/forums/town-forum/points?show=withdrawn")
    assert "Withdrawn, 1" in reader.page.words
    assert "Bins" in reader.page.words
    town.log_says("Point 1 was withdrawn by the person who raised it.")


@mishap("9.4")
def somebody_without_an_account_asks_and_the_answer_reaches_them(town: Town) -> None:
    town.call_forum()
    ola = town.stranger()
    new = "/forums/town-forum/points/new"
    ola.open(new)
    ola.send(title="Bins", verbatim="They overflow.", button="Check my point")
    ola.send(name="Ola", email="ola@example.org", button="Send me a link")
    mail = town.mail_to("ola@example.org", "Your point is kept, but not sent yet")
    town.follow_link(ola, mail, f"{new}/send/")
    ola.send(button="Send my point")
    town.log_says("Point 1 was raised.")
    forums.publish_point(town("Bea"), FORUM, 1, team="waste")
    mail = town.mail_to("ola@example.org", "You raised it without an account")
    own = town.follow_link(ola, mail, "/forums/town-forum/points/asker/").path
    town.acts_next("/forums/town-forum/points/1", "Ola", "Waste", "Answers in writing.")
    ola.press("Forget my address")
    ola.send()
    assert ola.open(own).status == 404
