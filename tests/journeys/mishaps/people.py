"""People who leave, and settings that were wrong. Rules: docs/rules/mishaps.md section 7."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pbplatform.front.role_ends import warn_of_role_ends
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import forums, place, points, roles
from tests.journeys.navigators.people import operator_makes_auditor
from tests.journeys.town import FORUM, Town

POINT = "/forums/town-forum/points/1"
BINS = "Bins behind Sidings Row"


def _raise_point(town: Town) -> None:
    """Rosa's point is public, and Waste must answer it."""
    forums.raise_point(town("Rosa"), FORUM, title=BINS, said="They overflow by Friday.")
    forums.publish_point(town("Bea"), FORUM, 1, team="waste")


@mishap("7.1")
def only_facilitator_moves_away(town: Town) -> None:
    town.pass_days(7)
    bea, una, ina = town("Bea"), town("Una"), town("Ina")
    roles.lay_down(bea, "Facilitator", reason="Moved away")
    assert "Nobody else looks after the whole place." in bea.page.words
    roles.offer_facilitator(bea, name="Ina", last_day=date(2029, 12, 31), hands_over=True)
    assert "An auditor must confirm this first." in bea.page.words
    roles.confirm_as_second(una)
    assert "Done." in una.page.words
    mail = town.mail_to("Ina", "asks you to take a role", "Facilitator")
    town.follow_link(ina, mail, "/offers/")
    assert "hands the role over to you" in ina.page.words
    ina.send(button="Accept the role")
    assert "You have the role now." in ina.page.words
    town.mail_to("Bea", "Ina has accepted the role")
    assert ina.open("/desk/facilitator").status == 200
    assert bea.open("/desk/facilitator").status != 200 or bea.page.heading == "Sign in"
    town.log_says(
        "Ina has the role “Facilitator” until 31 December 2029. Bea asked, Una confirmed",
        "The role “Facilitator” of Bea was handed over to Ina.",
    )
    town.acts_next("/place", "Ina", "Facilitator")


@mishap("7.2")
def official_leaves_in_the_middle_of_an_answer(town: Town) -> None:
    town.call_forum()
    _raise_point(town)
    tom, bea = town("Tom"), town("Bea")
    due = date(2027, 5, 7)
    points.write_answer(tom, 1, sentence="Yes: Fridays.", promise="A second bin", due=due)
    place.give_role(
        bea, name="Zoe", role="official", scope="team:waste", last_day=date(2028, 12, 31)
    )
    roles.end_role(bea, "Tom", reason="Left the council")
    bea.open("/desk/facilitator")
    assert "1 open act of Tom has nobody" in bea.page.words
    bea.press("Hand over")
    assert "1 point to answer" in bea.page.words
    roles.hand_everything_over(bea)
    assert "1 open act has another owner now." in bea.page.words
    assert "has nobody" not in bea.open("/desk/facilitator").words
    town.mail_to("Zoe", "1 thing that was open with Tom is now yours.")
    zoe = town("Zoe")
    zoe.open("/desk/official")
    zoe.press("Answer point 1")
    assert "Yes: Fridays." in zoe.page.text
    town.log_says(
        "The role “Official” of Tom was ended: Left the council", "1 open act of Tom went to Zoe."
    )
    town.acts_next(POINT, "Waiting for Waste.")


@mishap("7.3", untold="what was promised stays, so nobody is owed a mail")
def days_to_answer_were_set_wrong(town: Town) -> None:
    town.call_forum()
    bea = town("Bea")
    roles.change_settings(bea, answer_days="2", reason="Faster answers")
    _raise_point(town)
    roles.change_settings(bea, answer_days="20", reason="Two was a slip for twenty")
    assert "20 working days" in bea.page.words
    town.log_says(
        "Days to answer a point: “20 working days” became “2 working days”.",
        "Two was a slip for twenty",
    )
    assert "20 working days" in town.stranger().open("/place").words
    # Two working days after 10 March 2027.
    town.acts_next(POINT, "They promised an answer by Friday 12 March 2027")


@mishap("7.4")
def last_facilitators_role_runs_out(town: Town) -> None:
    town.go_to(datetime(2029, 9, 20, 9, tzinfo=UTC))
    operator_makes_auditor(town.app, "Una", clock_at=town.clock.at)
    town.go_to(datetime(2029, 10, 1, 9, tzinfo=UTC))
    with town.app.app_context():
        warn_of_role_ends(town.app.extensions["settings"])
    town.mail_to("Una", "Bea, Facilitator", "Nobody else holds it.")
    town.mail_to("Bea", "You are the last facilitator of the whole place.")
    stranger = town.stranger()
    assert "is the last facilitator of the whole place" in stranger.open("/place").words
    bea = town("Bea")
    assert "The last facilitator’s role ends: Bea" in bea.open("/desk/facilitator").words
    roles.offer_facilitator(bea, name="Bea", last_day=date(2031, 12, 31))
    roles.confirm_as_second(town("Una"))
    town.log_says("Bea asked, Una confirmed as auditor.")
    assert "is the last facilitator" not in stranger.open("/place").words
    town.acts_next("/place", "Bea", "Wednesday 31 December 2031")
