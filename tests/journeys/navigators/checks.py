"""Residents say whether it is as promised; teams reply, attach evidence, correct."""

from __future__ import annotations

from datetime import date

from config import Settings
from pbplatform.delivery.jobs.worker import ask_about_projects
from pbplatform.points.jobs.worker import ask_about_promises
from tests.by_pages import Browser
from tests.journeys.navigators import forums, points
from tests.journeys.navigators.place import day
from tests.journeys.town import FORUM, Town

BINS = "Bins behind Sidings Row"
BIN = "A third bin"


def promise_of_a_third_bin(town: Town, *, due: date) -> None:
    """Rosa asks, the team for waste says yes and promises a third bin."""
    town.call_forum()
    rosa, bea, tom = town("Rosa"), town("Bea"), town("Tom")
    forums.raise_point(rosa, FORUM, title=BINS, said="They overflow by Friday.")
    forums.publish_point(bea, FORUM, 1, team="waste")
    points.write_answer(tom, 1, sentence="Yes: a third bin.", promise=BIN, due=due)
    points.publish_answer(tom)


def worker_asks_residents(town: Town) -> None:
    """The worker's next turn."""
    settings: Settings = town.app.extensions["settings"]
    with town.app.app_context():
        ask_about_promises(settings)
        ask_about_projects(settings)


def say(town: Town, who: str, verdict: str, words: str = "") -> None:
    """A resident goes from the page of all promises to their own page, and says it."""
    browser = town(who)
    browser.open("/promises")
    link = next(link for link in browser.page.links if link.startswith("Is it as promised?"))
    browser.press(link)
    browser.press("Say whether it is as promised")
    browser.send(verdict=verdict, words=words, button="Say so")
    assert "Your word counts." in browser.page.words


def reply(browser: Browser, kind: str, words: str, *, due: date | None = None) -> None:
    """From the desk, the team replies to residents who say no."""
    browser.open("/desk/official")
    browser.press(f"Reply to residents {BIN}")
    browser.send(kind=kind, words=words, button="Publish", **(day("due", due) if due else {}))
    assert "Your reply is public." in browser.page.words
