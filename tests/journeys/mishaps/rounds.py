"""A round that does not go as planned. Rules: docs/rules/mishaps.md section 14."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from pbplatform.voting.jobs.worker import destroy_keys
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import ideas, place, review, rounds
from tests.journeys.navigators.place import day
from tests.journeys.navigators.voting import (
    cast,
    check_code,
    choose,
    confirm_for_two,
    letters,
    prove,
)
from tests.journeys.town import Town

FUND = "Neighbour Fund 2027"
HERE = "/rounds/neighbour-fund-2027"
DESK = f"/desk/facilitator{HERE}"
DELEGATE = "/desk/delegate/neighbour-fund-2027"


def _idea_of_rosa(town: Town, money: str = "500,000") -> None:
    """A public round that takes ideas, with one committee of two delegates and an idea of Rosa."""
    bea = town("Bea")
    rounds.start_round(bea, name=FUND, money=money, first_day=date(2027, 4, 5))
    rounds.add_committee(bea, DESK, "Streets and parks")
    for name in ("Amina", "Dev"):
        rounds.appoint_delegate(bea, DESK, name=name, committee="streets-and-parks")
    rounds.publish_round(bea, DESK)
    town.go_to(datetime(2027, 4, 6, 9, tzinfo=UTC))
    ideas.write_idea(town("Rosa"), FUND, title="Seats in the shade", text="Six seats would do.")
    ideas.send_idea(town("Rosa"))
    town.clock.at += timedelta(hours=3)
    ideas.read_and_publish(town("Bea"), 1)


def _onto_the_ballot(town: Town) -> None:
    """Rosa's idea becomes the only project on the ballot."""
    amina, dev = town("Amina"), town("Dev")
    review.declare_no_interest(amina)
    review.claim(amina, 1)
    review.write_proposal(amina, 1, title="Six seats", summary="Six seats in the shade.")
    review.ask_price(amina, "parks")
    review.say_price(town("Ann"), 1, "9,000")
    review.declare_no_interest(dev)
    review.decide_for_ballot(amina, "Six seats", 1, town.clock.at.date())
    review.confirm_decision(dev, "Six seats", 1)


@mishap("14.1")
def round_is_paused_and_goes_on_with_new_dates(town: Town) -> None:
    _idea_of_rosa(town)
    bea = town("Bea")
    bea.open(DESK)
    bea.press("Pause the round")
    bea.send(
        reason="The town hall burned down.",
        **day("resumes_by", date(2027, 4, 20)),
        button="Pause the round",
    )
    town.log_says("The round was paused: The town hall burned down.")
    town.mail_to("Rosa", "Paused: Neighbour Fund 2027", "The town hall burned down.")
    town.acts_next(HERE, "The facilitator", "Tuesday 20 April 2027")
    for path in (HERE, "/rounds", "/", f"{HERE}/ideas", f"{HERE}/ideas/new"):
        assert "aused" in town.stranger().open(path).words, path
    town.pass_days(13)
    bea = town("Bea")
    bea.open("/desk/facilitator")
    bea.press("Go to the round")
    bea.press("Take the round up again")
    bea.send(reason="We meet in the school.", button="Take it up again")
    assert "The round goes on." in bea.page.words
    town.log_says("The round goes on: We meet in the school.")
    town.mail_to("Amina", "It goes on: Neighbour Fund 2027", "We meet in the school.")
    town.acts_next(HERE, "Everybody", "The town hall burned down.", "We meet in the school.")
    assert "Send an idea" in town.stranger().open(HERE).words


@mishap("14.2")
def words_of_a_round_are_put_right_in_public(town: Town) -> None:
    _idea_of_rosa(town)
    bea = town("Bea")
    bea.open(DESK)
    bea.press("Name, money and rule")
    bea.press("Put a wrong name or wrong words right")
    bea.send(
        who_can_vote="Everybody in Hackford and Fenn who is 11 or over.",
        reason="Fenn was left out.",
        button="Put it right",
    )
    town.log_says("Words of the round were put right: Fenn was left out.")
    town.mail_to("Rosa", "Put right: Neighbour Fund 2027", "Who can vote", "Fenn was left out.")
    for path in (HERE, f"{HERE}/rules"):
        words = town.stranger().open(path).words
        assert "Before: Everybody who lives in Hackford and is 11 or over." in words, path
        assert "Now: Everybody in Hackford and Fenn who is 11 or over." in words, path
        assert "Fenn was left out." in words, path
    town.acts_next(HERE, "Everybody")


@mishap("14.3")
def money_is_added_by_two_people_and_the_committee_decides(town: Town) -> None:
    _idea_of_rosa(town, money="2,000")
    town.go_to(datetime(2027, 5, 18, 9, tzinfo=UTC))
    for name in ("Amina", "Dev"):
        review.declare_no_interest(town(name))
    amina, bea = town("Amina"), town("Bea")
    review.claim(amina, 1)
    bea.open(f"{DESK}/facts")
    bea.press("Add money, by two people")
    bea.send(
        money="9,000",
        source="A gift of the Canal Trust.",
        reason="Seats cost more than planned.",
        button="Ask a second person",
    )
    assert "£2,000" in town.stranger().open(HERE).words
    confirm_for_two(town("Una"), "A gift of the Canal Trust.")
    town.log_says(
        "Money was added to the round: £9,000 to spend, before £2,000. From: A gift of the Canal "
        "Trust. Why: Seats cost more than planned."
    )
    town.mail_to("Rosa", "More money: Neighbour Fund 2027", "£9,000", "A gift of the Canal Trust.")
    for path in (HERE, f"{HERE}/rules"):
        words = town.stranger().open(path).words
        assert "Before £2,000, now £9,000." in words, path
        assert "From: A gift of the Canal Trust." in words, path
    town.acts_next(HERE, "Delegates and officials")


@mishap("14.4", over="nothing of a round that was called off goes on")
def round_is_called_off_while_people_vote(town: Town) -> None:
    _idea_of_rosa(town)
    town.go_to(datetime(2027, 5, 18, 9, tzinfo=UTC))
    _onto_the_ballot(town)
    last_day = date(2028, 12, 31)
    place.give_role(
        town("Bea"),
        name="Carla",
        role="clerk",
        scope="round:neighbour-fund-2027",
        last_day=last_day,
    )
    town.go_to(datetime(2027, 8, 2, 9, tzinfo=UTC))
    code = letters(town("Carla"), town("Una"), FUND, voters=3)[0]
    rounds.freeze(town("Bea"))
    town.go_to(datetime(2027, 8, 16, 9, tzinfo=UTC))
    voter = town.stranger()
    choose(voter, FUND, 1)
    prove(voter, code)
    receipt = cast(voter)
    bea = town("Bea")
    bea.open(DESK)
    bea.press("Call the round off")
    bea.send(reason="The money was never there.", button="Ask a second person")
    assert "Vote now" in town.stranger().open(HERE).words
    confirm_for_two(town("Una"), "The money was never there.")
    town.log_says("The round was called off: The money was never there.")
    town.mail_to("Rosa", "Called off: Neighbour Fund 2027", "are never opened", "never there.")
    with town.app.app_context():
        destroy_keys(town.app.extensions["settings"])
    town.log_says("The key of the box was destroyed. What lies in it stays sealed for ever.")
    for path in (HERE, "/rounds", "/", f"{HERE}/vote", f"{HERE}/results", f"{DESK}/box"):
        words = (town("Bea") if "desk" in path else town.stranger()).open(path).words
        assert "called off" in words, path
        assert "The money was never there." in words, path
        assert "Who acts next" not in words, path
    check_code(voter, receipt.box_code)
    assert "called off" in voter.page.words
    for desk in ("/desk/facilitator", "/desk/clerk", "/desk/delegate", "/desk/two-people"):
        who = {"/desk/delegate": "Amina", "/desk/clerk": "Una"}.get(desk, "Bea")
        assert "Late" not in town(who).open(desk).words, desk


@mishap("14.5", untold="nobody knows of a draft", over="ideas are not open yet")
def round_begins_from_the_one_before(town: Town) -> None:
    bea = town("Bea")
    rounds.start_round(bea, name=FUND, money="500,000", first_day=date(2027, 4, 5))
    rounds.add_committee(bea, DESK, "Streets and parks")
    rounds.publish_round(bea, DESK)
    for money in ("600,000", "500,000"):
        bea.open(DESK)
        bea.press("Start a new round from this one")
        name = "Neighbour Fund 2028" if money == "600,000" else "A slip"
        bea.send(name=name, money=money, button="Save the draft")
        assert "The round is saved as a draft." in bea.page.words
    bea.press("Drop the draft")
    bea.send(button="Drop it")
    assert "The draft is dropped." in bea.page.words
    assert "A slip" not in bea.page.words
    later = f"{DESK[:-4]}2028"
    bea.open(later)
    assert "1 committee" in bea.page.words
    assert "Money: £500,000 → £600,000" in bea.page.words
    rounds.publish_round(bea, later)
    rules = town.stranger().open("/rounds/neighbour-fund-2028/rules").words
    assert "What changed since Neighbour Fund 2027" in rules
    assert "Money: £500,000 → £600,000" in rules
    assert "Monday 3 April 2028, 9am" in rules  # a Monday, as a year before
    assert "Ideas are taken" not in rules
    town.log_says("The round Neighbour Fund 2028 was published: £600,000 to spend.")
