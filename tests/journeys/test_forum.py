"""A whole forum by pages alone: from an empty database to a promise that is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.conftest import SetClock
from tests.journeys.navigators import forums, place, points
from tests.journeys.navigators.log import PublicLog
from tests.journeys.navigators.people import People

FORUM = "Town Forum"
LAST_DAY = date(2028, 12, 31)
MEETING = date(2027, 3, 18)
BINS = "Bins behind Sidings Row"
BUS = "A bus that waits for the train"
PROMISE = "Friday collection begins"
YES = "Yes: a second collection every Friday."


def test_forum_goes_by_pages_from_its_call_to_a_promise_that_is_kept(
    people: People, clock: SetClock, code: str, log: PublicLog
) -> None:
    _set_up(people, code)
    _forum_and_meeting_are_called(people, log)
    clock.at = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)
    _rosa_raises_a_point(people, log)
    _facilitator_publishes_it_and_gives_it_to_a_team(people, log)
    clock.at = datetime(2027, 3, 19, 9, 0, tzinfo=UTC)
    _point_of_the_meeting_is_written_down(people, log)
    _minutes_are_sent_out(people, log)
    clock.at = datetime(2027, 4, 14, 8, 0, tzinfo=UTC)
    _on_its_day_the_point_is_not_late(people)
    clock.at = datetime(2027, 4, 15, 8, 0, tzinfo=UTC)
    _the_day_after_it_is_late_everywhere(people)
    _official_answers_with_a_promise(people, log)
    _rosa_reads_the_answer_and_says_it_answers(people, log)
    clock.at = datetime(2027, 5, 7, 9, 0, tzinfo=UTC)
    _promise_is_done(people, log)


def _set_up(people: People, code: str) -> None:
    bea = people.knows("Bea", people.stranger())
    place.set_up_place(bea, code)
    place.add_team(bea, "Waste")
    official = {"role": "official", "scope": "team:waste", "title": "Waste manager"}
    place.give_role(bea, name="Tom", last_day=LAST_DAY, **official)
    assert "Waste manager" in bea.page.words


def _forum_and_meeting_are_called(people: People, log: PublicLog) -> None:
    bea, visitor = people("Bea"), people.stranger()
    visitor.open("/forums")
    assert "No forum is called yet." in visitor.page.words
    forums.call_forum(bea, name=FORUM, team="waste")
    assert "The forum is called." in bea.page.words
    forums.call_meeting(bea, on=MEETING, venue="Fenn Library")
    assert "The meeting is called and public." in bea.page.words
    visitor.open("/forums")
    visitor.press(f"About this forum {FORUM}")
    assert "We answer every point in writing." in visitor.page.words
    visitor.press("Thursday 18 March 2027")
    assert "Fenn Library" in visitor.page.words
    log.says("The forum Town Forum was called.", "A meeting was called for")


def _rosa_raises_a_point(people: People, log: PublicLog) -> None:
    rosa = people("Rosa")
    forums.raise_point(rosa, FORUM, title=BINS, said="They overflow by Friday. Rats come.")
    assert "Point 1 is sent." in rosa.page.words
    assert "Being read by a facilitator of the forum." in rosa.page.words
    assert people.stranger().open("/forums/town-forum/points/1").status == 404
    log.says("Point 1 was raised.")


def _facilitator_publishes_it_and_gives_it_to_a_team(people: People, log: PublicLog) -> None:
    bea = people("Bea")
    bea.open("/desk/facilitator")
    assert "1 point to read" in bea.page.words
    forums.publish_point(bea, FORUM, 1, team="waste")
    assert "The point is public and has a team." in bea.page.words
    visitor = people.stranger()
    points.open_point(visitor, FORUM, BINS)
    assert "They overflow by Friday. Rats come." in visitor.page.words
    # 20 working days after 15 March: Good Friday and Easter Monday are none.
    assert "Waiting for Waste. They promised an answer by Wednesday 14 April 2027" in (
        visitor.page.words
    )
    log.says(
        "Point 1 was published: Bins behind Sidings Row", "Point 1 was given to a team to answer."
    )


def _point_of_the_meeting_is_written_down(people: People, log: PublicLog) -> None:
    bea, rosa = people("Bea"), people("Rosa")
    rosa.open("/forums/town-forum")
    rosa.press("Thursday 18 March 2027")
    rosa.press("I was there")
    rosa.send(button="I was there")
    assert "You are counted." in rosa.page.words
    forums.open_minutes(bea, FORUM, "18 March 2027")
    forums.write_point_down(
        bea, title=BUS, said="The bus leaves as the train comes in.", by="Joan", team="waste"
    )
    assert "Point 2 is public and has a team." in bea.page.words
    log.says("Point 2 was raised.", "Point 2 was given to a team to answer.")


def _minutes_are_sent_out(people: People, log: PublicLog) -> None:
    bea = people("Bea")
    forums.open_minutes(bea, FORUM, "18 March 2027")
    forums.send_minutes_out(bea, "Eleven people came. Two points were raised.")
    assert "The minutes are public. The time for answers runs." in bea.page.words
    visitor = people.stranger()
    visitor.open("/forums/town-forum")
    assert "Minutes published." in visitor.page.words
    visitor.press("Thursday 18 March 2027")
    assert "Eleven people came." in visitor.page.words
    assert BUS in visitor.page.words
    points.open_point(visitor, FORUM, BUS)
    assert "The bus leaves as the train comes in." in visitor.page.words
    assert "They promised an answer by" in visitor.page.words
    log.says("The minutes of a meeting were published, to be approved.")


def _on_its_day_the_point_is_not_late(people: People) -> None:
    visitor = people.stranger()
    points.open_point(visitor, FORUM, BINS)
    assert "working day late" not in visitor.page.words
    assert 'data-status="late"' not in visitor.page.text
    visitor.open("/promises/late")
    assert BINS not in visitor.page.words


def _the_day_after_it_is_late_everywhere(people: People) -> None:
    visitor, tom = people.stranger(), people("Tom")
    points.open_point(visitor, FORUM, BINS)
    assert "It is 1 working day late." in visitor.page.words
    assert 'data-status="late"' in visitor.page.text
    visitor.open("/promises/late")
    assert BINS in visitor.page.words
    tom.open("/desk/official")
    assert 'id="group-late"' in tom.page.text


def _official_answers_with_a_promise(people: People, log: PublicLog) -> None:
    tom, visitor = people("Tom"), people.stranger()
    points.write_answer(tom, 1, sentence=YES, promise=PROMISE, due=date(2027, 5, 7))
    assert tom.page.heading == "Check your answer, then publish it"
    told = "Answered on Thursday 15 April, 1 working day after the promised date."
    assert told in tom.page.words
    points.open_point(visitor, FORUM, BINS)
    assert "They answered" not in visitor.page.words
    points.publish_answer(tom)
    assert "The answer is public. The clock has stopped." in tom.page.words
    points.open_point(visitor, FORUM, BINS)
    for words in (told, YES, PROMISE, "Waste service", "Friday 7 May 2027", "Tom"):
        assert words in visitor.page.words
    visitor.open("/promises")
    assert PROMISE in visitor.page.words
    log.says(
        f"Point 1 was answered, working days late: 1. “{YES}”",
        f"Waste service promised, by 7 May 2027: {PROMISE}",
    )


def _rosa_reads_the_answer_and_says_it_answers(people: People, log: PublicLog) -> None:
    rosa = people("Rosa")
    rosa.open("/dev/mail")
    assert "rosa@example.org" in rosa.page.words
    assert BINS in rosa.page.words
    points.open_point(rosa, FORUM, BINS)
    assert YES in rosa.page.words
    points.assess(rosa, "yes")
    rosa.press("Go to the point’s page")
    assert "The person who asked says: yes." in rosa.page.words
    sam = people("Sam")
    points.open_point(sam, FORUM, BINS)
    assert "Yes, it does" not in sam.page.words
    log.says("Somebody said whether the answer to point 1 answers it.")


def _promise_is_done(people: People, log: PublicLog) -> None:
    tom, visitor = people("Tom"), people.stranger()
    done = date(2027, 5, 7)
    points.say_promise_done(tom, PROMISE, done_on=done, note="See the rota in Sidings Row.")
    assert "The promise is shown as done." in tom.page.words
    points.open_point(visitor, FORUM, BINS)
    assert "See the rota in Sidings Row." in visitor.page.words
    assert "Done" in visitor.page.words
    log.says("A promise was said to be done on 7 May 2027: See the rota in Sidings Row.")
