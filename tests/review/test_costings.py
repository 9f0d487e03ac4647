"""Asking a team and its answer. Source: docs/rules/review.md sections 2 and 3."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.places.queries import require_place
from pbplatform.review import queries, services
from pbplatform.review.models import Costing
from pbplatform.review.words.next_act import next_act_of_costing
from tests.factories import make_person, make_team
from tests.factories_proposals import ANSWERING, ASKING, answer, make_costing, make_story


def test_answer_is_due_after_the_places_working_days_and_the_team_hears(session: Session) -> None:
    story = make_story(session)
    costing = make_costing(session, story.proposal(), story.team, story.amina)
    # Asked on Friday 13 November 2026.
    assert (ASKING.date(), costing.due_on) == (date(2026, 11, 13), date(2026, 11, 27))
    require_place(session).costing_days = 3
    other = make_team(session, "Highways")
    again = make_costing(session, story.proposal(), other, story.amina)
    assert again.due_on == date(2026, 11, 18)
    told = [row for row in session.scalars(select(OutboxRow)) if row.kind == "review:costing_asked"]
    assert [row.payload["to"] for row in told] == ["tom@example.org"]
    assert told[0].payload["due"] == "2026-11-27"


def test_one_team_is_asked_once_at_a_time(session: Session) -> None:
    story = make_story(session)
    proposal = story.proposal()
    costing = make_costing(session, proposal, story.team, story.amina)
    with pytest.raises(Conflict, match="asked_already"):
        make_costing(session, proposal, story.team, story.amina)
    services.answer_costing(
        session, actor=story.tom, costing_id=costing.id, answer=answer(), now=ANSWERING
    )
    assert make_costing(session, proposal, story.team, story.amina).number == 2


def test_asking_needs_a_delegate_a_question_and_a_team(session: Session) -> None:
    story = make_story(session)
    proposal = story.proposal()
    ask = {"proposal_id": proposal.id, "team_id": story.team.id, "now": ASKING}
    for actor in (story.tom, story.nadia, story.bea):
        with pytest.raises(NotAllowed):
            services.ask_costing(session, actor=actor, questions="?", **ask)
    with pytest.raises(Conflict, match="questions_needed"):
        services.ask_costing(session, actor=story.amina, questions=" ", **ask)
    with pytest.raises(Conflict, match="not_found"):
        services.ask_costing(session, actor=story.amina, questions="?", **{**ask, "team_id": 99})


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (1, True)])
def test_costing_is_late_from_the_day_after_its_last(
    session: Session, minutes: int, late: bool
) -> None:
    story = make_story(session)
    costing = make_costing(session, story.proposal(), story.team, story.amina)
    last = datetime.combine(costing.due_on, time(23, 59), tzinfo=ASKING.tzinfo)
    now = last + timedelta(minutes=minutes)
    today = now.date()
    assert costing.is_late(today) is late
    found = session.scalars(select(Costing).where(Costing.late_on(today))).all()
    assert bool(found) is late
    row = queries.costings_for_teams(session, [story.team.slug], now)[0]
    act = next_act_of_costing(row)
    assert act is not None
    assert act.late is late


def test_days_late_are_working_days(session: Session) -> None:
    story = make_story(session)
    make_costing(session, story.proposal(), story.team, story.amina)
    # Due on Friday 27 November; the weekend does not count.
    tuesday = datetime(2026, 12, 1, 9, tzinfo=ASKING.tzinfo)
    assert queries.costings_for_teams(session, ["parks"], tuesday)[0].days_late == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": "no"}, "cannot"),
        ({"verdict": "no", "cannot": "law"}, "cannot_words"),
        ({"verdict": "if_changed"}, "change_words"),
        ({"low_minor": None}, "low"),
        ({"likely_minor": None}, "likely"),
        ({"high_minor": -1}, "high"),
        ({"low_minor": 1_800_001}, "likely"),
        ({"high_minor": 1_799_999}, "high"),
        ({"price_minor": None}, "price"),
        ({"price_minor": 0}, "price"),
        ({"yearly_minor": -5}, "yearly"),
        ({"yearly_payer": " "}, "yearly_payer"),
        ({"months": None}, "months"),
        ({"months": 241}, "months"),
        ({"included": ""}, "included"),
        ({"sure": "very"}, "sure"),
    ],
)
def test_answer_is_refused_beside_its_field(
    session: Session, changed: dict[str, object], field: str
) -> None:
    story = make_story(session)
    costing = make_costing(session, story.proposal(), story.team, story.amina)
    with pytest.raises(Conflict) as refused:
        services.answer_costing(
            session,
            actor=story.tom,
            costing_id=costing.id,
            answer=answer(**changed),
            now=ANSWERING,
        )
    assert refused.value.field == field
    assert costing.is_open


def test_answer_is_given_once_by_an_official_of_the_team(session: Session) -> None:
    story = make_story(session)
    costing = make_costing(session, story.proposal(), story.team, story.amina)
    highways = make_team(session, "Highways")
    una = make_person(session, "Una", role="official", scope=highways.scope)
    give = {"costing_id": costing.id, "answer": answer(), "now": ANSWERING}
    for actor in (una, story.amina, story.bea):
        with pytest.raises(NotAllowed, match="only_its_team"):
            services.answer_costing(session, actor=actor, **give)
    services.answer_costing(session, actor=story.tom, **give)
    with pytest.raises(Conflict, match="answered_already"):
        services.answer_costing(session, actor=story.tom, **give)
    assert queries.costings_for_teams(session, ["parks"], ANSWERING) == []
    session.commit()  # what teams answered is counted with the commit
    assert queries.answered_for_teams(session, ["parks"], ANSWERING).total == 1


def test_no_keeps_its_reason_and_no_price(session: Session) -> None:
    story = make_story(session)
    costing = make_costing(session, story.proposal(), story.team, story.amina)
    services.answer_costing(
        session,
        actor=story.tom,
        costing_id=costing.id,
        answer=answer(verdict="no", cannot="land", cannot_words="It is the railway's."),
        now=ANSWERING,
    )
    assert (costing.price_minor, costing.sure, costing.can_be_done) == (None, "", False)
    assert costing.cannot_words == "It is the railway's."


def test_desk_of_another_team_stays_empty(session: Session) -> None:
    story = make_story(session)
    make_costing(session, story.proposal(), story.team, story.amina)
    assert queries.costings_for_teams(session, ["highways"], ANSWERING) == []
    assert queries.costings_for_teams(session, [], ANSWERING) == []


def test_everything_that_teams_answered_is_on_one_page_the_newest_first(session: Session) -> None:
    story = make_story(session)
    first, second, third = (story.costed() for _each in range(3))
    story.proposal()
    make_team(session, "Highways")
    session.commit()
    asked = {"team_slugs": ["parks", "highways"], "now": ANSWERING, "size": 2}
    pages = [queries.answered_for_teams(session, wanted=each, **asked) for each in (1, 2, 9)]
    assert [page.total for page in pages] == [3, 3, 3]
    found = [[row.proposal.id for row in page.rows] for page in pages]
    assert found == [[third.id, second.id], [first.id], [first.id]]
    assert queries.answered_for_teams(session, ["highways"], ANSWERING).total == 0
    assert queries.answered_for_teams(session, [], ANSWERING).total == 0
