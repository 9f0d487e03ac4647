"""What is odd, and money that comes free. Rules: docs/rules/mishaps.md section 16."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.by_pages import Browser
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import ideas, place, review, rounds, voting
from tests.journeys.town import LAST_DAY, Town
from tests.pages import looked_at

FUND = "Neighbour Fund 2027"
HERE = "/rounds/neighbour-fund-2027"
DESK = f"/desk/facilitator{HERE}"
ALL_FIT = "Every project fits into the money."
NOBODY = "Nobody is on the roll yet"
TWO = (("Seats in the shade", "Six benches"), ("Water to play in", "A splash park"))


def _review_over(town: Town, *, proposals: int) -> None:
    """A round whose review is over; the committee has decided on the first proposal alone."""
    bea = town("Bea")
    rounds.start_round(bea, name=FUND, money="500,000", first_day=date(2027, 4, 5))
    rounds.add_committee(bea, DESK, "Streets and parks")
    for name in ("Amina", "Dev"):
        rounds.appoint_delegate(bea, DESK, name=name, committee="streets-and-parks")
    rounds.publish_round(bea, DESK)
    clerk = {"role": "clerk", "scope": "round:neighbour-fund-2027"}
    place.give_role(bea, name="Carla", last_day=LAST_DAY, **clerk)
    town.go_to(datetime(2027, 4, 6, 9, tzinfo=UTC))
    for name, (idea, _title) in zip(("Rosa", "Nadia"), TWO[:proposals], strict=False):
        ideas.write_idea(town(name), FUND, title=idea, text="It would bring us together.")
        ideas.send_idea(town(name))
    town.clock.at += timedelta(hours=3)
    for number in range(1, proposals + 1):
        ideas.read_and_publish(town("Bea"), number)
    town.go_to(datetime(2027, 5, 18, 9, tzinfo=UTC))
    for name in ("Amina", "Dev"):
        review.declare_no_interest(town(name))
    for number, (_idea, title) in enumerate(TWO[:proposals], 1):
        review.claim(town("Amina"), number)
        review.write_proposal(town("Amina"), number, title=title, summary=f"{title}, for all.")
        review.ask_price(town("Amina"), "parks")
        review.say_price(town("Ann"), number, "200,000")
    town.go_to(datetime(2027, 7, 20, 9, tzinfo=UTC))
    _decide(town, 1)
    town.go_to(datetime(2027, 8, 2, 9, tzinfo=UTC))


def _decide(town: Town, number: int) -> None:
    title = TWO[number - 1][1]
    review.decide_for_ballot(town("Amina"), title, number, town.clock.at.date())
    review.confirm_decision(town("Dev"), title, number)


def _to_the_freeze(bea: Browser) -> None:
    bea.open(DESK)
    bea.press("Freeze the ballot and open voting")


@mishap("16.1", untold="before the freeze nobody outside the desks relied on it")
def what_is_odd_is_put_right_before_the_freeze(town: Town) -> None:
    _review_over(town, proposals=1)
    bea = town("Bea")
    for page in (bea.open(DESK), bea.open(f"{DESK}/freeze")):
        assert ALL_FIT in page.words
        assert NOBODY in page.words
    bea.send(button="Freeze the ballot")
    assert bea.page.status == 422
    assert "tick that you have looked at it" in bea.page.words
    voting.letters(town("Carla"), town("Una"), FUND, voters=4)
    _to_the_freeze(bea)
    assert NOBODY not in bea.page.words
    assert ALL_FIT in bea.page.words
    bea.send(button="Freeze the ballot", **looked_at(bea.page.text))
    assert "The ballot is frozen." in bea.page.words
    town.log_says("The facilitator had looked at 2 odd things first.")
    town.acts_next(HERE, "The clock", "Voting opens by itself.")


@mishap("16.2", untold="the author hears of the decision, as always; nothing was frozen")
def project_that_comes_while_the_page_of_the_freeze_is_open_is_not_frozen_unseen(
    town: Town,
) -> None:
    _review_over(town, proposals=2)
    bea = town("Bea")
    _to_the_freeze(bea)
    assert "1 proposal is not decided yet." in bea.page.words
    ticked = looked_at(bea.page.text)
    _decide(town, 2)
    bea.send(button="Freeze the ballot", **ticked)
    assert bea.page.status == 409
    assert "Project 2: before nothing, now A splash park, £200,000." in bea.page.words
    assert "1 proposal is not decided yet." in bea.page.words  # before
    town.acts_next(HERE, "The facilitator", "Freezes the list of projects")
    bea.send(button="Freeze the ballot", **looked_at(bea.page.text))
    assert "The ballot is frozen." in bea.page.words
    town.log_says("Sealed: the rule and 2 projects")
