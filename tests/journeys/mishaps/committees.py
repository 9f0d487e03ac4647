"""What committees did too soon, or wrongly. Rules: docs/rules/mishaps.md section 6."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.journeys.mishaps import mishap
from tests.journeys.navigators import ideas, review, rounds
from tests.journeys.navigators.place import day
from tests.journeys.town import Town

FUND = "Neighbour Fund 2027"
HERE = "/rounds/neighbour-fund-2027"
DESK = "/desk/delegate/neighbour-fund-2027"
COMMITTEE = "Streets and parks"


def _two_claimed_ideas(town: Town) -> None:
    """A round with one committee of two delegates, which has an idea of Rosa and one of Nadia."""
    bea, desk = town("Bea"), f"/desk/facilitator{HERE}"
    rounds.start_round(bea, name=FUND, money="500,000", first_day=date(2027, 4, 5))
    rounds.add_committee(bea, desk, COMMITTEE)
    for name in ("Amina", "Dev"):
        rounds.appoint_delegate(bea, desk, name=name, committee="streets-and-parks")
    rounds.publish_round(bea, desk)
    town.go_to(datetime(2027, 4, 6, 9, tzinfo=UTC))
    for name, title in (("Rosa", "Seats in the shade"), ("Nadia", "Lamps by the canal")):
        ideas.write_idea(town(name), FUND, title=title, text="It would bring us together.")
        ideas.send_idea(town(name))
    town.clock.at += timedelta(hours=3)
    for number in (1, 2):
        ideas.read_and_publish(town("Bea"), number)
    town.go_to(datetime(2027, 5, 18, 9, tzinfo=UTC))
    for name in ("Amina", "Dev"):
        review.declare_no_interest(town(name))
    for number in (1, 2):
        review.claim(town("Amina"), number)


def _turn_down(town: Town) -> None:
    amina, dev = town("Amina"), town("Dev")
    amina.open(f"{DESK}/ideas/1/leave")
    amina.send(reason="planned", words="The council builds them.", button="Ask other delegates")
    dev.open(f"{DESK}/ideas/1/leave")
    dev.send(button="Confirm, and tell the author")
    town.mail_to("Rosa", "The council builds them.")


@mishap("6.1")
def idea_turned_down_by_mistake_is_taken_up_again(town: Town) -> None:
    _two_claimed_ideas(town)
    _turn_down(town)
    amina, dev = town("Amina"), town("Dev")
    amina.open(f"{DESK}/ideas/1/reopen")
    amina.send(words="It does not, we asked.", button="Ask other delegates to agree")
    assert "Other delegates must agree." in amina.page.words
    dev.open(f"{DESK}/ideas/1/leave")
    dev.send(button="Agree")
    town.log_says(f"Idea 1 is taken up again by {COMMITTEE}: It does not, we asked.")
    town.mail_to("Rosa", "taken up again", "It does not, we asked.")
    town.acts_next(
        f"{HERE}/ideas/1", COMMITTEE, "The council builds them.", "It does not, we asked."
    )


@mishap("6.2")
def author_asks_a_facilitator_to_look_again(town: Town) -> None:
    _two_claimed_ideas(town)
    _turn_down(town)
    rosa, bea = town("Rosa"), town("Bea")
    rosa.open(f"{HERE}/ideas/1/yours")
    rosa.press("Ask a facilitator to look again")
    rosa.send(words="Mine is another street.", button="Ask to look again")
    assert "We look at your idea again." in rosa.page.words
    town.acts_next(f"{HERE}/ideas/1", "A facilitator", "They look again")
    assert "Mine is another street." not in town.stranger().open(f"{HERE}/ideas/1").words
    bea.open("/desk/facilitator/ideas")
    bea.press("Look again Idea 1")
    bea.send(outcome="reopened", words="It is another street.", button="Tell the author")
    town.log_says(
        "The author of idea 1 asked a facilitator to look again.",
        f"Idea 1 is taken up again by {COMMITTEE}: It is another street.",
    )
    town.mail_to("Rosa", "taken up again", "It is another street.")
    town.acts_next(f"{HERE}/ideas/1", COMMITTEE, "The council builds them.")


@mishap("6.3")
def idea_joined_against_its_authors_will_is_taken_out_again(town: Town) -> None:
    _two_claimed_ideas(town)
    amina, rosa = town("Amina"), town("Rosa")
    amina.open("/desk/delegate")
    amina.send(idea=["1", "2"], button="Write a proposal")
    amina.send(title="Light and seats", summary="Six seats under three lamps.")
    mail = town.mail_to("Rosa", "joined with others", "take your idea out by")
    town.acts_next(f"{HERE}/ideas/1", "2 authors", "the join stands")
    town.follow_link(rosa, mail, f"{HERE}/ideas/1/join")
    rosa.send(words="Seats need no lamps.", button="Take my idea out")
    assert "Your idea is taken out." in rosa.page.words
    town.log_says("The author of idea 1 took it out of proposal 1 again.")
    town.mail_to("Dev", "does not want it joined")
    town.acts_next(f"{HERE}/ideas/1", COMMITTEE)
    public = town.stranger().open(f"{HERE}/proposals/1").words
    assert "took idea 1 out again" in public
    assert "Seats need no lamps." not in public
    assert "Seats need no lamps." in amina.open(f"{DESK}/proposals/1").words


@mishap("6.4")
def vote_of_somebody_who_was_not_there_falls(town: Town) -> None:
    _two_claimed_ideas(town)
    amina, dev = town("Amina"), town("Dev")
    review.write_proposal(amina, 1, title="Six seats", summary="Six seats in the shade.")
    amina.open(f"{DESK}/proposals/1/decision")
    amina.send(
        outcome="not",
        reason="other",
        words="We have no time.",
        vote_1="for",
        vote_2="for",
        **day("decided_on", town.clock.at.date()),
    )
    mail = town.mail_to("Dev", "is this how you voted?")
    town.follow_link(dev, mail, f"{DESK}/proposals/1/decision")
    dev.send(words="I was ill that day.", button="Object")
    town.log_says(
        "What was written down of the decision on proposal 1 does not stand: I was ill that day."
    )
    town.mail_to("Amina", "I was ill that day.")
    town.acts_next(f"{HERE}/proposals/1", COMMITTEE, "They write it and ask a team what it costs.")
