"""Prices that do not hold, and decisions that must be taken again. Rules: mishaps.md section 13."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.journeys.mishaps import mishap
from tests.journeys.navigators import ideas, review, rounds
from tests.journeys.navigators.place import day
from tests.journeys.town import Town

FUND = "Neighbour Fund 2027"
HERE = "/rounds/neighbour-fund-2027"
PROPOSAL = f"{HERE}/proposals/1"
DESK = "/desk/delegate/neighbour-fund-2027"
OFFICIAL = "/desk/official/costings/neighbour-fund-2027/1"
COMMITTEE = "Streets and parks"
PRICE = {
    **dict.fromkeys(("low", "likely", "high", "price"), "18,000"),
    "months": "6",
    "included": "All work and material.",
    "sure": "quoted",
}


def _asked(town: Town) -> None:
    """Amina has written up Rosa's idea and asked Parks what it costs."""
    bea, desk = town("Bea"), f"/desk/facilitator{HERE}"
    rounds.start_round(bea, name=FUND, money="500,000", first_day=date(2027, 4, 5))
    rounds.add_committee(bea, desk, COMMITTEE)
    for name in ("Amina", "Dev"):
        rounds.appoint_delegate(bea, desk, name=name, committee="streets-and-parks")
    rounds.publish_round(bea, desk)
    town.go_to(datetime(2027, 4, 6, 9, tzinfo=UTC))
    ideas.write_idea(town("Rosa"), FUND, title="Seats in the shade", text="It is hot there.")
    ideas.send_idea(town("Rosa"))
    town.clock.at += timedelta(hours=3)
    ideas.read_and_publish(town("Bea"), 1)
    town.go_to(datetime(2027, 5, 18, 9, tzinfo=UTC))
    for name in ("Amina", "Dev"):
        review.declare_no_interest(town(name))
    amina = town("Amina")
    review.claim(amina, 1)
    review.write_proposal(amina, 1, title="Six seats", summary="Six seats in the shade.")
    amina.open(f"{DESK}/proposals/1/costing")
    amina.send(team="parks")


def _answer(town: Town, number: int = 1, **said: str) -> None:
    """Ann of Parks answers a question."""
    ann = town("Ann")
    ann.open(f"/desk/official/costings/neighbour-fund-2027/{number}")
    ann.send(**{"verdict": "yes", **PRICE, **said})
    ann.send(button="Publish the answer")
    assert "Your answer is public." in ann.page.words


def _decide(town: Town, *, ballot: bool = True) -> None:
    """Amina writes the decision down, Dev confirms it."""
    amina, dev = town("Amina"), town("Dev")
    amina.open(f"{DESK}/proposals/1/decision")
    outcome = {"outcome": "ballot"} if ballot else {"outcome": "not", "reason": "other"}
    on = day("decided_on", town.clock.at.date())
    amina.send(words="The need is plain.", vote_1="for", vote_2="for", **outcome, **on)
    dev.open(f"{DESK}/proposals/1/decision")
    dev.send(button="Confirm my vote")
    assert "The decision is public" in dev.page.words


def _change(town: Town, text: str) -> None:
    amina = town("Amina")
    amina.open(f"{DESK}/proposals/1/text")
    amina.send(text=text, reason="The doctor asked for it.")
    assert "Everybody can see what changed." in amina.page.words


@mishap("13.1")
def price_is_for_a_text_that_is_not_there_any_more(town: Town) -> None:
    _asked(town)
    _answer(town)
    _change(town, "Twelve seats.")
    public = town.stranger().open(PROPOSAL).words
    assert "This price is for version 1. The text has changed since." in public
    amina = town("Amina")
    amina.open(f"{DESK}/proposals/1/decision")
    on = day("decided_on", town.clock.at.date())
    amina.send(outcome="ballot", words="Good.", vote_1="for", vote_2="for", **on)
    assert "The price is for an older version of the text." in amina.page.words
    town.acts_next(PROPOSAL, "Parks", "They say whether their price holds for it.")
    mail = town.mail_to("Ann", "does your price hold?", "version 2")
    ann = town("Ann")
    assert "confirm the price for version 2" in ann.open("/desk/official").words
    town.follow_link(ann, mail, OFFICIAL)
    assert "Twelve seats." in ann.page.words
    ann.send(button="The price holds")
    town.log_says("The team Parks said that its price holds for version 2 of proposal 1.")
    town.mail_to("Amina", "the price holds")
    assert "The text has changed since." not in town.stranger().open(PROPOSAL).words.split("How")[0]
    town.acts_next(PROPOSAL, COMMITTEE, "They decide whether it goes on the ballot.")
    _decide(town)


@mishap("13.2")
def what_had_to_change_is_shown_and_judged(town: Town) -> None:
    _asked(town)
    _answer(town, verdict="if_changed", change_words="Six seats, not eight.\nNone on the bend.")
    public = town.stranger().open(PROPOSAL).words
    assert "Only if it is changed:" in public
    assert "None on the bend." in public
    town.acts_next(PROPOSAL, COMMITTEE, "say where each point is met")
    _change(town, "Six seats.")
    amina, ann = town("Amina"), town("Ann")
    for n in (1, 2):
        amina.open(f"{DESK}/proposals/1/conditions/{n}")
        amina.send(version="2", words=f"Sentence {n}.")
    town.mail_to("Ann", "is it changed as you asked?")
    ann.open(f"{OFFICIAL}/conditions/1")
    ann.send(met="yes")
    ann.open(f"{OFFICIAL}/conditions/2")
    ann.send(met="no", words="Two stand on the bend.")
    town.log_says("condition 2 of proposal 1 is not met: Two stand on the bend.")
    town.mail_to("Dev", "Two stand on the bend.")
    _change(town, "Six seats, none on the bend.")
    amina.open(f"{DESK}/proposals/1/conditions/2")
    amina.send(version="3", words="The last words.")
    ann.open(f"{OFFICIAL}/conditions/2")
    ann.send(met="yes")
    ann.open(f"{OFFICIAL}/version")
    ann.send(button="The price holds")
    town.log_says("condition 2 of proposal 1 is met.")
    _decide(town)
    public = town.stranger().open(PROPOSAL).words
    assert "Only if it is changed:" not in public
    assert "The team: it is met." in public


@mishap("13.3")
def price_on_the_ballot_is_replaced_before_the_freeze(town: Town) -> None:
    _asked(town)
    _answer(town)
    _decide(town)
    ann = town("Ann")
    ann.open("/desk/official/costings")
    ann.open(f"{OFFICIAL}/again")
    ann.send(words="The firm asks for more.", button="Go on to the new price")
    town.acts_next(PROPOSAL, "Parks", "prices it again", "The firm asks for more.")
    bea = town("Bea")
    freeze = bea.open(f"/desk/facilitator{HERE}/freeze").words
    assert "Its team prices it again." in freeze
    _answer(town, 2, **dict.fromkeys(("low", "likely", "high", "price"), "21,000"))
    town.log_says(
        "The team Parks replaced its price for proposal 1: The firm asks for more.",
        "The decision on proposal 1, onto the ballot, is taken up again: The firm asks for more.",
    )
    town.mail_to("Rosa", "has another price", "£18,000", "£21,000", "The firm asks for more.")
    public = town.stranger().open(PROPOSAL).words
    assert "The price was £18,000. Now it is £21,000." in public
    assert "It was on the ballot until" in public
    town.acts_next(PROPOSAL, COMMITTEE, "They decide whether it goes on the ballot.")
    assert (
        "There is no project on the ballot yet."
        in bea.open(f"/desk/facilitator{HERE}/freeze").words
    )
    _decide(town)
    assert "1. Six seats" in bea.open(f"/desk/facilitator{HERE}/freeze").words


@mishap("13.4")
def decision_on_the_wrong_project_is_taken_again(town: Town) -> None:
    _asked(town)
    _answer(town)
    _decide(town, ballot=False)
    amina, dev = town("Amina"), town("Dev")
    amina.open(f"{DESK}/proposals/1")
    amina.press("Have it decided again")
    amina.send(words="We meant the lamps.", button="Ask other delegates to agree")
    mail = town.mail_to("Dev", "shall it be decided again?", "We meant the lamps.")
    assert "wants it decided again" in town.stranger().open(PROPOSAL).words
    town.follow_link(dev, mail, f"{DESK}/proposals/1/reopen")
    dev.send(button="Agree")
    town.log_says(
        "The decision on proposal 1, not in this round, is taken up again: We meant the lamps."
    )
    town.mail_to("Rosa", "is decided again", "We meant the lamps.")
    town.acts_next(PROPOSAL, COMMITTEE, "It was not for this round.", "The need is plain.")
    _decide(town)


@mishap("13.5")
def something_on_the_ballot_is_not_true_any_more(town: Town) -> None:
    _asked(town)
    _answer(town)
    _decide(town)
    town.go_to(datetime(2027, 7, 27, 9, tzinfo=UTC))
    bea, ann = town("Bea"), town("Ann")
    bea.open(f"/desk/facilitator{HERE}/freeze")
    rounds.freeze(bea)
    town.acts_next(PROPOSAL, "Parks", "They check again that all of this is still true.")
    ann.open("/desk/official")
    ann.press("Recheck the 1 project of yours on the ballot")
    ann.press("Check it again Project 1, Six seats")
    ann.send(outcome="wrong", words="The land is sold.")
    town.log_says("The team Parks checked proposal 1 again. Something is wrong: The land is sold.")
    town.mail_to("Amina", "Something is wrong with project 1", "The land is sold.")
    mail = town.mail_to("Bea", "Something is wrong with project 1", "The land is sold.")
    town.acts_next(PROPOSAL, "A facilitator", "something is wrong", "The land is sold.")
    assert "Something is wrong with project 1" in bea.open("/desk/facilitator").words
    town.follow_link(bea, mail, f"/desk/facilitator{HERE}/rechecks/1")
    bea.send(words="The new owner lets us build.", button="It stays on the ballot")
    town.log_says("Proposal 1 stays on the ballot")
    assert "The new owner lets us build." in town.stranger().open(PROPOSAL).words
