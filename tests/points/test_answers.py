"""Answers, what people say of them, and second answers. docs/rules/points.md sections 5, 6."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pbplatform.audit.models import LogPending, LogWords
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.forums import services as forum_services
from pbplatform.points import queries, services
from pbplatform.points.domain.composing import AnswerText, PromiseText, ReasonText
from pbplatform.points.kinds import Assessed, Stand
from pbplatform.points.models import Answer, Point
from pbplatform.points.queries import Opinion
from pbplatform.points.services import CorrectionText
from tests.factories import make_meeting, make_person
from tests.points.people import CAME, NO, YES, World, noon

NEXT_DAY = CAME + timedelta(days=1)
LATER = CAME + timedelta(days=2)


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        (replace(NO, sentence=" "), "answer.sentence_needed", "sentence"),
        (replace(NO, sentence="x" * 201), "answer.sentence_too_long", "sentence"),
        (replace(NO, kind="maybe"), "answer.kind_unknown", "kind"),
        (replace(NO, kind="answer"), "answer.questions_only", "kind"),
        (AnswerText(kind="already", sentence="Yes"), "answer.link_needed", "link"),
        (
            AnswerText(kind="already", sentence="Yes", link="javascript:alert(1)"),
            "answer.link_not_web",
            "link",
        ),
        (replace(NO, explanation="word " * 301), "answer.too_many_words", "explanation"),
        (replace(NO, reasons=[]), "answer.reason_needed", "reason"),
        (replace(NO, reasons=[ReasonText("mood", "", "x")]), "answer.reason_needed", "reason"),
        (replace(NO, reasons=[ReasonText("money", "", "x")]), "answer.detail_needed", "detail"),
        (
            replace(NO, reasons=[ReasonText("money", "a lot", "x")]),
            "answer.detail_needs_figure",
            "detail",
        ),
        (
            replace(NO, reasons=[ReasonText("policy", "our plan", "x")]),
            "answer.detail_needs_link",
            "detail",
        ),
        (
            replace(NO, reasons=[ReasonText("evidence", "a study", "x")]),
            "answer.detail_needs_link",
            "detail",
        ),
        (
            replace(NO, reasons=[ReasonText("safety", "", " ")]),
            "answer.change_needed",
            "would_change",
        ),
        (replace(YES, promises=[]), "answer.promise_needed", "promises"),
        (
            replace(YES, kind="part", reasons=[ReasonText("safety", "", "x")], promises=[]),
            "answer.promise_needed",
            "promises",
        ),
        (
            replace(YES, promises=[PromiseText("Bins", "", date(2027, 4, 2))]),
            "answer.promise_incomplete",
            "promises",
        ),
        (
            replace(YES, promises=[PromiseText("Bins", "Waste", None)]),
            "answer.promise_incomplete",
            "promises",
        ),
        (
            replace(YES, promises=[PromiseText("Bins", "Waste", date(2027, 2, 4))]),
            "answer.promise_in_the_past",
            "promises",
        ),
    ],
)
def test_text_that_is_no_answer_is_refused_beside_what_is_missing(
    world: World, text: AnswerText, code: str, field: str
) -> None:
    point = world.point()
    with pytest.raises(Conflict) as refused:
        world.answer(point, text=text)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert world.standing(point, NEXT_DAY).stand is Stand.WAITING


def test_question_may_be_answered_without_yes_or_no(world: World) -> None:
    point = world.point(kind="question")
    world.answer(point, text=AnswerText(kind="answer", sentence="On Tuesdays."))
    assert world.standing(point, NEXT_DAY).stand is Stand.ASSESSING


def test_published_answer_stops_the_clock_and_makes_its_promises_public(world: World) -> None:
    point = world.point()
    services.save_draft(
        world.session, actor=world.tom, point_id=point.id, content={"sentence": "Yes"}, now=CAME
    )
    world.answer(point, text=YES)
    view = world.view(point, NEXT_DAY)
    assert (view.standing.in_time, view.standing.stand) == (True, Stand.PROMISED)
    assert [(p.what, p.due_original, p.due_current) for p in view.promises] == [
        ("Friday collection begins", date(2027, 4, 2), date(2027, 4, 2))
    ]
    assert (view.answers[0].by_name, view.answers[0].by_title) == ("Tom", "Waste officer")
    assert queries.draft_of(world.session, point.id, int(world.tom.key)) is None


def test_second_press_of_publish_is_refused_and_one_answer_stands(world: World) -> None:
    point = world.point()
    world.answer(point)
    with pytest.raises(Conflict, match="no_answer_due"):
        world.answer(point)
    assert len(world.session.scalars(select(Answer)).all()) == 1


def test_correction_stands_below_the_answer_and_moves_no_day(world: World) -> None:
    point = world.point()
    world.answer(point)
    before = world.standing(point, LATER)
    services.correct_answer(
        world.session,
        actor=world.leena,
        point_id=point.id,
        n=1,
        text=CorrectionText(wrong="The figure was an old one.", text="The figure is £201,000."),
        now=LATER,
    )
    assert world.standing(point, LATER) == before
    answer = world.view(point).answers[0]
    told = queries.corrections(world.session, [answer.id])[answer.id]
    assert [correction.text for correction in told] == ["The figure is £201,000."]
    with pytest.raises(NotAllowed):
        services.correct_answer(
            world.session,
            actor=world.ali,
            point_id=point.id,
            n=1,
            text=CorrectionText(wrong="x", text="x"),
            now=LATER,
        )


def test_only_asker_supporters_and_those_at_the_meeting_say_whether_it_answers(
    world: World,
) -> None:
    meeting = make_meeting(world.session, world.forum, CAME + timedelta(hours=9), now=CAME)
    evening = CAME + timedelta(hours=10)
    point = services.record_point(
        world.session,
        actor=world.bea,
        meeting_id=meeting.id,
        kind="request",
        title="Bins",
        verbatim="They overflow.",
        raised_by_id=int(world.rosa.key),
        now=evening,
    )
    world.answer(point, text=NO, now=NEXT_DAY)
    pat = make_person(world.session, "Pat")
    for who in (world.sam, pat):
        with pytest.raises(NotAllowed, match="not_part_of_it"):
            world.says(who, point, "yes")
    services.support(world.session, actor=world.sam, point_id=point.id, now=NEXT_DAY)
    forum_services.attend(world.session, actor=pat, meeting_id=meeting.id, now=NEXT_DAY)
    world.says(world.sam, point, "yes")
    world.says(pat, point, "partly")
    world.says(world.rosa, point, "yes")
    opinion = world.view(point, LATER).opinion
    assert opinion.asker is Assessed.YES
    assert dict(opinion.others) == {Assessed.YES: 1, Assessed.PARTLY: 1}


@pytest.mark.parametrize(
    ("day", "works"),
    [(date(2027, 3, 4), True), (date(2027, 3, 5), True), (date(2027, 3, 6), False)],
)
def test_people_can_say_so_until_the_end_of_the_20th_working_day(
    world: World, day: date, works: bool
) -> None:
    point = world.point()
    world.answer(point)  # on Friday 5 February
    if works:
        world.says(world.rosa, point, "yes", now=noon(day))
    else:
        with pytest.raises(Conflict, match="window_over"):
            world.says(world.rosa, point, "yes", now=noon(day))


def test_person_may_change_their_word_and_counts_once(world: World) -> None:
    point = world.point()
    services.support(world.session, actor=world.sam, point_id=point.id, now=CAME)
    world.answer(point)
    for verdict in ("no", "yes"):
        world.says(world.sam, point, verdict)
    assert dict(world.view(point).opinion.others) == {Assessed.YES: 1}


def opinion(asker: str | None, yes: int = 0, partly: int = 0, no: int = 0) -> Opinion:
    return Opinion(
        asker=Assessed(asker) if asker else None,
        others={Assessed.YES: yes, Assessed.PARTLY: partly, Assessed.NO: no},
    )


@pytest.mark.parametrize(
    ("said", "another"),
    [
        (opinion("yes"), False),
        (opinion("partly"), True),
        (opinion("no"), True),
        (opinion(None, no=9), False),
        (opinion(None, yes=5, no=5), True),
        (opinion(None, yes=5, partly=2, no=3), True),
        (opinion(None, yes=6, no=5), False),
        (opinion("yes", yes=4, no=5), True),
        (opinion("yes", yes=5, no=5), False),
    ],
)
def test_askers_no_or_half_of_ten_replies_calls_for_another_answer(
    said: Opinion, another: bool
) -> None:
    assert services.calls_for_another(said) is another


def challenged(world: World) -> Point:
    point = world.point()
    world.answer(point)
    world.says(world.rosa, point, "no")  # on Saturday 6 February
    return point


def test_askers_no_makes_a_second_answer_due_in_ten_working_days(world: World) -> None:
    point = challenged(world)
    standing = world.standing(point, LATER)
    assert (standing.stand, standing.stage, standing.due) == (
        Stand.WAITING,
        2,
        date(2027, 2, 19),
    )
    assert world.standing(point, noon(date(2027, 2, 20))).stand is Stand.LATE


def test_what_was_made_due_stays_due_when_the_asker_thinks_again(world: World) -> None:
    point = challenged(world)
    before = world.standing(point, LATER)
    world.says(world.rosa, point, "yes")
    assert world.standing(point, LATER) == before


@pytest.mark.parametrize(("who", "works"), [("tom", False), ("leena", True), ("ruth", True)])
def test_second_answer_comes_from_somebody_more_senior(world: World, who: str, works: bool) -> None:
    point = challenged(world)
    if works:
        world.answer(point, by=getattr(world, who), now=LATER)
        assert world.view(point, LATER).answers[-1].n == 2
    else:
        with pytest.raises(NotAllowed, match="someone_more_senior"):
            world.answer(point, by=getattr(world, who), now=LATER)


def test_colleague_with_the_same_post_is_not_more_senior(world: World) -> None:
    point = challenged(world)
    kim = make_person(
        world.session, "Kim", role="official", scope="team:environment", title="Waste officer"
    )
    with pytest.raises(NotAllowed, match="someone_more_senior"):
        world.answer(point, by=kim, now=LATER)


def test_second_no_takes_the_point_to_the_elected_person_who_answers_last(world: World) -> None:
    point = challenged(world)
    world.answer(point, by=world.leena, now=LATER)
    world.says(world.rosa, point, "partly", now=LATER)
    view = world.view(point, LATER)
    assert view.standing.is_taken_higher
    assert (view.standing.due, view.elected) == (date(2027, 2, 19), "Ruth")
    with pytest.raises(NotAllowed, match="elected_only"):
        world.answer(point, by=world.leena, now=LATER)
    world.answer(point, by=world.ruth, now=LATER)
    world.says(world.rosa, point, "no", now=LATER)
    standing = world.standing(point, LATER)
    assert (standing.stand, standing.stage) == (Stand.ASSESSING, 3)
    assert world.standing(point, noon(date(2027, 4, 1))).stand is Stand.SETTLED


def test_second_answer_takes_no_more_time_and_no_stop(world: World) -> None:
    point = challenged(world)
    given = {"actor": world.leena, "point_id": point.id, "now": LATER}
    with pytest.raises(Conflict, match="second_answer"):
        services.take_more_time(world.session, days=1, reason="x", **given)
    with pytest.raises(Conflict, match="second_answer"):
        services.ask_the_asker(world.session, question="x", **given)


def test_log_has_the_answer_but_no_words_of_residents(world: World) -> None:
    point = world.point()
    world.answer(point)
    services.assess(
        world.session,
        actor=world.rosa,
        point_id=point.id,
        verdict="no",
        missing="A date to look at the walls",
        now=LATER,
    )
    world.session.flush()
    log = b" ".join(world.session.scalars(select(LogPending.body))).decode()
    log += " ".join(words or "" for words in world.session.scalars(select(LogWords.words)))
    assert "No, not this year." in log
    assert "response:point:escalated" in log
    assert "walls" not in log
    assert "overflow" not in log
