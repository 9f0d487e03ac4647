"""A round of the town whose vote is open, made by pages alone, for mishaps of the vote."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.by_pages import Browser
from tests.journeys.navigators import ideas, place, review, rounds, voting
from tests.journeys.navigators.voting import Receipt
from tests.journeys.town import LAST_DAY, Town

FUND = "Neighbour Fund 2027"
HERE = "/rounds/neighbour-fund-2027"
DESK = f"/desk/facilitator{HERE}"
# Title of the idea, title of the proposal, price.
PROJECTS = (
    ("Seats in the shade", "Six benches on Mill Lane", "200,000"),
    ("Water to play in", "A splash park by the river", "250,000"),
)
OPENS = datetime(2027, 8, 14, 8, 0, tzinfo=UTC)  # 9am in London
LOT = "4081 7723 5519"
CLOSES = datetime(2027, 8, 22, 19, 0, tzinfo=UTC)  # 8pm in London


def vote_open(town: Town, code: str) -> None:
    """The first hour of a vote: from the draft of its round on, with letters of four voters."""
    town.found(code)
    bea = town("Bea")
    rounds.start_round(bea, name=FUND, money="300,000", first_day=date(2027, 4, 5))
    rounds.add_committee(bea, DESK, "Streets and parks")
    for name in ("Amina", "Dev"):
        rounds.appoint_delegate(bea, DESK, name=name, committee="streets-and-parks")
    rounds.publish_round(bea, DESK)
    clerk = {"role": "clerk", "scope": "round:neighbour-fund-2027"}
    place.give_role(bea, name="Carla", last_day=LAST_DAY, **clerk)
    _ideas(town)
    _proposals(town)
    town.go_to(datetime(2027, 8, 2, 9, tzinfo=UTC))
    town.codes = voting.letters(town("Carla"), town("Una"), FUND, voters=4)
    rounds.freeze(town("Bea"))
    assert "The ballot is frozen." in town("Bea").page.words
    town.go_to(OPENS + timedelta(hours=1))


def _ideas(town: Town) -> None:
    town.go_to(datetime(2027, 4, 6, 9, tzinfo=UTC))
    for name, (title, _proposal, _price) in zip(("Rosa", "Nadia"), PROJECTS, strict=True):
        ideas.write_idea(town(name), FUND, title=title, text="It would bring us together.")
        ideas.send_idea(town(name))
    town.clock.at += timedelta(hours=3)
    for number in (1, 2):
        ideas.read_and_publish(town("Bea"), number)


def _proposals(town: Town) -> None:
    town.go_to(datetime(2027, 5, 18, 9, tzinfo=UTC))
    review.declare_no_interest(town("Amina"))
    for number, (_idea, title, price) in enumerate(PROJECTS, 1):
        review.claim(town("Amina"), number)
        review.write_proposal(town("Amina"), number, title=title, summary=f"{title}, for all.")
        review.ask_price(town("Amina"), "parks")
        review.say_price(town("Ann"), number, price)
    town.go_to(datetime(2027, 7, 20, 9, tzinfo=UTC))
    review.declare_no_interest(town("Dev"))
    for number, (_idea, title, _price) in enumerate(PROJECTS, 1):
        review.decide_for_ballot(town("Amina"), title, number, town.clock.at.date())
        review.confirm_decision(town("Dev"), title, number)


def vote(voter: Browser, code: str, *numbers: int) -> Receipt:
    """From the first page to the receipt."""
    voting.choose(voter, FUND, *numbers)
    voting.prove(voter, code)
    return voting.cast(voter)


def close_and_count(town: Town) -> None:
    """Everything from the shut to the result, after the promised hour."""
    bea = town("Bea")
    close_by_two(town)
    roll(town)
    voting.to_the_box(bea, FUND)
    bea.send(button="Separate votes and voters")
    bea.send(button="Open the box and count")
    assert "The box is open and counted." in bea.page.words


def close_by_two(town: Town) -> None:
    """The clerk and the auditor confirm the same numbers of the box."""
    voting.close_box(town("Carla"), FUND)
    voting.close_box(town("Una"), FUND)
    assert "The box is closed." in town("Una").page.words


def roll(town: Town) -> None:
    """The facilitator and the auditor type the same number of the dice."""
    bea, una = town("Bea"), town("Una")
    voting.to_the_box(bea, FUND)
    voting.type_lot(bea, LOT)
    una.open(f"{DESK}/box")
    voting.type_lot(una, LOT)
