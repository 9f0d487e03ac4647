"""What was called done and is not. Rules: docs/rules/mishaps.md section 5."""

from __future__ import annotations

import io
from datetime import date, timedelta

from PIL import Image

from tests.journeys.mishaps import mishap
from tests.journeys.navigators import points
from tests.journeys.navigators.checks import (
    BIN,
    promise_of_a_third_bin,
    reply,
    say,
    worker_asks_residents,
)
from tests.journeys.navigators.place import day
from tests.journeys.town import FORUM, Town

CHECK = "/checks/1"


def _called_done(town: Town, note: str = "It stands at the corner.") -> date:
    """Tom says that the third bin is there; residents are asked four weeks later."""
    today = town.clock.at.date()
    points.say_promise_done(town("Tom"), BIN, done_on=today, note=note)
    visitor = town.stranger()
    visitor.open("/promises")
    assert "Called done by Waste" in visitor.page.words
    assert "Kept." not in visitor.page.words
    town.acts_next(CHECK, "We ask residents whether it is as promised.")
    town.pass_days(28)
    worker_asks_residents(town)
    town.mail_to("Rosa", "Is it as promised?", BIN)
    return today


@mishap("5.1")
def promise_called_done_that_is_not(town: Town) -> None:
    due = town.clock.at.date() + timedelta(days=30)
    promise_of_a_third_bin(town, due=due)
    _called_done(town)
    say(town, "Rosa", "no", "There are two bins, as before.")
    town.mail_to("Tom", "Residents say no", BIN)
    town.acts_next(CHECK, "Waste", "Puts it right by a new day")
    assert "There are two bins, as before." in town.stranger().open(CHECK).words
    new = town.clock.at.date() + timedelta(days=20)
    reply(town("Tom"), "put-right", "The bin went to another street.", due=new)
    town.mail_to("Rosa", "It will be put right", "The bin went to another street.")
    visitor = town.stranger()
    visitor.open("/promises")
    for words in ("Under way.", "The bin went to another street.", "To be put right."):
        assert words in visitor.page.words
    town.log_says(
        f"Residents were asked whether this is as promised: {BIN}.",
        f"Residents say no to this: {BIN}. Waste must reply by",
        "What was said of the end of a promise was taken back: The bin went to another street.",
    )
    town.pass_days(10)
    points.say_promise_done(town("Tom"), BIN, done_on=town.clock.at.date(), note="Now it is there.")
    town.pass_days(28)
    worker_asks_residents(town)
    say(town, "Rosa", "yes")
    town.pass_days(60)
    visitor.open("/promises")
    assert "Kept late." in visitor.page.words
    points.open_point(visitor, FORUM, "Bins behind Sidings Row")
    assert "Promise kept, after the day promised." in visitor.page.words


@mishap("5.2")
def reply_that_does_not_settle_it(town: Town) -> None:
    promise_of_a_third_bin(town, due=town.clock.at.date() + timedelta(days=30))
    _called_done(town)
    say(town, "Rosa", "no", "It is locked all day.")
    reply(town("Tom"), "explained", "It opens at ten.")
    town.mail_to("Rosa", "It opens at ten.", "Does it settle it?")
    town.acts_next(CHECK, "Whoever said no")
    say(town, "Rosa", "no", "It was locked at noon.")
    town.mail_to("Bea", "Residents say no again")
    bea = town("Bea")
    bea.open("/desk/facilitator")
    assert "Waste explained, and residents still say no." in bea.page.words
    town.acts_next(CHECK, "Bea", "Puts it right by a new day")
    bea.press(next(link for link in bea.page.links if link.startswith("Reply in public")))
    bea.send(kind="not-kept", words="We looked: it is locked.", button="Publish")
    town.log_says(f"A reply to those who said no to this: {BIN}. We looked: it is locked.")
    visitor = town.stranger()
    visitor.open("/promises")
    assert "Broken: given up or not kept." in visitor.page.words
    town.pass_days(400)
    visitor.open(CHECK)
    assert "Not as promised" in visitor.page.words
    assert "We looked: it is locked." in visitor.page.words


@mishap("5.3")
def photo_of_another_street(town: Town) -> None:
    promise_of_a_third_bin(town, due=town.clock.at.date() + timedelta(days=30))
    tom, visitor = town("Tom"), town.stranger()
    _called_done(town)
    town("Tom").open("/desk/official")
    tom.press("Promises of your teams, also those called done")
    tom.press("A third bin")
    tom.press("Attach a photo, a document or a visit")
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(photo, "PNG")
    photo.seek(0)
    tom.send(
        kind="photo",
        caption="The third bin.",
        alt="A grey bin at a corner.",
        beside="",
        button="Attach",
        files={"file": (photo, "bin.png")},
        **day("day", town.clock.at.date()),
    )
    visitor.open("/promises")
    assert "The third bin." in visitor.page.words
    assert visitor.client.get("/evidence/1/photo.webp").status_code == 200
    tom.open("/desk/evidence/1/take-away")
    tom.send(reason="It is another street.", button="Take it away")
    visitor.open("/promises")
    assert "Taken away" in visitor.page.words
    assert "It is another street." in visitor.page.words
    assert visitor.client.get("/evidence/1/photo.webp").status_code == 404
    town.log_says("was taken away: It is another street.")
    town.acts_next(CHECK, "Say whether it is as promised.")


@mishap("5.4")
def promise_with_the_wrong_owner(town: Town) -> None:
    promise_of_a_third_bin(town, due=town.clock.at.date() + timedelta(days=30))
    tom, visitor = town("Tom"), town.stranger()
    tom.open("/desk/official")
    tom.press("Promises of your teams, also those called done")
    tom.press("A third bin")
    tom.press("Correct what was typed wrong")
    tom.send(field="owner", text="Parks service", reason="It is their bin.", button="Publish")
    town.mail_to("Rosa", "Words of a promise were corrected")
    town.log_says("Words of a promise were corrected: It is their bin.")
    visitor.open("/promises")
    for words in ("Who does it, before: Waste service", "It is their bin."):
        assert words in visitor.page.words
    town.acts_next("/promises", "Parks service", "Does what was promised.")
