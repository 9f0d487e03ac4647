"""Answers that were wrong, or that nobody could give. Rules: docs/rules/mishaps.md 3 and 4."""

from __future__ import annotations

from datetime import date

from pbplatform.points.jobs.worker import tell_of_going_up
from tests.by_pages import Browser
from tests.journeys.mishaps import mishap
from tests.journeys.navigators import forums, place, points, roles
from tests.journeys.navigators.place import day
from tests.journeys.town import FORUM, LAST_DAY, Town

POINT = "/forums/town-forum/points/1"
BINS = "Bins behind Sidings Row"
NO = "No, the gate is too narrow."


def raise_point(town: Town, *, team: str = "waste") -> None:
    """Rosa raises a point, Bea publishes it and gives it to a team."""
    town.call_forum()
    forums.raise_point(town("Rosa"), FORUM, title=BINS, said="They overflow by Friday.")
    forums.publish_point(town("Bea"), FORUM, 1, team=team)


def write_no(official: Browser) -> None:
    """Up to the preview."""
    official.open("/desk")
    official.press("Official")
    official.press("Answer point 1")
    official.send(
        button="See what people will see",
        sentence=NO,
        kind="no",
        reason="safety",
        would_change="A wider gate",
    )


def answer_no(town: Town) -> None:
    write_no(town("Tom"))
    points.publish_answer(town("Tom"))


def open_correction(official: Browser) -> None:
    official.open("/desk")
    official.press("Official")
    official.press("Answers of your teams, and correcting one")
    official.press("Correct this answer 1")


@mishap("3.1")
def wrong_figure_in_an_answer(town: Town) -> None:
    raise_point(town)
    answer_no(town)
    tom = town("Tom")
    open_correction(tom)
    typed = {"wrong": "The gate is 3 metres wide.", "text": "It is 2 metres."}
    tom.send(button="See what people will see", **typed)
    assert "Not published yet." in tom.page.words
    tom.send(button="Publish the correction")
    town.mail_to("Rosa", "It is 2 metres.")
    town.log_says("The answer to point 1 was corrected: It is 2 metres.")
    words = ("Corrected since.", NO, "Correction 1,", "The gate is 3 metres wide.", "Waste manager")
    town.acts_next(POINT, *words, "Say whether this answers the point.")
    open_correction(tom)
    tom.send(button="See what people will see", of_n="1", wrong="It was 3.", text="It is 3 metres.")
    tom.send(button="Publish the correction")
    assert "It corrects correction 1." in town.stranger().open(POINT).words


@mishap("3.2")
def no_that_should_have_been_a_yes(town: Town) -> None:
    raise_point(town)
    answer_no(town)
    tom = town("Tom")
    open_correction(tom)
    tom.send(
        button="See what people will see",
        wrong="We can do it after all.",
        text="Yes: a smaller van fits through the gate.",
        what="Friday collection begins",
        owner="Waste service",
        **day("due", date(2027, 5, 7)),
    )
    tom.send(button="Publish the correction")
    town.mail_to("Rosa", "Yes: a smaller van fits through the gate.")
    town.log_says("Waste service promised, by 7 May 2027: Friday collection begins")
    town.acts_next(POINT, NO, "Friday collection begins", "Say whether this answers the point.")
    assert "Friday collection begins" in town.stranger().open("/promises").words


@mishap("3.3")
def words_that_were_published_are_those_that_were_seen(town: Town) -> None:
    raise_point(town)
    head = {"role": "official", "scope": "team:waste", "title": "Head"}
    place.give_role(town("Bea"), name="Eve", last_day=LAST_DAY, **head)
    tom, eve = town("Tom"), town("Eve")
    write_no(tom)
    eve.open("/desk/official")
    eve.press("Answer point 1")
    assert "Drafts of your colleagues" in eve.page.words
    eve.press("Start from this one Tom")
    assert "The form below starts from the draft of Tom" in eve.page.words
    eve.send(button="Save and finish later", sentence="No, and I am not done")
    points.publish_answer(tom)
    assert NO in town.stranger().open(POINT).words
    eve.open("/desk/official/drafts")
    assert "No, and I am not done" in eve.page.words
    eve.press("Drop this draft 1")
    eve.send(button="Drop the draft")
    assert "You have no draft." in eve.page.words
    town.mail_to("Rosa", NO)
    town.log_says(f"Point 1 was answered in time: “{NO}”")
    town.acts_next(POINT, "Say whether this answers the point.")


@mishap("4.1")
def team_that_was_asked_wrongly(town: Town) -> None:
    raise_point(town)
    tom, ann = town("Tom"), town("Ann")
    tom.open("/desk/official")
    tom.press("Answer point 1")
    tom.press("Pass to another team")
    tom.send(team="parks", reason="It is park land.", button="Pass it on")
    town.acts_next(POINT, "Waste", "unless Parks takes the point before that")
    ann.open("/desk/official")
    ann.press("Send it back point 1")
    ann.send(reason="The land was sold.", button="Send it back")
    town.mail_to("Tom", BINS)
    tom.open("/desk/official/points/town-forum/1/answer")
    assert "Pass to another team" not in tom.page.words
    bea = town("Bea")
    bea.open("/desk/facilitator/forums/town-forum/points/1")
    bea.send(team="parks", reason="It was not sold.", button="Give it to this team")
    town.mail_to("Ann", BINS)
    town.log_says(
        "Point 1 was passed on to another team: It is park land.",
        "Point 1 was sent back by its team: The land was sold.",
    )
    town.acts_next(POINT, "Parks", "Answers in writing.")


def worker_tells_where_it_went(town: Town) -> None:
    """The machine looks every minute."""
    with town.app.app_context():
        tell_of_going_up(town.app.extensions["settings"])


@mishap("4.2")
def team_that_everybody_left(town: Town) -> None:
    raise_point(town, team="parks")
    bea = town("Bea")
    roles.end_role(bea, "Ann", reason="Left the council")
    page = town.stranger().open(POINT).words
    assert "Nobody acts for Parks now." in page
    assert "So the point is with Tom, Waste manager, of Waste. No date moves." in page
    worker_tells_where_it_went(town)
    town.log_says("Nobody in its team can answer point 1. It is now with Tom")
    town.mail_to("Tom", "Nobody acts for Parks now.")
    town.mail_to("Rosa", "So it is with Tom now.")
    told = "Answers in writing, for a team in which nobody can."
    town.acts_next(POINT, "Tom, Waste manager", told)
    answer_no(town)
    assert NO in town.stranger().open(POINT).words


@mishap("4.3")
def asker_is_asked_and_presses_once(town: Town) -> None:
    raise_point(town)
    answer_no(town)
    rosa = town("Rosa")
    mail = town.mail_to("Rosa", "Read the whole answer, and say whether it answers the point:")
    town.follow_link(rosa, mail, "/forums/town-forum/points/1/yours")
    assert "Your turn: does the answer answer your point?" in rosa.page.words
    rosa.press("No, it does not")
    rosa.send(verdict="no", missing="Where the bins go.", button="Say so")
    # Nobody else in the team is senior, and it leads the forum itself: a facilitator must act.
    town.log_says("Point 1 needs a second answer by somebody more senior")
    town.mail_to("Bea", "Nobody in Waste can give the answer that is due.")
    town.acts_next(POINT, "Bea", "Gives the point to another team, or has somebody appointed.")
    bea = town("Bea")
    bea.open("/desk/facilitator")
    assert "Nobody can answer point 1 again" in bea.page.words
    head = {"role": "elected", "scope": "team:waste", "title": "Councillor"}
    place.give_role(bea, name="Ruth", last_day=LAST_DAY, **head)
    worker_tells_where_it_went(town)
    town.log_says("Point 1 is with its team again")
    town.acts_next(POINT, "Waste", "Somebody more senior than the one who answered first")
