"""Pages of words that must go: reports, desks, decisions. Source: docs/rules/moderation.md."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE, LogEntry, LogPending
from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.core.db import Base, db
from pbplatform.core.files import keep_file
from pbplatform.core.transaction import transaction
from pbplatform.moderation import services
from pbplatform.moderation.models import TextCase, TextDecision, TextReport
from pbplatform.moderation.queries import kept_files
from pbplatform.moderation.services import Report, Wish
from pbplatform.rounds.models import BallotProject
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import COMMAND, make_forum, make_person, make_place, make_point, make_round
from tests.factories_proposals import DECIDING, SENDING, freeze_story, make_idea, make_story
from tests.people import counted_queries, signed_in

IDEA = "rounds/neighbour-fund/ideas/1"
NOW = SENDING + timedelta(days=3)


@pytest.fixture
def idea(app: Flask, clock: SetClock) -> None:
    """A published idea by Nadia, two days ago."""
    clock.at = NOW
    with writing(app) as session:
        make_place(session)
        make_idea(session, make_round(session), title="Ask Mary", text="Mary lives here.")


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    """One transaction in a context of its own, which ends before the next request."""
    with app.app_context(), transaction() as session:
        yield session


def how_many(app: Flask, table: type[Base]) -> int:
    with app.app_context():
        return len(db.session().scalars(select(table)).all())


def reported(app: Flask, rule: str = "untrue") -> str:
    with writing(app) as session:
        return services.report_text(session, path=IDEA, report=Report(rule=rule), now=NOW)


def bea(app: Flask, *, scope: str = "place", now: datetime = NOW) -> Browser:
    client, _person = signed_in(app, "Bea", role="facilitator", scope=scope, now=now)
    return Browser(client)


def wish(**more: str) -> Wish:
    return Wish(**{"outcome": "hidden", "rule": "other", "reason": "It had to go.", **more})


def hidden(app: Flask) -> int:
    with writing(app) as session:
        return services.decide(session, actor=COMMAND, path=IDEA, wish=wish(), now=NOW)


def stranger(app: Flask) -> Browser:
    return Browser(app.test_client())


def test_second_report_joins_the_first_and_the_earlier_day_holds(app: Flask, idea: None) -> None:
    assert reported(app, "untrue") != reported(app, "private")
    with app.app_context():
        case = db.session().scalars(select(TextCase)).one()
        assert case.look_by.isoformat() == "2026-11-09"
    assert how_many(app, TextReport) == 2


@pytest.mark.parametrize(
    ("rule", "words", "told"),
    [
        ("other", "", "Say in words what is wrong"),
        ("ugly", "", "Choose one from the list"),
        ("spam", "x" * 1001, "Use 1,000 letters or fewer"),
    ],
)
def test_report_that_lacks_something_keeps_what_was_typed(
    app: Flask, idea: None, rule: str, words: str, told: str
) -> None:
    reader = stranger(app)
    reader.open(f"/report/{IDEA}")
    page = reader.send(rule=rule, words=words, email="joe@example.org", button="Send the report")
    assert told in page.words
    assert page.form_with("email").fields["email"] == ["joe@example.org"]


def test_sixth_report_in_ten_minutes_waits_and_keeps_what_was_typed(app: Flask, idea: None) -> None:
    reader = stranger(app)
    for _ in range(5):
        reader.open(f"/report/{IDEA}")
        assert reader.send(rule="spam", button="Send the report").heading == "Your report"
    reader.open(f"/report/{IDEA}")
    page = reader.send(rule="spam", words="Once more.", button="Send the report")
    assert page.status == 429
    assert "many reports at once" in page.words
    assert page.form_with("words").fields["words"] == ["Once more."]


def test_report_sent_twice_is_one(app: Flask, idea: None) -> None:
    reader = stranger(app)
    form = reader.open(f"/report/{IDEA}").form_with("rule")
    data = dict(form.fields) | {"rule": "spam"}
    for _ in range(2):
        reader.client.post(f"/report/{IDEA}", data=data)
    assert how_many(app, TextReport) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/report/rounds/neighbour-fund/ideas/2",
        "/report/people/1",
        "/report/nothing",
        "/report/rounds/neighbour-fund/ideas/99999999999999999999",
        "/report/rounds/neighbour-fund/ideas/0001/",
        "/reports/guess",
        "/moderation/1",
        "/moderation/99999999999999999999",
    ],
)
def test_what_is_not_there_or_not_public_cannot_be_found(app: Flask, idea: None, path: str) -> None:
    assert stranger(app).open(path).status == 404


def test_report_without_an_answer_says_by_when_and_later_that_it_is_late(
    app: Flask, idea: None, clock: SetClock
) -> None:
    token = reported(app)
    reader = stranger(app)
    assert (
        "A facilitator looks at it by Wednesday 11 November"
        in reader.open(f"/reports/{token}").words
    )
    clock.at += timedelta(days=9)
    assert "We are late." in reader.open(f"/reports/{token}").words


def test_list_of_decisions_says_when_there_is_none(app: Flask, idea: None) -> None:
    assert "No words had to go yet" in stranger(app).open("/moderation").words


def test_facilitator_of_another_scope_neither_sees_nor_decides(app: Flask, idea: None) -> None:
    reported(app)
    other = bea(app, scope="forum:town-forum")
    assert "No text waits for you." in other.open("/desk/facilitator/reports").words
    assert other.open(f"/desk/facilitator/texts/{IDEA}").status == 403


def test_desk_puts_what_is_late_first(app: Flask, idea: None, clock: SetClock) -> None:
    reported(app)
    clock.at += timedelta(days=9)
    desk = bea(app)
    page = desk.open("/desk/facilitator/reports")
    assert "Idea 1" in page.words
    assert "pb-status--late" in page.text
    assert "Look at it" in desk.open("/desk/facilitator").words


def test_text_that_changed_meanwhile_is_shown_again_and_nothing_is_done(
    app: Flask, idea: None
) -> None:
    desk = bea(app)
    desk.open(f"/desk/facilitator/texts/{IDEA}")
    desk.send(
        outcome="struck",
        struck="Mary",
        rule="private",
        reason="A name.",
        button="See it as everybody will",
    )
    hidden(app)
    page = desk.send(button="Strike the words")
    assert page.status == 409
    assert "Decisions about it: before nothing, now 1." in page.words
    assert how_many(app, TextDecision) == 1


def test_facilitator_changes_something_before_it_is_done(app: Flask, idea: None) -> None:
    desk = bea(app)
    desk.open(f"/desk/facilitator/texts/{IDEA}")
    desk.send(outcome="hidden", rule="spam", reason="Ads.", button="See it as everybody will")
    page = desk.send(button="Change something")
    assert page.form_with("reason").fields["reason"] == ["Ads."]
    assert how_many(app, TextDecision) == 0


def test_decision_can_be_taken_back_by_whoever_made_it(app: Flask, idea: None) -> None:
    desk = bea(app)
    desk.open(f"/report/{IDEA}")
    desk.press("Decide about these words")
    desk.send(outcome="hidden", rule="spam", reason="Ads.", button="See it as everybody will")
    desk.send(button="Hide it")
    assert "Mary" not in stranger(app).open(f"/{IDEA}").text
    desk.open("/moderation/1")
    desk.press("You are a facilitator here? Take it back")
    desk.send(reason="No ad at all.", button="Put the words back")
    assert "Mary lives here." in stranger(app).open(f"/{IDEA}").words
    page = stranger(app).open("/moderation/1")
    assert "No ad at all." in page.words
    assert desk.open("/desk/facilitator/moderation/1/take-back").status == 409


def test_address_of_a_hidden_idea_has_no_word_of_its_title(app: Flask, idea: None) -> None:
    hidden(app)
    page = stranger(app).open(f"/{IDEA}-ask-mary")
    assert page.path == f"/{IDEA}"
    assert "This text is hidden." in page.words


def test_only_the_author_may_ask_and_only_another_person_may_look(app: Flask, idea: None) -> None:
    hidden(app)
    rosa = Browser(signed_in(app, "Rosa", now=NOW)[0])
    assert rosa.open("/moderation/1/second-look").status == 403
    nadia = Browser(signed_in(app, "Nadia", now=NOW)[0])
    nadia.open("/moderation/1/second-look")
    nadia.send(words="It is mine.", button="Ask for a second look")
    page = nadia.open("/moderation/1/second-look")
    assert "The author asked for a second look" in page.words
    assert rosa.open("/desk/second-looks/1").status == 403
    una = Browser(signed_in(app, "Una", role="auditor", now=NOW)[0])
    una.open("/desk/second-looks/1")
    una.send(reason="It does name her.", button="Confirm the decision")
    assert "A second person confirmed it" in stranger(app).open("/moderation/1").words
    assert una.open("/desk/second-looks/1").status == 409


def test_time_to_ask_ends_after_the_twentieth_working_day(
    app: Flask, idea: None, clock: SetClock
) -> None:
    hidden(app)
    clock.at += timedelta(days=60)
    nadia = Browser(signed_in(app, "Nadia", now=clock.at)[0])
    assert (
        "The time to ask for a second look is over."
        in nadia.open("/moderation/1/second-look").words
    )
    assert "The author can ask" not in stranger(app).open("/moderation/1").words


def test_addresses_are_forgotten_in_time(app: Flask, idea: None) -> None:
    with writing(app) as session:
        said = Report(rule="other", words="Why not", email="joe@example.org")
        services.report_text(session, path=IDEA, report=said, now=NOW)
    hidden(app)
    for days, email, words in (
        (89, "joe@example.org", "Why not"),
        (90, "", "Why not"),
        (365, "", ""),
    ):
        with writing(app) as session:
            services.forget_reporters(session, now=NOW + timedelta(days=days))
            report = session.scalars(select(TextReport)).one()
            assert (report.email, report.words) == (email, words)


def test_name_of_an_asker_goes_everywhere_and_comes_back(app: Flask, idea: None) -> None:
    with writing(app) as session:
        rosa = make_person(session, "Rosa Badword")
        make_point(session, make_forum(session), rosa, now=SENDING, title="Bins")
    about = "forums/town-forum/points/1/author"
    with writing(app) as session:
        number = services.decide(session, actor=COMMAND, path=about, wish=wish(), now=NOW)
    page = stranger(app).open("/forums/town-forum/points/1")
    assert "Badword" not in page.text
    assert "The name of a person here is hidden." in page.words
    decision = stranger(app).open(f"/moderation/{number}")
    assert "A public name" in decision.words
    assert "people/" not in decision.text
    with writing(app) as session:
        services.take_back(session, actor=COMMAND, number=number, reason="No.", now=NOW)
    assert "Rosa Badword" in stranger(app).open("/forums/town-forum/points/1").words


@pytest.mark.parametrize("many", [1, 40])
def test_public_lists_and_desks_ask_few_questions(app: Flask, idea: None, many: int) -> None:
    for number in range(many):
        with writing(app) as session:
            services.report_text(session, path=IDEA, report=Report(rule="spam"), now=NOW)
        with writing(app) as session:
            made = services.decide(session, actor=COMMAND, path=IDEA, wish=wish(), now=NOW)
            if number < many - 1:
                services.take_back(session, actor=COMMAND, number=made, reason="No.", now=NOW)
    reported(app)
    desk = bea(app)
    for browser, path, most in (
        (stranger(app), "/moderation", 12),
        (stranger(app), f"/moderation/{many}", 12),
        (stranger(app), f"/{IDEA}", 18),  # one thing, with its whole thread
        (desk, "/desk/facilitator/reports", 30),
        (desk, f"/desk/facilitator/texts/{IDEA}", 30),
    ):
        with counted_queries(app) as sent:
            assert browser.open(path).status == 200
        assert len(sent) <= most, path


def test_name_of_somebody_with_a_public_role_stays(app: Flask, idea: None) -> None:
    with writing(app) as session:
        make_person(session, "Nadia", role="delegate", scope="committee:neighbour-fund/parks")
    assert stranger(app).open(f"/report/{IDEA}/author").status == 404
    assert "Report the name" not in stranger(app).open(f"/report/{IDEA}").words


def test_report_that_somebody_settled_meanwhile_is_not_decided_twice(
    app: Flask, idea: None
) -> None:
    reported(app)
    desk = bea(app)
    desk.open(f"/desk/facilitator/texts/{IDEA}")
    desk.send(outcome="hidden", rule="spam", reason="Ads.", button="See it as everybody will")
    with writing(app) as session:
        services.decide(session, actor=COMMAND, path=IDEA, wish=wish(outcome="left"), now=NOW)
    assert desk.send(button="Hide it").status == 409
    assert how_many(app, TextDecision) == 1


def test_hidden_picture_is_gone_at_its_own_address_and_comes_back(app: Flask, idea: None) -> None:
    digest = app.extensions["files"].put(b"a picture")
    with writing(app) as session:
        keep_file(session, digest=digest, media_type="image/webp", size=9, now=NOW)
        round_ = make_round(session, name="Second Fund")
        facts = {"photo": digest, "photo_alt": "Mary at her door"}
        make_idea(session, round_, author=make_person(session, "Joe"), **facts)
    about, picture = "rounds/second-fund/ideas/1", f"/files/{digest.hex()}.webp"
    assert stranger(app).open(picture).status == 200
    with writing(app) as session:
        gone = wish(part="photo", rule="copied")
        number = services.decide(session, actor=COMMAND, path=about, wish=gone, now=NOW)
    page = stranger(app).open(f"/{about}")
    assert "Mary at her door" not in page.text
    assert digest.hex() not in page.text
    assert "A part of this text is hidden." in page.words
    assert (
        "It is about one part of the text: The picture."
        in stranger(app).open(f"/moderation/{number}").words
    )
    assert stranger(app).open(picture).status == 410
    with app.app_context():
        assert digest in kept_files(db.session())
    with writing(app) as session:
        services.take_back(session, actor=COMMAND, number=number, reason="No.", now=NOW)
    assert stranger(app).open(picture).status == 200
    assert "Mary at her door" in stranger(app).open(f"/{about}").text


def test_words_of_a_sealed_project_go_from_its_page_and_the_ballot_stays(
    app: Flask, clock: SetClock
) -> None:
    clock.at = DECIDING
    with writing(app) as session:
        story = make_story(session)
        proposal = story.costed()
        story.decide(proposal)
        freeze_story(story)
        number, slug = proposal.number, story.round.slug
        sealed = session.scalars(select(BallotProject.title).order_by(BallotProject.number)).all()
    about = f"rounds/{slug}/proposals/{number}"
    desk = bea(app, now=DECIDING)
    desk.open(f"/desk/facilitator/texts/{about}")
    page = desk.send(
        outcome="hidden", rule="private", reason="A name.", button="See it as everybody will"
    )
    assert "The list on the ballot stays as it was sealed." in page.words
    desk.send(button="Hide it")
    assert "This text is hidden." in stranger(app).open(f"/{about}").words
    with app.app_context():
        titles = select(BallotProject.title).order_by(BallotProject.number)
        assert db.session().scalars(titles).all() == sealed


def test_old_entry_with_words_that_went_is_served_by_its_hash_until_they_are_back(
    app: Flask, idea: None
) -> None:
    body = canonical_json(
        {
            "v": 1,
            "at": instant_text(NOW),
            "kind": "idea:idea:published",
            "actor": {"role": "system"},
            "subject": IDEA,
            "data": {"title": "Ask Mary"},
        }
    )
    with writing(app) as session:
        log_id = audit.ensure_log(session, SITE)
        session.add(LogPending(log_id=log_id, key16=b"k" * 16, body=body))
        audit.fold(session, log_id)
    reader = app.test_client()
    files = ("/log/site.jsonl", f"/log/entries/{_index_of(app, body)}.json")
    assert all("Ask Mary" in reader.get(path).text for path in files)
    number = hidden(app)
    for path in files:
        assert "Ask Mary" not in reader.get(path).text
        assert sha256(body).hex() in reader.get(path).text
    with writing(app) as session:
        services.take_back(session, actor=COMMAND, number=number, reason="No.", now=NOW)
    assert all("Ask Mary" in reader.get(path).text for path in files)


def _index_of(app: Flask, body: bytes) -> int:
    with app.app_context():
        return db.session().scalars(select(LogEntry.idx).where(LogEntry.body == body)).one()
