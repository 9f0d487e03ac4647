"""Everything that is late, in pages: answers, then promises; each once, the longest wait first."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, true

from pbplatform.core.transaction import transaction
from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Team
from pbplatform.points.models import Answer
from pbplatform.points.queries import point_views
from pbplatform.points.services.keeping import ids_of_all, keep_points
from pbplatform.promises.models import Commitment
from tests.conftest import SetClock
from tests.points.kept import more_points
from tests.points.people import make_world

pytestmark = pytest.mark.one_database

NOW = datetime(2027, 9, 15, 12, tzinfo=UTC)
NEVER_ANSWERED, MISSED = 33, 14


def test_what_is_late_stands_on_pages_that_add_up(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    clock.at = NOW
    with app.app_context(), transaction() as session:
        world = make_world(session)
        team = session.scalars(select(Team.id).where(Team.slug == "environment")).one()
        more_points(
            session,
            session.scalars(select(ForumSeries.id)).one(),
            120,
            team_id=team,
            by_account_id=int(world.tom.key),
            first=date(2022, 1, 3),
            till=NOW,
            late=NEVER_ANSWERED,
        )
        answers = session.execute(select(Answer.id, Answer.point_id).order_by(Answer.id)).all()
        rows = [
            {
                **{"point_id": row.point_id, "n": 1, "answer_id": row.id, "team_id": team},
                **{"what": f"Promise {n}", "owner": "Head", "done_note": ""},
                **{"due_original": date(2027, 8, 1 + n), "due_current": date(2027, 8, 1 + n)},
                "given_up_reason": "",
            }
            for n, row in enumerate(answers[:MISSED])
        ]
        session.execute(insert(Commitment), rows)
        for ids in list(ids_of_all(session)):
            keep_points(session, ids)
        every = point_views(session, true(), now=NOW)
        late = sorted(view.point.number for view in every if view.standing.is_late)
    pages = -(-(len(late) + MISSED) // 20)
    points: list[int] = []
    promises: list[int] = []
    for page in range(1, pages + 1):
        text = client.get(f"/promises/late?page={page}").text
        points += [int(number) for number in re.findall(r">Point (\d+), ", text)]
        promises += [int(number) for number in re.findall(r"<h3>.*?Promise (\d+)", text)]
        assert f"Page {page} of {pages}" in text
        assert text.count("pb-exchange__head") == min(20, len(late) + MISSED - (page - 1) * 20)
    assert points == late  # numbered as they came
    assert promises == list(range(MISSED))
    assert f"Page {pages} of {pages}" in client.get("/promises/late?page=99").text
