"""Words that must go, or went by mistake. Rules: docs/rules/mishaps.md section 1."""

from __future__ import annotations

from tests.by_pages import Browser
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import forums
from tests.journeys.town import FORUM, Town

POINT = "/forums/town-forum/points/1"
LIVES = "Mrs Okafor, 12 Mill Lane"


def published_point(town: Town, said: str, by: str = "Rosa") -> None:
    town.call_forum()
    forums.raise_point(town(by), FORUM, title="Noise at night", said=said)
    forums.publish_point(town("Bea"), FORUM, 1, team="parks")


def report(reader: Browser, *, rule: str, email: str = "", words: str = "") -> str:
    """From the page of the point; the private address of the report."""
    reader.open(POINT)
    reader.press("Report this")
    reader.send(rule=rule, words=words, email=email, button="Send the report")
    assert reader.page.heading == "Your report"
    return reader.page.path


def decide(bea: Browser, **chosen: str) -> None:
    """From the desk over the page that shows it as everybody will see it."""
    bea.open("/desk/facilitator")
    bea.press("Look at it Point 1" if "Look at it Point 1" in bea.page.links else "Look at it")
    bea.send(button="See it as everybody will", **chosen)
    button = {"left": "Leave it", "hidden": "Hide it", "struck": "Strike the words"}
    bea.send(button=button[chosen["outcome"]])


@mishap("1.1")
def address_in_a_text(town: Town) -> None:
    published_point(town, f"The music of {LIVES}, never stops.")
    reader = town.stranger()
    mine = report(reader, rule="private", email="joe@example.org", words="That is her home.")
    town.acts_next(mine, "A facilitator", "Thursday 11 March", reader=reader)
    decide(town("Bea"), outcome="struck", struck=LIVES, rule="private", reason="A private home.")
    page = town.stranger().open(POINT)
    assert "The music of […], never stops." in page.words
    assert "Okafor" not in page.text
    assert "It gives away private things about somebody. Decided by: Facilitator" in page.words
    town.mail_to("joe@example.org", "Some words were struck")
    mail = town.mail_to("Rosa", "A private home.", "second look")
    town.follow_link(town.stranger(), mail, "/moderation/1")
    town.acts_next("/moderation/1", "The author", "They can ask for a second look")
    town.log_says("Decision 1: words in a text were struck.")
    assert "Some words were struck" in reader.open(mine).words


@mishap("1.2", over="a decision that was taken back is settled: nobody acts next")
def hidden_by_mistake(town: Town) -> None:
    published_point(town, "The bins in North stink.")
    report(town.stranger(), rule="spam")
    decide(town("Bea"), outcome="hidden", rule="spam", reason="This is advertising.")
    assert "stink" not in town.stranger().open(POINT).text
    rosa = town("Rosa")
    town.follow_link(rosa, town.mail_to("Rosa", "This is advertising."), "/moderation/1")
    rosa.press("You are the author? Ask for it")
    rosa.send(words="I sell no bins.", button="Ask for a second look")
    town.acts_next("/moderation/1", "Another facilitator or an auditor")
    una = town("Una")
    town.mail_to("Una", "The author asks for a second look at decision 1.")
    una.open("/desk/auditor")
    una.press("Look again at decision 1")
    assert "The bins in North stink." in una.page.words
    una.send(reason="Nothing is sold here.", button="Put the words back")
    page = town.stranger().open(POINT)
    assert "The bins in North stink." in page.words
    assert "[…]" not in page.text
    town.mail_to("Rosa", "Your words are there again", "Nothing is sold here.")
    town.log_says("Decision 1 was taken back. The words are there again: Nothing is sold here.")
    assert "Nothing is sold here." in town.stranger().open("/moderation/1").words


@mishap("1.3", over="words that stay are settled: nobody acts next")
def report_of_words_that_may_stay(town: Town) -> None:
    published_point(town, "The parks team answers too late.")
    reader = town.stranger()
    mine = report(reader, rule="untrue", email="joe@example.org")
    decide(town("Bea"), outcome="left", rule="untrue", reason="It is an opinion of a team.")
    assert "The parks team answers too late." in town.stranger().open(POINT).words
    town.mail_to("joe@example.org", "The words stay.", "It is an opinion of a team.")
    town.log_says("Decision 1: a text that was reported stays. It is an opinion of a team.")
    assert "It is an opinion of a team." in reader.open(mine).words
    assert "The words stay." in town.stranger().open("/moderation").words
    report(reader, rule="threat")


@mishap("1.4")
def nobody_else_may_look(town: Town) -> None:
    published_point(town, "The bins in North stink.", by="Una")
    report(town.stranger(), rule="spam")
    decide(town("Bea"), outcome="hidden", rule="spam", reason="This is advertising.")
    una = town("Una")
    town.follow_link(una, town.mail_to("Una", "This is advertising."), "/moderation/1")
    una.press("You are the author? Ask for it")
    una.send(words="I sell no bins.", button="Ask for a second look")
    town.acts_next("/moderation/1", "Nobody else may give this second look today.")
    bea = town("Bea")
    town.mail_to("Bea", "Nobody may give it today.")
    bea.open("/desk/facilitator")
    assert "Appoint another facilitator or an auditor" in bea.page.words
    town.log_says("The author asked for a second look at decision 1")
    town.pass_days(10)
    assert "Late: this was due" in town.stranger().open("/moderation/1").words
