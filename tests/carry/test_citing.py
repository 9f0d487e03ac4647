"""An answer names another point or a project; a promise names the project by which it is done.

Source: docs/rules/thread.md section 7.28 to 7.30.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.links.queries import links_of
from pbplatform.points import services
from pbplatform.points.domain.citing import named_path
from pbplatform.points.domain.composing import PromiseText
from pbplatform.points.kinds import PointState
from pbplatform.proposals.models import Proposal
from tests.browsing import sign_in, sign_out
from tests.carry.rounds import NEXT, Years
from tests.conftest import SetClock
from tests.factories import make_person
from tests.logged import waiting_entries
from tests.points.people import NO, YES

FORUM = "forums/town-forum"


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("", ""),
        ("  ", ""),
        ("12", "forums/town-forum/points/12"),
        ("012", "forums/town-forum/points/12"),
        ("/forums/other/points/3-benches", "forums/other/points/3"),
        ("https://pb.example/forums/other/points/3?x=1#answer-1", "forums/other/points/3"),
        ("/rounds/fund/proposals/4-quiet-benches", "rounds/fund/proposals/4"),
        ("/rounds/fund/projects/4", "rounds/fund/proposals/4"),
        ("/rounds/fund/ideas/4", None),
        ("/rounds/fund", None),
        ("point twelve", None),
        ("-1", None),
        ("١٢", None),
        ("9" * 12, None),
        ("http://[", None),
    ],
)
def test_things_are_named_by_address_or_number(typed: str, path: str | None) -> None:
    assert named_path(typed, FORUM) == path


@pytest.fixture
def tom(years: Years) -> object:
    return make_person(years.session, "Theo", role="official", scope="team:environment", now=NEXT)


def publish(years: Years, tom: object, point: object, text: object) -> None:
    services.publish_answer(
        years.session,
        actor=tom,  # type: ignore[arg-type]
        point_id=point.id,  # type: ignore[attr-defined]
        text=text,  # type: ignore[arg-type]
        now=NEXT,
    )


def a_promise(project: str) -> PromiseText:
    return PromiseText("Lamps", "Lighting", date(2027, 12, 1), project)


def test_answer_and_promise_are_tied_to_what_they_name(
    session: Session, years: Years, tom: object
) -> None:
    proposal = years.turned_down()
    first, second = years.point(), years.point()
    text = replace(
        YES, about=str(first.number), promises=[a_promise("/rounds/neighbour-fund/proposals/1")]
    )
    publish(years, tom, second, text)
    path = f"{FORUM}/points/{second.number}"
    links = links_of(session, [f"{path}/answers/1", f"{path}/promises/1"])
    assert {(link.from_path, link.kind, link.to_path) for link in links} == {
        (f"{FORUM}/points/{first.number}", "cites", f"{path}/answers/1"),
        (f"rounds/neighbour-fund/proposals/{proposal.number}", "cites", f"{path}/promises/1"),
    }
    told = [e for e in waiting_entries(session) if e["kind"] == "response:answer:names"]
    assert len(told) == 2


@pytest.mark.parametrize(
    ("about", "project", "code", "field"),
    [
        ("what", "", "answer.about_unknown", "about"),
        ("999", "", "answer.about_not_public", "about"),
        ("2", "", "answer.about_itself", "about"),
        ("1", "", "answer.about_not_public", "about"),  # waits to be read
        ("", "1", "answer.project_unknown", "promises"),
        ("", "/rounds/nowhere/proposals/1", "answer.about_not_public", "promises"),
        ("", "/rounds/neighbour-fund/proposals/9", "answer.about_not_public", "promises"),
    ],
)
def test_what_is_not_public_or_not_there_cannot_be_named(
    years: Years, tom: object, about: str, project: str, code: str, field: str
) -> None:
    hidden, point = years.point(), years.point()
    hidden.state = PointState.RAISED
    hidden.decided_at = None
    text = replace(YES, about=about, promises=[a_promise(project)])
    with pytest.raises(Conflict) as refused:
        publish(years, tom, point, text)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_official_sees_it_on_the_preview_and_everybody_on_both_pages(
    client: FlaskClient, session: Session, years: Years, tom: object, clock: SetClock
) -> None:
    clock.at = NEXT
    first, second = years.point(), years.point()
    session.commit()
    desk = f"/desk/official/points/town-forum/{second.number}/answer"
    sign_in(client, tom, NEXT)  # type: ignore[arg-type]
    form = client.get(desk).text
    after = form.partition('name="after"')[2].partition('value="')[2].partition('"')[0]
    typed = {
        "sentence": "No, not this year.",
        "kind": "no",
        "reason": "money",
        "detail": "£210,000",
        "would_change": "A grant",
        "about": "99",
        "after": after,
        "action": "preview",
    }
    wrong = client.post(desk, data=typed)
    assert "There is no such point or project" in wrong.text
    assert client.post(desk, data={**typed, "about": str(first.number)}).status_code == 302
    preview = client.get(f"{desk}/preview").text
    assert "It is about another thing too" in preview
    assert f'href="/forums/town-forum/points/{first.number}"' in preview
    seen = preview.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    assert client.post(f"{desk}/preview", data={"seen": seen}).status_code == 302
    sign_out(client)
    here = f"/forums/town-forum/points/{second.number}"
    assert "It is about another thing too" in client.get(here, follow_redirects=True).text
    other = f"/forums/town-forum/points/{first.number}"
    assert here in client.get(other, follow_redirects=True).text


def test_answer_that_names_nothing_is_as_before(
    session: Session, years: Years, tom: object
) -> None:
    point = years.point()
    publish(years, tom, point, NO)
    assert links_of(session, [f"{FORUM}/points/{point.number}/answers/1"]) == []
    assert session.get(Proposal, 1) is None
