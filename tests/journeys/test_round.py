"""A whole round by pages alone: from an empty database to a winner that still lacks its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from tests.conftest import TICK, SetClock
from tests.journeys.navigators import delivery, ideas, people, place, review, rounds, voting
from tests.journeys.navigators.log import PublicLog
from tests.journeys.navigators.people import People, operator_makes_auditor

FUND = "Neighbour Fund 2027"
HERE = "/rounds/neighbour-fund-2027"
DESK = f"/desk/facilitator{HERE}"
FIRST_DAY = date(2027, 4, 5)
LAST_DAY = date(2028, 12, 31)
# Title of the idea, title of the proposal, price.
PROJECTS = (
    ("Seats in the shade", "Six benches on Mill Lane", "200,000"),
    ("A kitchen for everybody", "A kitchen in Fenn Hall", "250,000"),
    ("Water to play in", "A splash park by the river", "400,000"),
)
OPENS = datetime(2027, 8, 14, 8, 0, tzinfo=UTC)  # 9am in London
CLOSES = datetime(2027, 8, 22, 19, 0, tzinfo=UTC)  # 8pm in London
LOT = "4081 7723 5519"


def test_round_goes_by_pages_from_an_empty_database_to_what_becomes_of_its_winners(
    people: People, clock: SetClock, code: str, log: PublicLog
) -> None:
    _set_up(people, code, log)
    clock.at = datetime(2027, 4, 6, 9, 0, tzinfo=UTC)
    _rosa_registers_by_mail_and_sends_an_idea(people, log)
    _two_more_ideas_come(people)
    clock.at += timedelta(hours=3)
    _facilitator_publishes_them(people, log)
    clock.at = datetime(2027, 5, 18, 9, 0, tzinfo=UTC)
    _delegate_declares_claims_and_writes(people, log)
    clock.at += timedelta(days=3)
    _official_says_what_they_cost(people, log)
    clock.at = datetime(2027, 7, 20, 9, 0, tzinfo=UTC)
    _committee_decides(people, clock, log)
    clock.at = datetime(2027, 8, 2, 9, 0, tzinfo=UTC)
    codes = _clerk_makes_the_roll(people, log)
    _facilitator_freezes(people, log)
    trackers = _residents_vote_at_the_opening(people, clock, codes, log)
    _letter_is_lost_and_a_stolen_vote_taken_out(people, clock, codes, log)
    _vote_at_the_close_is_refused(people, clock, codes[0])
    _box_is_closed_rolled_opened_and_counted(people, clock, log)
    _result_says_why(people)
    _tracker_is_found(people, trackers[0])
    _two_people_certify_after_the_days_to_object(people, clock, log)
    _first_winner_gets_line_owner_and_next_step(people, log)
    _second_winner_turns_red_after_ten_working_days(people, clock)


def _letter_is_lost_and_a_stolen_vote_taken_out(
    people: People, clock: SetClock, codes: Sequence[str], log: PublicLog
) -> None:
    """Somebody voted with Zed's letter; Zed comes to the desk and votes by a sealed letter."""
    clock.at += timedelta(days=2)
    thief = people.stranger()
    voting.choose(thief, FUND, 3)
    voting.prove(thief, codes[3])
    voting.cast(thief)
    carla, ada = people("Carla"), people("Ada")
    voting.to_the_roll(carla, FUND)
    carla.send(button="Ask to replace", **{"lost-voter_no": "4", "lost-spare_no": "1"})
    voting.confirm_for_two(ada, "A vote of this number. The old letter put it in")
    voting.to_the_roll(carla, FUND)
    carla.send(button="Ask to take the vote out", **{"out-voter_no": "4"})
    voting.confirm_for_two(ada, "Voter whose vote it is not 4")
    voting.choose(thief, FUND, 3)
    voting.prove(thief, codes[3])
    assert "No vote is in the box for your number." in thief.page.words
    zed = people.stranger()
    voting.choose(zed, FUND, 2)
    voting.prove(zed, codes[4])
    voting.cast(zed)
    assert "This vote stays: a replaced letter votes once." in zed.page.words
    log.says(
        "The letter of voter 4 was replaced by spare letter 1, by Carla and Ada.",
        "Carla and Ada took a closed vote out of the box that was not its voter’s.",
    )


def _set_up(people: People, code: str, log: PublicLog) -> None:
    bea = people.knows("Bea", people.stranger())
    place.set_up_place(bea, code)
    place.add_area(bea, "Fenn")
    place.add_team(bea, "Parks")
    rounds.start_round(bea, name=FUND, money="500,000", first_day=FIRST_DAY)
    rounds.add_committee(bea, DESK, "Streets and parks")
    rounds.appoint_delegate(bea, DESK, name="Amina", committee="streets-and-parks")
    rounds.appoint_delegate(bea, DESK, name="Dev", committee="streets-and-parks")
    official = {"role": "official", "scope": "team:parks", "title": "Head of Parks"}
    place.give_role(bea, name="Tom", last_day=LAST_DAY, **official)
    clerk = {"role": "clerk", "scope": "round:neighbour-fund-2027"}
    place.give_role(bea, name="Carla", last_day=LAST_DAY, **clerk)
    operator_makes_auditor(people.app, "Ada", clock_at=people.clock.at)
    rounds.publish_round(bea, DESK)
    assert "The round is public." in bea.page.words
    log.says(
        "The place Hackford was set up.",
        "The team Parks was added.",
        "The committee Streets and parks was added.",
        "Amina was given the role “Delegate”",
        "Tom was given the role “Official”",
        "Carla was given the role “Clerk”",
        "The round Neighbour Fund 2027 was published: £500,000 to spend.",
    )


def _rosa_registers_by_mail_and_sends_an_idea(known: People, log: PublicLog) -> None:
    rosa = known.stranger()
    title = PROJECTS[0][0]
    ideas.write_idea(rosa, FUND, title=title, text="Seats under the lime trees.")
    assert "Not sent yet." in rosa.page.words
    rosa.send(email="rosa@example.org", button="Send me a link")
    assert rosa.page.heading == "Check your e-mail"
    people.open_mailed_link(rosa, "rosa@example.org", name="Rosa")
    assert rosa.page.heading == "Check your idea before you send it"
    assert "Seats under the lime trees." in rosa.page.words
    known.knows("Rosa", rosa)
    ideas.send_idea(rosa)
    assert "Idea 1 is sent." in rosa.page.words
    assert "Thursday 8 April 2027" in rosa.page.words
    assert known.stranger().open(f"{HERE}/ideas/1").status == 404
    log.says("Idea 1 was sent in. It is read by 8 April 2027.")


def _two_more_ideas_come(people: People) -> None:
    nadia = people("Nadia")
    for title, _proposal, _price in PROJECTS[1:]:
        ideas.write_idea(nadia, FUND, title=title, text="It would bring us together.")
        ideas.send_idea(nadia)
        assert "is sent." in nadia.page.words


def _facilitator_publishes_them(people: People, log: PublicLog) -> None:
    bea = people("Bea")
    bea.open("/desk/facilitator")
    assert "3 ideas to read" in bea.page.words
    for number in (1, 2, 3):
        ideas.read_and_publish(bea, number)
        assert f"Idea {number} is published." in bea.page.words
    visitor = people.stranger()
    visitor.open(f"{HERE}/ideas")
    visitor.press(f"1. {PROJECTS[0][0]}")
    assert "Seats under the lime trees." in visitor.page.words
    assert "Rosa" in visitor.page.words
    log.says("Idea 1 was published.", "Idea 3 was published.")


def _delegate_declares_claims_and_writes(people: People, log: PublicLog) -> None:
    amina = people("Amina")
    review.declare_no_interest(amina)
    assert "Your declaration is public now." in amina.page.words
    for number, (_idea, proposal, _price) in enumerate(PROJECTS, 1):
        review.claim(amina, number)
        assert f"Your committee has idea {number}." in amina.page.words
        summary = f"{proposal}, for everybody."
        review.write_proposal(amina, number, title=proposal, summary=summary)
        assert f"Proposal {number} is made." in amina.page.words
        review.ask_price(amina, "parks")
        assert "The team is asked." in amina.page.words
    rosa = people("Rosa")
    rosa.open(f"{HERE}/ideas/1")
    rosa.press("Proposal 1")
    assert rosa.page.heading == "Six benches on Mill Lane"
    log.says(
        "A delegate declared their interests.",
        "The committee Streets and parks took idea 1.",
        "Proposal 1 was begun from idea 1: Six benches on Mill Lane",
        "The team Parks was asked what proposal 1 costs, by 2 June 2027.",
    )


def _official_says_what_they_cost(people: People, log: PublicLog) -> None:
    tom = people("Tom")
    tom.open("/desk/official")
    assert tom.page.heading == "3 things wait for your team"
    for number, (_idea, _proposal, price) in enumerate(PROJECTS, 1):
        review.say_price(tom, number, price)
        assert "Your answer is public." in tom.page.words
    visitor = people.stranger()
    visitor.open(f"{HERE}/proposals/1")
    assert "£200,000" in visitor.page.words
    log.says("The team Parks said in time what proposal 1 costs.")


def _committee_decides(people: People, clock: SetClock, log: PublicLog) -> None:
    amina, dev = people("Amina"), people("Dev")
    review.declare_no_interest(dev)
    for number, (_idea, proposal, _price) in enumerate(PROJECTS, 1):
        review.decide_for_ballot(amina, proposal, number, clock.at.date())
        assert "It does not stand yet." in amina.page.words
        assert "The need is plain." in amina.page.words
        review.confirm_decision(dev, proposal, number)
        assert "The decision is public" in dev.page.words
    rosa = people("Rosa")
    rosa.open(f"{HERE}/ideas/1")
    assert "On the ballot." in rosa.page.words
    log.says("The committee Streets and parks decided on proposal 1: onto the ballot.")


def _clerk_makes_the_roll(people: People, log: PublicLog) -> list[str]:
    carla = people("Carla")
    codes = voting.letters(carla, people("Ada"), FUND, voters=4)
    assert len(set(codes)) == 6
    voting.to_the_roll(carla, FUND)
    assert "voters on the roll 4" in carla.page.words
    assert not any(code in carla.page.text for code in codes)
    log.says("Added to the roll: 4 voters. It now has 4 voters.")
    return codes


def _facilitator_freezes(people: People, log: PublicLog) -> None:
    bea = people("Bea")
    rounds.freeze(bea)
    assert "The ballot is frozen. Voting opens by the clock." in bea.page.words
    visitor = people.stranger()
    visitor.open("/rounds")
    visitor.press(FUND)
    assert "The 3 projects on the ballot" in visitor.page.words
    visitor.press("A kitchen in Fenn Hall")
    assert "£250,000" in visitor.page.words
    log.says("Sealed: the rule and 3 projects, with every cost.")


def _residents_vote_at_the_opening(
    people: People, clock: SetClock, codes: Sequence[str], log: PublicLog
) -> list[str]:
    clock.at = OPENS - TICK
    early = people.stranger()
    early.open(f"{HERE}/vote")
    assert early.page.heading == "Voting is not open yet"
    receipts = []
    for code, choices in zip(codes[:3], ((1, 2), (1,), (2, 3)), strict=True):
        clock.at = max(clock.at + timedelta(minutes=9), OPENS)
        voter = people.stranger()
        voting.choose(voter, FUND, *choices)
        voting.prove(voter, "ABCD-EFGH-JKMN-PQ")
        assert voter.page.status in (409, 422)
        voting.prove(voter, code.lower().replace("-", " "))
        receipt = voting.cast(voter)
        assert voter.page.heading == "Your vote is in the box"
        voting.check_code(voter, receipt.box_code)
        assert "Yes, this vote is in the box" in voter.page.words
        voting.check_code(voter, receipt.tracker, "tracker")
        assert "Not found." in voter.page.words
        receipts.append(receipt)
    bea = people("Bea")
    voting.to_the_box(bea, FUND)
    assert "sealed votes in the box 3" in bea.page.words
    told = log.box(FUND)
    for receipt in receipts:
        assert receipt.box_code.replace("-", "") in told.replace("-", "")
        assert receipt.tracker.replace("-", "") not in told.replace("-", "")
    return [receipt.tracker for receipt in receipts]


def _vote_at_the_close_is_refused(people: People, clock: SetClock, code: str) -> None:
    clock.at = CLOSES - TICK
    late = people.stranger()
    voting.choose(late, FUND, 3)
    voting.prove(late, code)
    clock.at = CLOSES
    late.send("slip", button="Cast my vote")
    assert late.page.status == 409
    assert late.page.heading == "This vote is not in the box"
    assert "Voting closed at 8pm on Sunday 22 August 2027." in late.page.words
    late.open(f"{HERE}/vote")
    assert late.page.heading == "Voting has closed"


def _box_is_closed_rolled_opened_and_counted(
    people: People, clock: SetClock, log: PublicLog
) -> None:
    clock.at = CLOSES + timedelta(hours=14)
    bea, ada = people("Bea"), people("Ada")
    bea.open("/desk/facilitator")
    assert "They confirm the same numbers of the box." in bea.page.words
    voting.to_the_box(bea, FUND)
    assert "Now: a clerk and an auditor" in bea.page.words
    assert "Look at the numbers and close the box" not in bea.page.words
    carla = people("Carla")
    voting.close_box(carla, FUND)
    assert "Now a second person confirms the same." in carla.page.words
    voting.close_box(ada, FUND)
    assert "The box is closed. It holds 4 votes." in ada.page.words
    voting.to_the_box(bea, FUND)
    voting.type_lot(bea, LOT)
    assert "Now a second person types the same number." in bea.page.words
    voting.type_lot(bea, LOT)
    assert bea.page.status in (409, 422)
    carla.open("/desk/clerk")
    carla.press(f"The box {FUND}")
    voting.type_lot(carla, LOT)
    assert "One of the two people must be an auditor." in carla.page.words
    ada.open("/desk/clerk")
    ada.press(f"The box {FUND}")
    assert "Bea has typed a number." in ada.page.words
    voting.type_lot(ada, LOT)
    assert "The lot number stands." in ada.page.words
    voting.to_the_box(bea, FUND)
    bea.send(button="Separate votes and voters")
    assert "The closed votes lie apart from the voters now." in bea.page.words
    bea.press("Open the box before the promised hour")
    assert bea.page.heading == "It is not time yet"
    bea.send("seen", button="Open the box now")
    assert "Tick this to open the box now, or go back" in bea.page.words
    bea.send("seen", button="Open the box now", early="y")
    assert "The box is open and counted." in bea.page.words
    log.says(
        "Carla and Ada confirmed the numbers of the box and closed it: 4 closed votes, 4 voters on "
        "the roll. After the freeze two people added 0 voters, replaced 1 letter and took 1 vote "
        "out.",
        "Closed votes were laid apart from voters: 4 closed votes.",
        "The lot was rolled: 408177235519, typed by Bea and by Ada.",
        "The box was opened, earlier than promised: the hour was",
        "The votes were counted.",
        "Cost: £450,000.",
    )


def _result_says_why(people: People) -> None:
    visitor = people.stranger()
    visitor.open("/rounds")
    visitor.press(FUND)
    visitor.press("See the result")
    assert visitor.page.heading == "2 projects won"
    assert "£450,000 of £500,000 will be spent." in visitor.page.words
    whys = re.findall(r'<td class="why">(.*?)</td>', visitor.page.text, re.S)
    assert len(whys) == 3
    assert all(len(re.sub(r"<[^>]+>", "", why).strip()) > 20 for why in whys)
    assert "Short by" in visitor.page.words


def _tracker_is_found(people: People, tracker: str) -> None:
    voter = people.stranger()
    voting.check_code(voter, tracker.lower(), "tracker")
    assert "Counted." in voter.page.words
    for _idea, proposal, _price in PROJECTS[:2]:
        assert proposal in voter.page.words
    assert PROJECTS[2][1] not in voter.page.words
    voter.press("See the results and why each project won or did not")
    assert voter.page.heading == "2 projects won"


def _two_people_certify_after_the_days_to_object(
    people: People, clock: SetClock, log: PublicLog
) -> None:
    """The bank holiday of 30 August is no working day."""
    bea, visitor = people("Bea"), people.stranger()
    visitor.open(f"{HERE}/results")
    assert "Everybody can object until Tuesday 31 August 2027." in visitor.page.words
    clock.at = datetime(2027, 9, 1, 9, 0, tzinfo=UTC)
    visitor.open("/projects")
    assert "It waits for the certificate of the result" in visitor.page.words
    bea = people("Bea")
    bea.open("/desk/facilitator")
    bea.press("Go to the result")
    bea.send(button="Ask to certify it")
    voting.confirm_for_two(people("Ada"), "Certify the result")
    visitor.open(f"{HERE}/results")
    assert "Bea and Ada certified it on Wednesday 1 September 2027." in visitor.page.words
    log.says("Count 1 was certified by Bea and Ada. It stands.")


def _first_winner_gets_line_owner_and_next_step(people: People, log: PublicLog) -> None:
    bea, tom = people("Bea"), people("Tom")
    delivery.give_line(bea, 1, line="7-310-44", team="parks", post="Head of Parks")
    assert "The budget line is public." in bea.page.words
    delivery.say_next_step(tom, 1, words="The benches are ordered", due=date(2027, 10, 1))
    assert "The next step is public." in tom.page.words
    visitor = people.stranger()
    visitor.open(f"{HERE}/results")
    visitor.press(PROJECTS[0][1])
    for words in (
        "7-310-44",
        "2027",
        "£200,000",
        "Parks, Head of Parks",
        "The benches are ordered",
        "Friday 1 October 2027",
    ):
        assert words in visitor.page.words
    log.says(
        "Six benches on Mill Lane got its budget line 7-310-44 of £200,000. Owner: Parks.",
        "Next for Six benches on Mill Lane, by 1 October 2027: The benches are ordered",
    )


def _second_winner_turns_red_after_ten_working_days(people: People, clock: SetClock) -> None:
    visitor = people.stranger()
    for day, late in ((15, False), (16, True)):
        clock.at = datetime(2027, 9, day, 9, 0, tzinfo=UTC)
        visitor.open(f"{HERE}/results")
        visitor.press(PROJECTS[1][1])
        assert ('data-status="late"' in visitor.page.text) is late
        assert ("No budget line yet. It was due on" in visitor.page.words) is late
        assert "Wednesday 15 September 2027" in visitor.page.words
        visitor.open("/")
        assert ("No budget line yet." in visitor.page.words) is late
        bea = people("Bea")
        bea.open("/desk/facilitator")
        assert ('id="group-late"' in bea.page.text) is late
        assert PROJECTS[1][1] in bea.page.words
