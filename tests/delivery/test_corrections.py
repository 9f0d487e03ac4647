"""What was typed wrong is corrected; the unusual is asked about. Rules: delivery.md section 4.4."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import News, Step
from pbplatform.delivery.models import Project
from pbplatform.delivery.services import Unusual, unusual_of
from tests.browsing import sign_in as sign_in_at
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, project_with_line, tom
from tests.factories import make_person
from tests.pages import confirm
from tests.results.counted import text_of
from tests.voting.elections import Election

NOW = WON + 2 * DAY
DUE = date(2027, 6, 1)
DESK = "/desk/rounds/neighbour-fund/projects/4"
PAGE = "/rounds/neighbour-fund/projects/4-project-4"


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    return project_with_line(session, tmp_path)


def project(session: Session, election: Election) -> Project:
    session.flush()
    return session.get_one(Project, (election.round_id, 4), populate_existing=True)


def update(session: Session, election: Election, words: str, spent_minor: int | None) -> int:
    """The number of the line that it makes."""
    at = {"round_id": election.round_id, "number": 4}
    services.post_update(
        session, actor=tom(session), words=words, spent_minor=spent_minor, now=NOW, **at
    )
    return queries.news_of(session, **at)[0].seq


def next_step(session: Session, election: Election) -> int:
    at = {"round_id": election.round_id, "number": 4}
    services.set_next_step(session, actor=tom(session), words="Ordered", due=DUE, now=NOW, **at)
    return queries.news_of(session, **at)[0].seq


def correct(session: Session, election: Election, seq: int, **right: object) -> None:
    given = {"words": "As it should read", "reason": "Typed wrong", **right}
    now = given.pop("now", NOW)
    services.correct_news(
        session,
        actor=given.pop("actor", None) or tom(session),  # type: ignore[arg-type]
        round_id=election.round_id,
        number=4,
        seq=seq,
        right=services.Correction(**given),  # type: ignore[arg-type]
        now=now,  # type: ignore[arg-type]
    )


def test_money_typed_wrong_is_corrected_and_what_stood_there_stays(
    session: Session, election: Election
) -> None:
    wrong = update(session, election, "The wood came.", 1_300_000)
    correct(session, election, wrong, words="The wood came.", spent_minor=130_000)
    assert project(session, election).spent_minor == 130_000
    news = queries.news_of(session, election.round_id, 4)
    assert (news[0].kind, news[0].corrects, news[0].amount_minor) == (
        News.CORRECTED,
        wrong,
        130_000,
    )
    assert next(each for each in news if each.seq == wrong).amount_minor == 1_300_000
    correct(session, election, wrong, words="The wood came.", spent_minor=131_000)
    assert project(session, election).spent_minor == 131_000


def test_older_line_that_is_corrected_leaves_what_was_told_since(
    session: Session, election: Election
) -> None:
    wrong = update(session, election, "The wood came.", 1_300_000)
    update(session, election, "The nails came.", 1_400_000)
    correct(session, election, wrong, spent_minor=130_000)
    assert project(session, election).spent_minor == 1_400_000


def test_next_step_and_its_day_are_corrected_within_a_week_and_later_move(
    session: Session, election: Election
) -> None:
    wrong = next_step(session, election)
    correct(session, election, wrong, words="They are ordered", day=date(2027, 5, 1))
    held = project(session, election)
    assert (held.next_words, held.next_due_first, held.next_due) == (
        "They are ordered",
        date(2027, 5, 1),
        date(2027, 5, 1),
    )
    with pytest.raises(Conflict, match="day_moves"):
        correct(session, election, wrong, day=DUE, now=NOW + 8 * DAY)
    correct(session, election, wrong, words="Ordered at last", now=NOW + 800 * DAY)
    assert project(session, election).next_words == "Ordered at last"


def test_day_that_moved_is_never_corrected(session: Session, election: Election) -> None:
    wrong = next_step(session, election)
    services.move_next_date(
        session,
        actor=tom(session),
        round_id=election.round_id,
        number=4,
        due=date(2027, 8, 1),
        reason="Late",
        now=NOW,
    )
    with pytest.raises(Conflict, match="day_moves"):
        correct(session, election, wrong, day=date(2027, 5, 1))


@pytest.mark.parametrize(
    ("right", "refused"),
    [
        ({"words": "The wood came."}, "correct_same"),
        ({"reason": " "}, "reason_needed"),
        ({"words": " "}, r"text\.needed"),
        ({"spent_minor": 4}, "tells_no_money"),
        ({"day": DUE}, "day_moves"),
    ],
)
def test_correction_that_is_none_is_refused(
    session: Session, election: Election, right: dict[str, object], refused: str
) -> None:
    line = update(session, election, "The wood came.", None)
    with pytest.raises(Conflict, match=refused):
        correct(session, election, line, **right)


def test_line_of_the_budget_and_lines_of_others_are_not_corrected_here(
    session: Session, election: Election
) -> None:
    with pytest.raises(Conflict, match="line_stays"):
        correct(session, election, 1)
    line = update(session, election, "The wood came.", None)
    other = make_person(session, "Ola", role="official", scope="team:roads")
    with pytest.raises(NotAllowed):
        correct(session, election, line, actor=other)


@pytest.mark.parametrize(
    ("step", "spent_minor", "told", "unusual"),
    [
        (Step.DESIGNING, None, 0, []),
        (Step.BUYING, None, 0, [Unusual.LEFT_OUT]),
        (Step.OPEN, 0, 0, [Unusual.LEFT_OUT, Unusual.SPENT_LITTLE]),
        (Step.OPEN, 900_000, 0, [Unusual.LEFT_OUT]),
        (None, 1_800_000, 0, []),
        (None, 1_800_001, 0, [Unusual.SPENT_MORE]),
        (None, 130_000, 1_300_000, [Unusual.SPENT_LESS]),
    ],
)
def test_what_is_unusual_is_found(
    session: Session,
    election: Election,
    step: Step | None,
    spent_minor: int | None,
    told: int,
    unusual: list[Unusual],
) -> None:
    held = project(session, election)
    held.spent_minor = told
    assert unusual_of(held, step=step, spent_minor=spent_minor) == unusual


def test_from_won_to_open_by_one_press_is_asked_about_first(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    clock.at = NOW
    session.commit()
    person = tom(session)
    session.commit()
    sign_in_at(client, person, NOW)
    press = {"step": "open", "spent": "0", "words": "A firm gave it."}
    answer = confirm(client, f"{DESK}/step", **press)
    assert answer.status_code == 422
    assert "You go from Won to Open." in answer.text
    assert "£0 of £18,000 is spent. Is that right?" in answer.text
    assert project(session, election).step == Step.WON
    assert confirm(client, f"{DESK}/step", **press, checked="y").status_code == 302
    assert project(session, election).step == Step.OPEN


def test_team_corrects_an_update_by_page_and_readers_see_both(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    clock.at = NOW
    line = update(session, election, "The wod came.", 1_300_000)
    session.commit()
    person = tom(session)
    session.commit()
    sign_in_at(client, person, NOW)
    assert f"{DESK}/correct/{line}" in client.get(DESK).text
    typed = {"words": "The wood came.", "spent": "1,300", "reason": "A nought too many."}
    assert confirm(client, f"{DESK}/correct/{line}", **typed).status_code == 302
    page = text_of(client, PAGE)
    for words in (
        "What stood here:",
        "The wod came.",
        "The wood came.",
        "A nought too many.",
        "£1,300 of £18,000",
    ):
        assert words in page
    assert client.get(f"{DESK}/correct/999").status_code == 404
    assert client.get(f"{DESK}/correct/1").status_code == 404
