"""What is found wrong while people vote. Rules: docs/rules/mishaps.md section 10."""

from __future__ import annotations

from datetime import date, timedelta

from tests.journeys.a_vote import CLOSES, DESK, FUND, HERE, vote, vote_open
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import voting
from tests.journeys.navigators.place import day
from tests.journeys.town import Town

BENCHES = "1, Six benches on Mill Lane"
WHY = "The lane is not the town’s."
CANNOT_WIN = f"Project {BENCHES}, was withdrawn from the vote. It cannot win."


def _turned_down(town: Town) -> None:
    """One person alone withdraws nothing: the other says no."""
    bea, una = town("Bea"), town("Una")
    bea.open(f"{DESK}/withdraw/2")
    bea.send(reason="I do not like it.", button="Ask a second person")
    una.open("/desk/two-people")
    assert "I do not like it." in una.page.words
    una.send(button="Turn it down")
    town.log_says("A second person turned down what was asked for")
    assert "was withdrawn" not in town.stranger().open(HERE).words


def _withdraw(town: Town) -> None:
    bea = town("Bea")
    bea.open(DESK)
    bea.press("Withdraw a project, or extend voting")
    bea.press("Withdraw project 1")
    bea.send(reason=WHY, button="Ask a second person")
    assert "Nothing has changed yet." in bea.page.words
    voting.confirm_for_two(town("Una"), f"Project to withdraw 1. {BENCHES[3:]}")


@mishap("10.1", start=vote_open)
def project_that_cannot_be_built_is_found_while_people_vote(town: Town) -> None:
    codes = town.codes
    early, chooser = town.stranger(), town.stranger()
    receipt = vote(early, codes[0], 1, 2)
    chooser.open(f"{HERE}/vote")  # this page still offers both
    _turned_down(town)
    _withdraw(town)
    chooser.send(project=["1", "2"], button="Continue")
    assert chooser.page.status in (409, 422)
    assert "so not in your choices any more: project 1." in chooser.page.words
    assert CANNOT_WIN in chooser.page.words
    assert WHY in chooser.page.words
    assert 'value="2"' in chooser.page.text
    assert 'id="p1"' not in chooser.page.text
    chooser.send(project=["2"], button="Continue")
    voting.prove(chooser, codes[1])
    voting.cast(chooser)
    assert "Did you choose it? You can choose again until" in chooser.page.words
    voting.check_code(early, receipt.box_code)
    assert "Yes, this vote is in the box" in early.page.words
    assert "You need not: your vote stays good" in early.page.words
    for who in ("Rosa", "Carla", "Una"):
        town.mail_to(who, "Withdrawn from the vote: project 1", WHY)
    town.log_says(f"Amendment 1: Bea and Una withdrew project {BENCHES}, from the vote. Why: {WHY}")
    town.acts_next(HERE, "Everybody on the roll", CANNOT_WIN)
    page = town.stranger().open(f"{HERE}/proposals/1")
    assert "Withdrawn from the vote." in page.words
    assert "You can vote for it" not in page.words


@mishap("10.2", start=vote_open)
def outage_on_the_last_evening_is_made_good_the_next_morning(town: Town) -> None:
    codes = town.codes
    town.go_to(CLOSES + timedelta(hours=13))  # 9am on the next day
    late = town.stranger()
    assert late.open(f"{HERE}/vote").heading == "Voting has closed"
    bea, last = town("Bea"), date(2027, 8, 22)
    bea.open(f"{DESK}/amend")
    bea.press("Extend voting after an outage")
    typed = {
        "down_from_time": "6pm",
        "down_until_time": "8pm",
        "closes_at_time": "11am",
        "reason": "The server was down.",
        **day("down_from", last),
        **day("down_until", last),
    }
    bea.send(**typed, **day("closes_at", date(2027, 8, 24)), button="Ask a second person")
    assert "People get no more time than they lost." in bea.page.words
    bea.send(**typed, **day("closes_at", date(2027, 8, 23)), button="Ask a second person")
    voting.confirm_for_two(town("Una"), "Voting ends then Monday 23 August 2027, 11am")
    told = "Voting was extended to Monday 23 August 2027, 11am. Before, it ended Sunday 22 August"
    town.acts_next(HERE, "Everybody on the roll", told, "The server was down.")
    vote(late, codes[0], 2)
    assert "Letters and posters still say the older end." in late.page.words
    town.mail_to("Carla", "You can vote longer", "until 11am on Monday 23 August 2027")
    town.log_says("Amendment 1: Bea and Una extended voting from")
    town.go_to(CLOSES + timedelta(hours=15))
    assert town.stranger().open(f"{HERE}/vote").heading == "Voting has closed"
    voting.to_the_box(bea, FUND)
    assert "sealed votes in the box 1" in bea.page.words
