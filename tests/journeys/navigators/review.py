"""Delegates and officials: from a claimed idea to a project on the ballot."""

from __future__ import annotations

from datetime import date

from tests.by_pages import Browser
from tests.journeys.navigators.place import day


def declare_no_interest(browser: Browser) -> None:
    """What a delegate is asked before anything else."""
    browser.open("/desk")
    browser.press("Delegate")
    assert browser.page.heading == "Declare your interests"
    browser.send(gain="no")


def claim(browser: Browser, number: int) -> None:
    browser.open("/desk/delegate")
    browser.send(button=f"Claim Idea {number}")


def write_proposal(browser: Browser, number: int, *, title: str, summary: str) -> None:
    """A delegate ticks the idea and writes it up; ends on the task list of the proposal."""
    browser.open("/desk/delegate")
    browser.send(idea=[str(number)], button="Write a proposal")
    browser.send(title=title, summary=summary)


def ask_price(browser: Browser, team: str) -> None:
    """From the task list of the proposal."""
    browser.press("Ask a team whether it can be done and what it costs")
    browser.send(team=team)


def say_price(browser: Browser, number: int, price: str) -> None:
    """An official finds the question on their desk and says that it can be done."""
    browser.open("/desk")
    browser.press("Official")
    browser.press(f"Say what it costs Proposal {number}")
    browser.send(
        verdict="yes",
        low=price,
        likely=price,
        high=price,
        price=price,
        months="6",
        included="All work and material.",
        sure="quoted",
    )
    assert browser.page.heading == "Check your answer, then publish it"
    browser.send(button="Publish the answer")


def confirm_decision(browser: Browser, title: str, number: int) -> None:
    """Another delegate says that their own vote is written down rightly."""
    browser.open("/desk/delegate")
    browser.press(f"{number}. {title}")
    browser.press("Confirm how you voted, or object")
    browser.send(button="Confirm my vote")


def decide_for_ballot(browser: Browser, title: str, number: int, decided_on: date) -> None:
    """A delegate records that the committee puts the proposal on the ballot."""
    browser.open("/desk/delegate")
    browser.press(f"{number}. {title}")
    browser.press("Record the committee’s decision")
    browser.send(
        outcome="ballot",
        words="The need is plain.",
        vote_1="for",
        vote_2="for",
        **day("decided_on", decided_on),
    )
