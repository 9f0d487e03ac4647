"""A round that does not go as planned. Rules: docs/rules/mishaps.md section 14."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.journeys.mishaps import mishap
from tests.journeys.navigators import ideas, review, rounds
from tests.journeys.navigators.place import day
from tests.journeys.navigators.voting import confirm_for_two
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
