"""What goes wrong with a result. Rules: docs/rules/mishaps.md section 12."""

from __future__ import annotations

from tests.journeys.mishaps import mishap
from tests.journeys.navigators import results
from tests.journeys.navigators.results import DESK, HERE, RESULT
from tests.journeys.town import Town

WRONG = "Ten of us chose project 4, and the page says one."


@mishap("12.1")
def objection_that_is_not_right(town: Town) -> None:
    results.counted_round(town)
    town.pass_days(1)
    rosa, bea, una = town("Rosa"), town("Bea"), town("Una")
    results.object_signed_in(rosa, kind="count", words=WRONG)
    assert "Objection 1 is sent." in rosa.page.words
    page = f"{RESULT}/objections/1"
    town.acts_next(page, "The facilitator of the round", "They answer in public")
    bea.open(DESK)
    assert "Certify when the days to object are over." in bea.page.words
    results.answer(bea, 1, "not-upheld", "The list shows one vote for project 4.")
    town.mail_to("Rosa", "Your objection 1 is answered", "The list shows one vote for project 4.")
    visitor = town.stranger()
    assert "Not upheld: the count stays" in visitor.open(page).words
    assert "It waits for the certificate" in visitor.open("/projects").words
    town.pass_days(7)
    visitor.open(RESULT)
    assert "The days to object are over." in visitor.page.words
    visitor.open(f"{RESULT}/objections/new")
    assert "The days to object to the count are over." in visitor.page.words
    results.certify(bea, una)
    assert "Bea and Una certified it" in visitor.open(RESULT).words
    town.acts_next("/projects", "They give it its budget line and its owner.")
    town.log_says(
        "Objection 1 to count 1 was sent: The votes were counted wrongly.",
        "Objection 1 was answered by Bea. Not upheld: the count stays: The list shows one vote",
        "Count 1 was certified by Bea and Una. It stands.",
    )


@mishap("12.2")
def count_that_was_wrong(town: Town) -> None:
    results.counted_round(town, counted_with=20_000_000)
    town.pass_days(1)
    visitor, bea, una = town.stranger(), town("Bea"), town("Una")
    assert "Project 15" not in visitor.open("/projects").words
    results.object_by_mail(town, visitor, "zed@example.org", kind="count", words=WRONG)
    own = visitor.page.path
    assert "Objection 1 is sent." in visitor.page.words
    results.answer(bea, 1, "upheld", "The program counted with less money.")
    town.mail_to("zed@example.org", "Upheld: the votes are counted again")
    town.acts_next(HERE, "Has the published votes counted again")
    assert "It was found wrong and is counted again." in visitor.open(RESULT).words
    bea.open(DESK)
    bea.press("Have the votes counted again")
    bea.send("seen", button="Count the votes again")
    assert "The votes are counted again." in bea.page.words
    visitor.open(RESULT)
    assert "This is count 2. An earlier count was found wrong." in visitor.page.words
    assert "These win now: Project 15." in visitor.page.words
    visitor.press("Count 1, and why it was wrong")
    assert visitor.page.heading == "Count 1"
    assert "The program counted with less money." in visitor.page.words
    visitor.open(own)
    assert "It can no longer be withdrawn." in visitor.page.words
    town.pass_days(8)
    results.certify(bea, una)
    town.log_says(
        "Count 1 was found wrong and is done again: The program counted with less money.",
        "The votes were counted again, as count 2.",
        "Count 2 was certified by Bea and Una. It stands.",
    )


@mishap("12.3", untold="nobody objected, and no idea came to this ballot")
def certificate_that_nobody_gives(town: Town) -> None:
    results.counted_round(town)
    town.pass_days(60)
    visitor, bea, una = town.stranger(), town("Bea"), town("Una")
    late = "Its certificate is late: it was due on"
    for path in ("/", RESULT, f"{RESULT}/data", HERE, "/rounds"):
        assert "certificate" in visitor.open(path).words, path
    assert late in visitor.open(RESULT).words
    assert "which is late" in visitor.open("/projects").words
    town.acts_next(HERE, "The facilitator and an auditor", "certify the result together")
    bea.open("/desk/facilitator")
    assert "Certify the result with an auditor." in bea.page.words
    bea.press("Go to the result")
    bea.send(button="Ask to certify it")
    bea.open(DESK)
    bea.send(button="Ask to certify it")
    assert "certified it" not in visitor.open(RESULT).words
    una.open("/desk")
    una.press("What waits for a second person")
    una.send(button="Confirm: do this now")
    assert "Bea and Una certified it" in visitor.open(RESULT).words
    town.log_says("Count 1 was certified by Bea and Una. It stands.")
