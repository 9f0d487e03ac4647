"""Voters who are struck, wrongly or rightly. Rules: docs/rules/mishaps.md section 15, 4 to 6."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.by_pages import Browser
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import ideas, place, review, rounds, voting
from tests.journeys.town import LAST_DAY, Town

FUND = "Neighbour Fund 2027"
HERE = "/rounds/neighbour-fund-2027"
ROLL = f"/desk/clerk{HERE}/roll"
PUBLIC = f"{HERE}/roll"
FIRST_DAY = date(2027, 4, 5)
OPENS = datetime(2027, 8, 14, 8, tzinfo=UTC)


def a_round(town: Town, *, delegates: tuple[str, ...] = ()) -> None:
    """A public round with a clerk, Carla."""
    bea, desk = town("Bea"), f"/desk/facilitator{HERE}"
    rounds.start_round(bea, name=FUND, money="500,000", first_day=FIRST_DAY)
    rounds.add_committee(bea, desk, "Streets and parks")
    for name in delegates:
        rounds.appoint_delegate(bea, desk, name=name, committee="streets-and-parks")
    clerk = {"role": "clerk", "scope": "round:neighbour-fund-2027", "title": ""}
    place.give_role(bea, name="Carla", last_day=LAST_DAY, **clerk)
    rounds.publish_round(bea, desk)


def a_vote(town: Town) -> list[str]:
    """A round with one project, four voters and the box open; codes of the letters."""
    a_round(town, delegates=("Amina", "Dev"))
    town.go_to(datetime(2027, 4, 6, 9, tzinfo=UTC))
    ideas.write_idea(town("Rosa"), FUND, title="Seats in the shade", text="Under the limes.")
    ideas.send_idea(town("Rosa"))
    town.clock.at += timedelta(hours=3)
    ideas.read_and_publish(town("Bea"), 1)
    town.go_to(datetime(2027, 5, 18, 9, tzinfo=UTC))
    amina = town("Amina")
    review.declare_no_interest(amina)
    review.declare_no_interest(town("Dev"))
    review.claim(amina, 1)
    review.write_proposal(amina, 1, title="Six benches", summary="Six of them.")
    review.ask_price(amina, "parks")
    review.say_price(town("Ann"), 1, "200,000")
    town.go_to(datetime(2027, 7, 20, 9, tzinfo=UTC))
    review.decide_for_ballot(town("Amina"), "Six benches", 1, town.clock.at.date())
    review.confirm_decision(town("Dev"), "Six benches", 1)
    town.go_to(datetime(2027, 8, 2, 9, tzinfo=UTC))
    codes = voting.letters(town("Carla"), town("Una"), FUND, voters=4)
    rounds.freeze(town("Bea"))
    town.go_to(OPENS)
    return codes


def strike(clerk: Browser, numbers: str, why: str, **more: str) -> None:
    """From the page of the roll to the page that checks."""
    clerk.open(ROLL)
    clerk.press("Strike voters from the roll")
    clerk.send(numbers=numbers, why=why, button="See what follows", **more)


@mishap("15.4", untold="no account is linked to a number before voting opens")
def wrong_numbers_were_struck_and_are_put_back(town: Town) -> None:
    a_round(town)
    carla = town("Carla")
    voting.to_the_roll(carla, FUND)
    carla.send(button="Check the numbers", **{"add-size": "30", "add-spares": "2"})
    carla.send(button="Add them and download")
    strike(carla, "7, 20-25", "moved")
    assert carla.page.heading == "Check whom you strike"
    for told in ("Voters who are struck 7", "Their numbers 7, 20-25", "Voters after this 23"):
        assert told in carla.page.words
    carla.send("seen", button="Strike them")
    assert "Tick the box if it is right" in carla.page.words
    carla.send("seen", button="Strike them", sure="y")
    assert "They are struck from the roll." in carla.page.words
    assert "their letters are not sent: 7, 20-25" in carla.page.words
    assert "7 voters, moved away." in town.stranger().open(PUBLIC).words
    carla.press("Put voters back on the roll")
    carla.send(numbers="20-24", reason="A slip: only 25.", button="See what follows")
    carla.send("seen", button="Put them back")
    assert "They are on the roll again." in carla.page.words
    town.log_says(
        "Struck from the roll before the freeze: 7, 20-25. The reason: moved away. The roll now "
        "has 23 voters.",
        "Put back on the roll: 20-24. They were struck by mistake: A slip: only 25. The roll now "
        "has 28 voters.",
    )
    town.acts_next(PUBLIC, "voters on the roll 28", "5 of them were put back since")
    assert "28 voters are on the roll." in town.stranger().open(HERE).words


@mishap("15.5")
def somebody_who_is_not_on_the_roll_objects(town: Town) -> None:
    a_round(town)
    rosa, carla = town("Rosa"), town("Carla")
    rosa.open(PUBLIC)
    rosa.press("Object to the roll")
    rosa.send(about="missing", words="Rosa Diaz, 4 Mill Lane.", button="Send the objection")
    assert "Your objection has the number 1." in rosa.page.words
    town.acts_next(PUBLIC, "Objection 1", "A clerk of the round", "The box is not closed before")
    rosa.open(f"{PUBLIC}/object")
    assert "Your objection 1 waits for its answer." in rosa.page.words
    carla.open(ROLL)
    carla.send(button="Check the numbers", **{"add-size": "1", "add-spares": "0"})
    carla.send(button="Add them and download")
    carla.open(ROLL)
    carla.press("Objections to the roll")
    carla.press("Objection 1")
    assert "Rosa Diaz, 4 Mill Lane." in carla.page.words
    carla.send(outcome="done", reason="Voter 1 was added.", button="Answer in public")
    assert "Your answer is public." in carla.page.words
    mail = town.mail_to("Rosa", "Your objection 1 to the roll", "Voter 1 was added.")
    town.follow_link(town.stranger(), mail, PUBLIC)
    page = town.stranger().open(PUBLIC)
    assert "The roll was put right. Answered on" in page.words
    assert "Diaz" not in page.text + carla.open(f"{ROLL}/objections/1").text
    carla.send(outcome="stays", reason="It was voter 2.", button="Answer again in public")
    town.log_says(
        "Objection 1 to the roll was made.",
        "Objection 1 to the roll was answered. The roll was put right: Voter 1 was added.",
        "Objection 1 to the roll has a new answer, number 2. The roll stays as it is: It was",
    )
    town.mail_to("Rosa", "answered your objection again", "It was voter 2.")


@mishap("15.6")
def somebody_voted_who_cannot_vote_here(town: Town) -> None:
    codes = a_vote(town)
    eve, joe = town("Eve"), town.stranger()
    for voter, code in ((eve, codes[0]), (joe, codes[1])):
        voting.choose(voter, FUND, 1)
        voter.send(code=code, **({"remember": "y"} if voter is eve else {}))
        voting.cast(voter)
    carla = town("Carla")
    strike(carla, "1", "not_entitled")
    assert "1. It is taken out of the box, in public." in carla.page.words
    carla.send("seen", button="Ask to strike them")
    assert "Nothing has changed yet." in carla.page.words
    voting.confirm_for_two(town("Una"), "Voters after this 3")
    mail = town.mail_to("Eve", "not entitled to vote here", "Two people took it out")
    town.follow_link(eve, mail, PUBLIC)
    voting.choose(eve, FUND, 1)
    assert "you have linked" not in eve.page.words
    eve.send(code=codes[0])
    assert "its voter cannot vote in this round. Its vote was taken out" in eve.page.words
    strike(carla, "2", "died")
    carla.send("seen", button="Ask to strike them")
    voting.confirm_for_two(town("Una"), "It stays and counts")
    town.acts_next(
        PUBLIC,
        *("voters on the roll 3", "4 voters when the ballot was frozen", "1 voter struck since"),
        *("1 voter was struck after voting.", "1 vote was taken out of the box."),
    )
    town.log_says(
        "Struck from the roll by Carla and Una: 1. The reason: not entitled to vote here.",
        "Carla and Una took a closed vote out of the box",
        "Votes that stay in the box: 1. The roll now has 3 voters.",
    )
    town.go_to(datetime(2027, 8, 22, 19, tzinfo=UTC))
    bea = town("Bea")
    voting.to_the_box(bea, FUND)
    assert "voters on the roll 3" in bea.page.words
    assert "sealed votes in the box 1" in bea.page.words
