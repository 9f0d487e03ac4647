"""People who want their data, put it right or go; words that the law wants gone.

Rules: docs/rules/mishaps.md section 8.
"""

from __future__ import annotations

from datetime import timedelta

from tests.by_pages import Browser
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import forums
from tests.journeys.navigators.people import sign_in
from tests.journeys.navigators.voting import confirm_for_two
from tests.journeys.town import FORUM, Town

POINT = "/forums/town-forum/points/1"
HOME = "Mrs Okafor lives at 12 Mill Lane"


def ask_to_go(browser: Browser, **typed: str) -> None:
    browser.open("/me")
    browser.press("Your data: take it home, put it right, have it erased")
    browser.press("See what would be erased")
    browser.send(button="Send me the link", **typed)


@mishap("8.1", over="an address that is right again waits for nobody")
def mailbox_that_is_lost_soon(town: Town) -> None:
    town.call_forum()
    rosa = town("Rosa")
    forums.raise_point(rosa, FORUM, title="Noise", said="The bins are loud.")
    rosa.open("/me")
    rosa.press("Change my e-mail address")
    rosa.send(email="rosa@new.example.org")
    assert "We sent a link to your new address." in rosa.page.words
    mail = town.mail_to("rosa@new.example.org", "Open this link, then press")
    town.follow_link(rosa, mail, "/me/address/")
    rosa.send(button="Use this address")
    town.mail_to("rosa@example.org", "Your account now has another e-mail address.")
    again = town.stranger()
    sign_in(again, "rosa@new.example.org")
    assert "Noise" in again.open("/me").words
    town.log_says("Point 1 was raised.")


@mishap("8.2", over="whoever has gone is nobody here: nobody acts next")
def official_who_wants_to_be_gone(town: Town) -> None:
    ann, bea = town("Ann"), town("Bea")
    ann.open("/me/erase")
    assert "Your roles come first" in ann.page.words
    assert "Official" in ann.page.words
    assert "Parks" in ann.page.words
    bea.open("/desk/facilitator/roles")
    end_role(bea, "Ann")
    town.pass_days(1)
    sign_in(ann, "ann@example.org")
    ask_to_go(ann)
    mail = town.mail_to("Ann", "Only the button on that page erases your data.")
    town.follow_link(ann, mail, "/me/erase/")
    assert "This cannot be undone." in ann.page.words
    ann.send(button="Erase my data for good")
    assert ann.page.heading == "Your data is erased"
    town.log_says(
        "Somebody had what we kept about them erased.", "The role “Official” of Ann was ended"
    )
    assert ann.open("/me").path != "/me"
    town.pass_days(1)
    again = town.stranger()
    sign_in(again, "ann@example.org", name="Ann")
    assert "You hold no role." in again.open("/me").words


def end_role(bea: Browser, name: str) -> None:
    """From the list of roles over the page that asks for the reason."""
    form = next(
        one
        for one in bea.page.forms
        if one.action.endswith("/end") and name in " ".join(words for words, _n, _v in one.buttons)
    )
    data = dict(form.fields)
    bea._arrive(bea.client.post(form.action, data=data, follow_redirects=True))
    bea.send(reason="She leaves the team.")
    assert "The role has ended." in bea.page.words


@mishap("8.3")
def court_that_wants_words_gone(town: Town) -> None:
    town.call_forum()
    rosa, bea = town("Rosa"), town("Bea")
    forums.raise_point(rosa, FORUM, title="Noise at night", said=f"{HOME} and is loud.")
    forums.publish_point(bea, FORUM, 1, team="parks")
    town.pass_days(7)  # the role of an auditor must have been public for two working days
    bea = town("Bea")
    bea.open(POINT)
    bea.press("Report this")
    bea.press("Decide about these words")
    bea.send(
        button="See it as everybody will",
        outcome="struck",
        struck=HOME,
        rule="unlawful",
        reason="A court said so.",
    )
    bea.send(button="Strike the words")
    bea.open("/moderation/1")
    bea.press("You are a facilitator or an auditor? Ask for it")
    assert "Once confirmed, this cannot be undone." in bea.page.words
    bea.send(reason="The judgment of 12 March.", button="Ask to erase them for good")
    town.acts_next(
        "/moderation/1", "A second person must confirm it.", "If nobody does, it lapses on"
    )
    confirm_for_two(town("Una"), "The judgment of 12 March.")
    page = town.stranger().open("/moderation/1")
    assert "The words were erased for good, by two people." in page.words
    assert "The words are gone for good. Nobody can put them back." in page.words
    assert "[…] and is loud." in town.stranger().open(POINT).words
    assert "The words were erased for good." in town.stranger().open(POINT).words
    town.mail_to("Rosa", "Your words were erased for good", "They cannot come back.")
    town.log_says(
        "The words that decision 1 took away were erased for good.", "The judgment of 12 March."
    )


@mishap("8.4", over="a link that has ended waits for nobody")
def erasure_that_its_owner_did_not_ask_for(town: Town) -> None:
    town.call_forum()
    rosa = town("Rosa")
    forums.raise_point(rosa, FORUM, title="Noise", said="The bins are loud.")
    ask_to_go(rosa, words_too="y")
    mail = town.mail_to("Rosa", "Did you not ask for it? Then do nothing: nothing happens.")
    town.clock.at += timedelta(hours=2)
    town.follow_link(town.stranger(), mail, "/me/erase/")
    stranger = town.stranger()
    assert town.follow_link(stranger, mail, "/me/erase/").status == 404
    assert "This link was used before or is older than an hour." in stranger.page.words
    assert "Noise" in rosa.open("/me").words
    town.log_says("Point 1 was raised.")
