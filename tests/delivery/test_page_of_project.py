"""What the page of a project tells besides how it stands. Rules: docs/rules/delivery.md 8 to 10."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import seal
from pbplatform.core.errors import Conflict
from pbplatform.core.files import keep_file
from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import LookBack, News, Step
from pbplatform.delivery.models import ProjectNews
from pbplatform.delivery.queries.told import looked_back, photos_of, promised_steps
from pbplatform.places.queries import team_by_slug
from pbplatform.places.services.contact import ContactFacts, facts_of_contact, set_team_contact
from pbplatform.promises import services as promises
from pbplatform.promises.kinds import EvidenceKind, Moment
from pbplatform.promises.models import Evidence
from tests.browsing import counted_queries
from tests.browsing import sign_in as sign_in_at
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, counted_election, project_with_line, tom
from tests.factories import COMMAND
from tests.logged import waiting_entries
from tests.pages import confirm
from tests.results.counted import text_of
from tests.voting.elections import Election

NOW = WON + 2 * DAY
PAGE = "/rounds/neighbour-fund/projects/4-project-4"
DESK = "/desk/rounds/neighbour-fund/projects/4"
ON_PAGE = "rounds/neighbour-fund/projects/4"
QUERIES = 35


@pytest.fixture
def election(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    made = project_with_line(session, tmp_path)
    session.commit()
    clock.at = NOW
    return made


def line(seq: int, kind: News, **facts: Any) -> ProjectNews:
    return ProjectNews(seq=seq, kind=kind, at=NOW + seq * DAY, **{"words": "", **facts})


JUNE, JULY, AUGUST = date(2027, 6, 1), date(2027, 7, 1), date(2027, 8, 1)


def test_every_promised_day_stands_there_with_its_moves_and_reasons_newest_first() -> None:
    news = [
        line(1, News.NEXT_STEP, words="Order", day=JUNE),
        line(2, News.DATE, words="Strike", day_before=JUNE, day=JULY),
        line(3, News.UPDATE, words="We wait."),
        line(4, News.DATE, words="Flood", day_before=JULY, day=AUGUST),
        line(5, News.NEXT_STEP, words="Build", day=AUGUST),
        line(6, News.CORRECTED, words="A strike at the maker", day=JULY, corrects=2),
    ]
    build, order = promised_steps(news[::-1])
    assert (build.words, build.first, build.due, build.moves) == ("Build", AUGUST, AUGUST, ())
    assert not build.is_put_off
    assert (order.words, order.first, order.due, order.is_put_off) == ("Order", JUNE, AUGUST, True)
    assert [(move.before, move.day, move.reason) for move in order.moves] == [
        (JUNE, JULY, "A strike at the maker"),
        (JULY, AUGUST, "Flood"),
    ]


def test_day_moved_earlier_is_not_put_off() -> None:
    news = [
        line(1, News.NEXT_STEP, words="Order", day=AUGUST),
        line(2, News.DATE, words="Sooner", day_before=AUGUST, day=JUNE),
    ]
    assert not promised_steps(news)[0].is_put_off
    assert promised_steps([]) == []


def test_answers_hold_until_the_step_is_taken_back_and_the_newest_ones_after() -> None:
    opened = line(1, News.STEP, step=Step.OPEN)
    first = [
        line(2, News.STEP, step=Step.LOOKED_BACK),
        line(3, News.LOOK_BACK, step=LookBack.CLOSER, words="No"),
        line(4, News.CORRECTED, words="Not yet", corrects=3),
    ]
    assert looked_back([opened]) == {}
    answers = looked_back([opened, *first])
    assert list(answers) == list(LookBack)
    assert [each.words if each else None for each in answers.values()] == [None, "Not yet", None]
    back = line(5, News.TAKEN_BACK, step=Step.LOOKED_BACK)
    assert looked_back([opened, *first, back]) == {}
    again = line(6, News.STEP, step=Step.LOOKED_BACK)
    assert set(looked_back([opened, *first, back, again]).values()) == {None}


def photo(number: int, moment: Moment, *, gone: bool = False) -> Evidence:
    return Evidence(
        id=number, kind=EvidenceKind.PHOTO, moment=moment, file=None if gone else b"x" * 32
    )


def test_photos_pair_before_with_after_and_those_taken_away_are_gone() -> None:
    before, after, late = (
        photo(1, Moment.BEFORE),
        photo(2, Moment.AFTER),
        photo(3, Moment.AFTER),
    )
    during, other = photo(4, Moment.DURING), photo(5, Moment.UNSAID)
    told = photos_of([before, after, late, during, other, photo(6, Moment.BEFORE, gone=True)])
    assert told.pairs == [(before, after), (None, late)]
    assert told.during == [during]
    assert not photos_of([other]).any


def attach(session: Session, moment: str, caption: str, *, number: int) -> None:
    digest = bytes([number]) * 32
    keep_file(session, digest=digest, media_type="image/webp", size=10, now=NOW)
    promises.attach_evidence(
        session,
        actor=tom(session),
        team=team_by_slug(session, "parks"),
        facts=promises.EvidenceFacts(
            subject=ON_PAGE,
            beside="",
            kind=EvidenceKind.PHOTO,
            day=NOW.date(),
            caption=caption,
            alt=f"Alt of {caption}",
            file=digest,
            moment=moment,
        ),
        now=NOW,
    )


def test_page_shows_photos_side_by_side_once_and_says_which_one_is_missing(
    client: FlaskClient, session: Session, election: Election
) -> None:
    assert "There are no photos yet." in text_of(client, PAGE)
    attach(session, Moment.BEFORE, "A bare wall", number=1)
    session.commit()
    page = text_of(client, PAGE)
    assert "There is no photo of how it is now yet." in page
    attach(session, Moment.AFTER, "Six benches", number=2)
    attach(session, Moment.UNSAID, "The maker", number=3)
    session.commit()
    page = text_of(client, PAGE)
    assert page.count("data-pair") == 1
    for caption in ("A bare wall", "Six benches", "The maker"):
        assert page.count(f'alt="Alt of {caption}"') == 1
    assert page.count('id="evidence-1"') == 1
    assert "See the photo" in page


def test_moment_that_is_none_is_refused(session: Session, election: Election) -> None:
    with pytest.raises(Conflict, match="no_such_moment"):
        attach(session, "yesterday", "A wall", number=1)


def test_page_names_owner_post_and_how_to_reach_them(
    client: FlaskClient, session: Session, election: Election
) -> None:
    page = text_of(client, PAGE)
    assert "The team has not said how to reach it." in page
    team = team_by_slug(session, "parks")
    facts = ContactFacts(site="https://parks.example", phone="020 7946 0100", email="p@a.example")
    seen = seal(facts_of_contact(team))
    set_team_contact(session, actor=COMMAND, slug="parks", facts=facts, seen=seen, now=NOW)
    session.commit()
    page = text_of(client, PAGE)
    for words in (
        "Head of Parks",
        'href="https://parks.example"',
        "020 7946 0100",
        'href="mailto:p@a.example"',
    ):
        assert words in page


def test_page_without_a_line_has_no_owner_and_says_what_it_is(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    counted_election(session, tmp_path)
    session.commit()
    clock.at = NOW
    page = text_of(client, PAGE)
    assert "Who looks after it" not in page
    assert "Days that were promised" not in page
    assert "The team that gets the project can show here" in page
    assert page.index('id="what"') < page.index('id="money"') < page.index('id="history"')


def set_step(session: Session, election: Election, step: Step, now: datetime, **more: Any) -> None:
    services.set_step(
        session,
        actor=tom(session),
        round_id=election.round_id,
        number=4,
        step=step,
        words="We left steps out.",
        spent_minor=1_700_000 if step is Step.OPEN else None,
        now=now,
        **more,
    )
    session.commit()


def test_team_looks_back_by_page_with_three_answers_that_stand_as_words(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    set_step(session, election, Step.OPEN, NOW)
    team = tom(session)
    session.commit()
    sign_in_at(client, team, clock.at)
    assert "Did it bring people closer?" in text_of(client, f"{DESK}/step")
    answered = confirm(
        client,
        f"{DESK}/step",
        step="looked-back",
        better="Older people sit down on the way to the clinic.",
        closer="The bus queue talks now.",
    )
    assert answered.status_code == 302
    page = text_of(client, PAGE)
    told = page[page.index('id="looked-back"') : page.index('id="as-promised"')]
    for words in (
        "What got better, and for whom?",
        "Older people sit down",
        "The bus queue talks now.",
        "The team did not say.",
    ):
        assert words in told
    kinds = [each.kind for each in queries.news_of(session, election.round_id, 4)]
    assert kinds[:3] == [News.LOOK_BACK, News.LOOK_BACK, News.STEP]
    session.expire_all()
    told = [each for each in waiting_entries(session) if "look_back" in each["kind"]]
    assert {each["data"]["question"] for each in told} == {"better", "closer"}
    assert "The bus queue talks now." not in repr(told)


def test_steps_before_looking_back_ask_no_such_questions(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    team = tom(session)
    session.commit()
    sign_in_at(client, team, clock.at)
    assert "Did it bring people closer?" not in text_of(client, f"{DESK}/step")


def test_answer_of_the_look_back_is_corrected_like_an_update(
    client: FlaskClient, session: Session, election: Election
) -> None:
    set_step(session, election, Step.OPEN, NOW)
    looked = {LookBack.CLOSER: "Yes: 900 people.", LookBack.BETTER: "  "}
    set_step(session, election, Step.LOOKED_BACK, NOW + DAY, looked=looked)
    seq = queries.news_of(session, election.round_id, 4)[0].seq
    services.correct_news(
        session,
        actor=tom(session),
        round_id=election.round_id,
        number=4,
        seq=seq,
        right=services.Correction(words="Yes: 90 people.", reason="Typed wrong"),
        now=NOW + 2 * DAY,
    )
    session.commit()
    page = text_of(client, PAGE)
    told = page[page.index('id="looked-back"') : page.index('id="as-promised"')]
    assert "Yes: 90 people." in told
    assert "Yes: 900 people." not in told
    assert "Yes: 900 people." in page  # what stood there stays in the history


def test_money_stands_as_bars_and_as_the_same_table(
    client: FlaskClient, session: Session, election: Election
) -> None:
    set_step(session, election, Step.OPEN, NOW)
    page = text_of(client, PAGE)
    table = page[page.index('id="given-and-spent"') :]
    rows = table[table.index("<tbody>") : table.index("</tbody>")]
    for words in ("Cost on the ballot", "Budget line", "Spent so far", "£18,000", "£17,000"):
        assert words in rows
    assert "<strong>Spent so far:</strong> £17,000 of £18,000." in page


def test_history_begins_with_the_newest_and_ends_with_the_win(
    client: FlaskClient, session: Session, election: Election
) -> None:
    set_step(session, election, Step.OPEN, NOW)
    history = text_of(client, PAGE).split('id="history"')[1]
    assert history.index("Step: Open") < history.index("Budget line of") < history.index("Won<")


def test_page_asks_few_questions_of_the_database(
    app: Flask, client: FlaskClient, session: Session, election: Election
) -> None:
    set_step(session, election, Step.OPEN, NOW)
    attach(session, Moment.BEFORE, "A bare wall", number=1)
    session.commit()
    session.expunge_all()
    with counted_queries(app) as sent:
        text_of(client, PAGE)
    assert len(sent) <= QUERIES, len(sent)


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("step=open", True),
        ("step=won", False),
        ("step=open&round=neighbour-fund", True),
        ("step=no-such&round=no-such&show=no-such&page=x", True),
        ("step=stopped", False),
        ("step=open&show=late", False),
        ("step=open&show=open", True),
    ],
)
def test_list_is_narrowed_by_step_and_round_and_keeps_both_in_its_links(
    client: FlaskClient, session: Session, election: Election, asked: str, there: bool
) -> None:
    set_step(session, election, Step.OPEN, NOW)
    page = text_of(client, f"/projects?{asked}")
    assert (PAGE in page.split('id="totals"')[0]) == there
    if asked == "step=open&show=late":
        assert "/projects?show=open&amp;step=open" in page
        assert 'data-empty="no-match"' in page
