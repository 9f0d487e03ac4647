"""Closing and opening the box. Rules: docs/rules/mishaps.md section 11."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.a_vote import CLOSES, DESK, FUND, HERE, close_by_two, roll, vote, vote_open
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import voting
from tests.journeys.town import Town

WRONG = "The library had 3 letters fewer."
NOBODY_WAITS = "who acts reads it on the desk of the box"


def _shut(town: Town) -> None:
    town.go_to(CLOSES + timedelta(days=5))  # the promised hour has come


@mishap("11.1", start=vote_open)
def numbers_of_the_box_are_not_right(town: Town) -> None:
    codes = town.codes
    vote(town.stranger(), codes[0], 1)
    _shut(town)
    carla, una = town("Carla"), town("Una")
    voting.close_box(carla, FUND)
    assert "Now a second person confirms the same." in carla.page.words
    una.open(f"{DESK}/box/close")
    assert "One person has confirmed numbers of this box." in una.page.words
    una.press("Say that the numbers are not right")
    una.send(reason="", button="Write it in the public log")
    assert "Say what is wrong with the numbers" in una.page.words
    una.send(reason=WRONG, button="Write it in the public log")
    assert "The box is not closed, and the log says why." in una.page.words
    town.log_says(f"The numbers of the box were found wrong, so it was not closed. Reason: {WRONG}")
    town.mail_to("Carla", "The numbers of the box were found wrong", WRONG)
    town.mail_to("Bea", WRONG)
    town.acts_next(HERE, "A clerk and an auditor", "They confirm the same numbers of the box.")
    town.pass_days(1)
    close_by_two(town)
    town.log_says("Carla and Una confirmed the numbers of the box and closed it: 1 closed vote")
    town.acts_next(HERE, "Two people", "Two people confirmed the numbers of the box and closed it.")


@mishap("11.2", untold=NOBODY_WAITS, start=vote_open)
def box_changed_between_the_two_presses(town: Town) -> None:
    codes = town.codes
    vote(town.stranger(), codes[0], 1)
    thief = town.stranger()
    vote(thief, codes[1], 2)
    carla, una = town("Carla"), town("Una")
    voting.to_the_roll(carla, FUND)
    carla.send(button="Ask to replace", **{"lost-voter_no": "2", "lost-spare_no": "1"})
    voting.confirm_for_two(una, "Voter whose letter is cancelled 2")
    _shut(town)
    carla, una = town("Carla"), town("Una")
    voting.to_the_roll(carla, FUND)
    carla.send(button="Ask to take the vote out", **{"out-voter_no": "2"})
    voting.close_box(carla, FUND)
    voting.confirm_for_two(una, "Voter whose vote it is not 2")
    una.open("/desk/two-people")
    assert "Close the box with these numbers" in una.page.words
    una.send(button="Confirm: do this now")
    assert "The box changed after the first person looked at its numbers." in una.page.words
    una.open(f"{DESK}/box/close")
    assert "Closed votes in the box 1" in una.page.words
    una.send("seen", button="I confirm these numbers")
    assert "Now a second person confirms the same." in una.page.words
    town.acts_next(HERE, "A clerk and an auditor")
    voting.close_box(carla, FUND)
    assert "The box is closed. It holds 1 vote." in carla.page.words
    town.log_says("Una and Carla confirmed the numbers of the box and closed it: 1 closed vote")


@mishap("11.3", untold=NOBODY_WAITS, start=vote_open)
def opening_is_tried_before_the_separation(town: Town) -> None:
    codes = town.codes
    voter = town.stranger()
    receipt = vote(voter, codes[0], 1)
    _shut(town)
    close_by_two(town)
    voting.check_code(voter, receipt.box_code)
    assert "Yes, this vote is in the closed box" in voter.page.words
    roll(town)
    bea = town("Bea")
    voting.to_the_box(bea, FUND)
    assert "Open the box and count" not in bea.page.words
    town.acts_next(HERE, "The facilitator", "Has the closed votes laid apart from the voters")
    voting.to_the_box(bea, FUND)
    bea.send(button="Separate votes and voters")
    town.log_says("Closed votes were laid apart from voters: 1 closed vote.")
    voting.check_code(voter, receipt.box_code)
    assert "Yes, this vote is in the closed box" in voter.page.words
    voting.to_the_box(bea, FUND)
    bea.send(button="Open the box and count")
    assert "The box is open and counted." in bea.page.words
    voting.check_code(voter, receipt.box_code)
    assert "Yes, this vote was in the box when it was opened" in voter.page.words
    assert "1 project won" in town.stranger().open(f"{HERE}/results").words
