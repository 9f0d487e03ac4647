"""A voting place is closed for a time, and every page says so. Source: docs/rules/venues.md 7."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.facts import NewsFact
from pbplatform.rounds.models import Round
from pbplatform.venues.domain.closures import joined, touches, without
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.kinds import Access, Offer, VenueLog
from pbplatform.venues.queries.places import view_of
from pbplatform.venues.queries.ways import ways_in
from pbplatform.venues.services.closing import close_venue, open_venue_again
from pbplatform.venues.services.places import add_venue, take_venue_away
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import COMMAND, make_person
from tests.logged import waiting_entries
from tests.venues.kiosks import KIOSK, VOTE, a_clerk, begins, opens, words
from tests.voting.by_page import election
from tests.voting.elections import Election

__all__ = ["election"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROUND = "/rounds/neighbour-fund"
DESK = "/desk/facilitator/rounds/neighbour-fund/venues"
WHY = "The heating broke"


@pytest.fixture
def round_(session: Session, election: Election) -> Round:
    return session.get_one(Round, election.round_id)


@pytest.fixture
def noon(round_: Round) -> datetime:
    """Noon of the first whole day of voting, where places are open from nine to five."""
    return (round_.opens_at + DAY).replace(hour=12, minute=0)


def place(session: Session, round_: Round, noon: datetime, name: str, area: str = "") -> int:
    hours = [(noon + days * DAY - 3 * HOUR, noon + days * DAY + 5 * HOUR) for days in (0, 1)]
    facts = VenueFacts(name, "2 Mill Lane", area, "", [Access.SEATS], [Offer.PAPER], hours)
    return add_venue(session, actor=COMMAND, round_id=round_.id, facts=facts, now=noon - DAY).n


def closes(session: Session, round_: Round, span: tuple[datetime, datetime], **more: Any) -> None:
    given = {"n": 1, "reason": WHY, "now": span[0], **more}
    close_venue(session, actor=COMMAND, round_id=round_.id, span=span, **given)


def text_of(client: FlaskClient, url: str, status: int = 200) -> str:
    g.pop("_login_user", None)
    answer = client.get(url, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return " ".join(answer.text.split())


def test_times_are_taken_off_hours_at_every_edge(noon: datetime) -> None:
    hours = [(noon, noon + 4 * HOUR)]

    def left(begins: int, ends: int) -> list[tuple[datetime, datetime]]:
        return without(hours, [(noon + begins * HOUR, noon + ends * HOUR)])

    assert left(-1, 0) == left(4, 5) == hours
    assert left(0, 4) == left(-1, 5) == []
    assert left(1, 2) == [(noon, noon + HOUR), (noon + 2 * HOUR, noon + 4 * HOUR)]
    assert left(-1, 1) == [(noon + HOUR, noon + 4 * HOUR)]
    assert left(3, 9) == [(noon, noon + 3 * HOUR)]
    assert touches((noon, noon + HOUR), (noon + HOUR, noon + 2 * HOUR))
    assert not touches((noon, noon + HOUR), (noon + 2 * HOUR, noon + 3 * HOUR))
    assert joined([(noon + HOUR, noon + 3 * HOUR), (noon, noon + 2 * HOUR)]) == (
        noon,
        noon + 3 * HOUR,
    )


def test_closings_that_touch_are_one_and_the_hours_that_were_said_stay(
    session: Session, round_: Round, noon: datetime
) -> None:
    place(session, round_, noon, "Library")
    closes(session, round_, (noon, noon + HOUR))
    closes(session, round_, (noon + 3 * HOUR, noon + 4 * HOUR))
    assert len(view_of(session, round_.id, 1).closures) == 2
    closes(session, round_, (noon + HOUR, noon + 2 * HOUR), reason="Still cold", now=noon)
    view = view_of(session, round_.id, 1)
    assert [(each.span, each.reason) for each in view.closures] == [
        ((noon, noon + 2 * HOUR), "Still cold"),
        ((noon + 3 * HOUR, noon + 4 * HOUR), WHY),
    ]
    assert len(view.said) == 2
    assert [hours[0].hour for hours in view.hours] == [
        (noon + hours * HOUR).hour for hours in (-3, 2, 4, -3)
    ]


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [
        (-2, 0, "venue.closing_is_over"),
        (3, 2, "venue.closing_ends_first"),
        (5, 9, "venue.not_open_then"),
        (5 * 24, 6 * 24, "venue.not_open_then"),
        (-2, 1, None),
    ],
)
def test_only_a_time_that_is_not_over_and_has_hours_is_closed(
    session: Session, round_: Round, noon: datetime, begins: int, ends: int, code: str | None
) -> None:
    place(session, round_, noon, "Library")
    span = (noon + begins * HOUR, noon + ends * HOUR)
    if code is None:
        closes(session, round_, span, now=noon)
        assert view_of(session, round_.id, 1).closures[0].begins_at == noon
        return
    with pytest.raises(Conflict) as refused:
        closes(session, round_, span, now=noon)
    assert refused.value.code == code


def test_open_again_holds_at_once_once_and_only_for_a_closing_that_holds(
    session: Session, round_: Round, noon: datetime
) -> None:
    place(session, round_, noon, "Library")
    closes(session, round_, (noon, noon + HOUR))
    given: dict[str, Any] = {"actor": COMMAND, "round_id": round_.id, "n": 1}
    with pytest.raises(NotFound):
        open_venue_again(session, k=2, now=noon, **given)
    with pytest.raises(Conflict, match=r"venue\.open_already"):
        open_venue_again(session, k=1, now=noon + HOUR, **given)
    open_venue_again(session, k=1, now=noon, **given)
    assert view_of(session, round_.id, 1).open_until(noon) == noon + 5 * HOUR
    with pytest.raises(Conflict, match=r"venue\.open_already"):
        open_venue_again(session, k=1, now=noon, **given)
    closes(session, round_, (noon, noon + HOUR))
    take_venue_away(session, reason="Sold", now=noon, **given)
    with pytest.raises(Conflict, match=r"venue\.open_already"):
        open_venue_again(session, k=2, now=noon, **given)


def test_a_place_that_is_closed_for_all_that_is_left_is_no_way_to_vote(
    session: Session, round_: Round, noon: datetime
) -> None:
    place(session, round_, noon, "Library")
    closes(session, round_, (noon, noon + 10 * HOUR))
    session.flush()
    assert ways_in(session, [round_.id], noon)[round_.id].places == 1
    closes(session, round_, (noon + DAY - 3 * HOUR, noon + DAY + 4 * HOUR), now=noon)
    session.flush()
    assert ways_in(session, [round_.id], noon)[round_.id].places == 1
    closes(session, round_, (noon + DAY + 4 * HOUR, noon + DAY + 9 * HOUR), now=noon)
    session.flush()
    found = ways_in(session, [round_.id], noon)[round_.id]
    assert (found.places, found.closed) == (0, True)
    assert found, "that it is closed is still told"


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["/", ROUND, f"{ROUND}/vote", f"{ROUND}/vote/eligibility"])
def test_pages_say_that_it_is_closed_why_until_when_and_who_else_is_open(
    session: Session,
    client: FlaskClient,
    clock: SetClock,
    round_: Round,
    noon: datetime,
    page: str,
) -> None:
    place(session, round_, noon, "Library", "North")
    place(session, round_, noon, "Annex", "South")
    place(session, round_, noon, "Night School", "North")
    clock.at = noon
    session.commit()
    assert "Closed" not in text_of(client, page)
    closes(session, round_, (noon, noon + 10 * HOUR))
    session.commit()
    for url in (page, f"{ROUND}/where/1"):
        said = text_of(client, url)
        assert "Closed today" in said
        assert WHY in said
        assert "Open again: " in said
        assert said.index("Night School") < said.index("Annex"), "those of its area come first"
    assert "Closed today" in text_of(client, f"{ROUND}/where")
    clock.at = noon + DAY
    assert WHY not in text_of(client, page)
    clock.at = round_.closes_at + 365 * DAY
    for url in ("/", ROUND, f"{ROUND}/where", f"{ROUND}/where/1"):
        assert WHY not in text_of(client, url)


@pytest.mark.one_database
def test_a_clerk_closes_a_place_today_with_one_sentence_and_opens_it_again(
    app: Flask,
    session: Session,
    client: FlaskClient,
    clock: SetClock,
    round_: Round,
    noon: datetime,
) -> None:
    place(session, round_, noon, "Library")
    clerk = make_person(session, "Carla", role="clerk", scope="round:neighbour-fund")
    session.commit()
    clock.at = noon
    sign_in(client, clerk, noon)
    assert f'href="{DESK}"' in text_of(client, "/desk/clerk")
    today = noon.date().isoformat()
    page = text_of(client, f"{DESK}/1/close")
    assert f'value="{today}" checked' in page
    refused = client.post(f"{DESK}/1/close", data={"day": today, "begins": "2pm"})
    assert refused.status_code == 422
    assert "Say why it is closed" in refused.text
    assert 'value="2pm"' in refused.text
    odd = client.post(
        f"{DESK}/1/close", data={"day": today, "begins": "2pm", "until": "1pm", "reason": WHY}
    )
    assert odd.status_code in (409, 422)
    assert "It must end after it begins" in odd.text
    assert client.post(f"{DESK}/1/close", data={"day": today, "reason": WHY}).status_code == 302
    assert "Closed today" in text_of(client, DESK)
    assert client.post(f"{DESK}/1/closed/1/open-again").status_code == 302
    assert client.post(f"{DESK}/1/closed/1/open-again").status_code == 409
    assert "Open now, until " in text_of(client, DESK)
    kinds = sorted(each["kind"] for each in waiting_entries(session))
    for kind in (VenueLog.VENUE_CLOSED, VenueLog.VENUE_OPEN_AGAIN):
        assert kinds.count(kind) == 1
    facts = sorted(each.kind for each in session.query(NewsFact))
    for fact in ("venues:closed", "venues:open_again"):
        assert facts.count(fact) == 1


@pytest.mark.one_database
def test_nobody_begins_at_a_kiosk_of_a_closed_place_and_who_began_can_finish(
    app: Flask,
    session: Session,
    client: FlaskClient,
    clock: SetClock,
    round_: Round,
    noon: datetime,
) -> None:
    place(session, round_, noon, "Library")
    session.commit()
    clock.at = noon
    opens(app, client, a_clerk(app), clock)
    assert begins(client).location == VOTE
    closes(session, round_, (noon, noon + HOUR))
    session.commit()
    assert client.get(VOTE).status_code == 200
    client.post(f"{KIOSK}/done")
    said = words(client.get(KIOSK))
    assert "Nobody can begin here" in said
    assert WHY in said
    assert "Open again: " in said
    assert begins(client).location == KIOSK
    clock.at = noon + HOUR
    assert begins(client).location == VOTE
