"""The story of a finished project, from tracked facts only. Source: docs/rules/changed.md 3."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.delivery import services
from pbplatform.delivery.kinds import LookBack, Step
from pbplatform.delivery.models import ProjectNews
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, project_with_line, tom
from tests.voting.elections import Election

STORY = "/rounds/neighbour-fund/projects/4-project-4/story"
OPENED = WON + 40 * DAY


@pytest.fixture
def election(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    made = project_with_line(session, tmp_path)
    told = {"actor": tom(session), "round_id": made.round_id, "number": 4}
    services.set_next_step(
        session,
        words="The benches are ordered",
        due=(WON + 20 * DAY).date(),
        now=WON + 2 * DAY,
        **told,
    )
    services.move_next_date(
        session,
        due=(WON + 30 * DAY).date(),
        reason="The bench maker closed",
        now=WON + 10 * DAY,
        **told,
    )
    clock.at = OPENED + DAY
    session.commit()
    return made


def opened(session: Session, election: Election) -> None:
    told = {"actor": tom(session), "round_id": election.round_id, "number": 4}
    for step in (Step.DESIGNING, Step.PERMISSIONS, Step.BUYING, Step.BUILDING, Step.OPEN):
        spent = 1_700_000 if step is Step.OPEN else None
        services.set_step(session, step=step, spent_minor=spent, now=OPENED, **told)
    session.commit()


def text_of(client: FlaskClient, url: str, status: int = 200) -> str:
    g.pop("_login_user", None)
    answer = client.get(url)
    assert answer.status_code == status, answer.text
    return " ".join(answer.text.split())


def test_project_that_is_not_open_has_no_story_and_its_page_says_so(
    client: FlaskClient, election: Election
) -> None:
    page = text_of(client, STORY, 404)
    assert "There is no story yet" in page
    assert STORY.removesuffix("/story") in page
    assert STORY not in text_of(client, STORY.removesuffix("/story"))


def test_story_tells_line_days_moves_with_reasons_and_steps_each_with_its_page(
    client: FlaskClient, session: Session, election: Election
) -> None:
    opened(session, election)
    page = text_of(client, STORY)
    for words in (
        "7-310-44",
        "£18,000",
        "The benches are ordered",
        "the day moved from",
        "The bench maker closed",
        "at the step “Open”",
        "£17,000 was spent",
    ):
        assert words in page, words
    told = page.split("data-told>")[1:]
    assert len(told) > 8
    assert all("<a href=" in each.split("</li>")[0] for each in told)
    assert STORY in text_of(client, STORY.removesuffix("/story"))


def test_step_that_was_taken_back_and_words_that_went_are_not_told(
    client: FlaskClient, session: Session, election: Election
) -> None:
    opened(session, election)
    line = session.scalars(select(ProjectNews).where(ProjectNews.kind == "next-step")).one()
    line.words = "[…]"  # as words that were struck are written
    session.commit()
    assert "The benches are ordered" not in text_of(client, STORY)
    told = {"actor": tom(session), "round_id": election.round_id, "number": 4}
    services.take_step_back(session, words="Opened next week only", now=OPENED, **told)
    session.commit()
    text_of(client, STORY, 404)


def test_answers_of_the_look_back_are_told_and_a_question_without_one_says_so(
    client: FlaskClient, session: Session, election: Election
) -> None:
    opened(session, election)
    told = {"actor": tom(session), "round_id": election.round_id, "number": 4}
    services.set_step(
        session,
        step=Step.LOOKED_BACK,
        looked={LookBack.BETTER: "Sixty people sit there on Saturdays."},
        now=OPENED + 200 * DAY,
        **told,
    )
    session.commit()
    page = text_of(client, STORY)
    assert "Sixty people sit there on Saturdays." in page
    assert "Did it bring people closer? The team did not say." in page


def test_address_without_its_words_leads_to_the_right_one(
    client: FlaskClient, session: Session, election: Election
) -> None:
    answer = client.get("/rounds/neighbour-fund/projects/4/story")
    assert (answer.status_code, answer.location) == (301, STORY)
    for wrong in ("99/story", "x/story", "1-project-1/story"):
        assert client.get(f"/rounds/neighbour-fund/projects/{wrong}").status_code == 404
