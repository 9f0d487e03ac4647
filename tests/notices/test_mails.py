"""Every announced fact has its words: the news as subject, plain text, why, a link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from pbplatform.core.mails import LONGEST_SUBJECT
from pbplatform.notices.words import Letterhead, NoSuchMail, render
from pbplatform.slices import SLICES
from tests.notices import samples
from tests.notices.announced import announced

pytestmark = pytest.mark.one_database  # it is about words, days and letters

KINDS = {kind: mail for each in SLICES for kind, mail in each.mails.items()}
HEAD = Letterhead(place="Hackford", public_url="http://localhost", help_line="Call 020 7946 0123")
POINT = {
    "path": "forums/town-forum/points/31",
    "number": 31,
    "title": "Bins behind Sidings Row",
    "forum": "Town Forum",
    "team": "Parks",
}
MEETING = {
    "forum": "Town Forum",
    "starts_at": "2027-03-18T18:30:00.000000Z",
    "venue": "Town Hall",
    "reason": "The hall has no heating.",
    "path": "forums/town-forum/meetings/2027-03-18",
}
DUE = {**POINT, "due": "2027-03-18"}
LINES = {"subject_line": "Idea 3 is public", "body_line": "“Seats” is public.", "path": "/rounds/f"}
DECISION = {
    "decision": 4,
    "sort": "idea",
    "named": "3",
    "outcome": "hidden",
    "standing": "stands",
    "rule": "private",
    "reason": "It says where somebody lives.",
    "path": "/moderation/4",
}
OWN: Mapping[str, Mapping[str, Any]] = {
    "forums:send_point": {
        "title": "Bins",
        "forum": "Town Forum",
        "path": "forums/x",
        "token": "abc",
    },
    "responses:withdrawn": {**DUE, "part": "supporter"},
    "responses:no_answer_needed": DUE,
    "responses:goes_on": DUE,
    "moderation:look_asked": {
        "decision": 4,
        "by": "2027-04-08",
        "nobody": False,
        "path": "/desk/second-looks/4",
    },
    "moderation:author": {**DECISION, "by": "2027-04-08"},
    "moderation:author_settled": {**DECISION, "standing": "confirmed"},
    "moderation:reporter": DECISION,
    "accounts:sign_in_link": {"token": "abc"},
    "accounts:role_granted": {"role": "official", "where": "Team: Parks", "until": "2028-12-31"},
    "delivery:update_asked": {"project": "Benches", "days": 61, "path": "desk/official/projects"},
    "accounts:contact_asked": {"purpose": "none", "about": "forums/x", "token": "abc"},
    "forums:meeting_cancelled": MEETING,
    "forums:meeting_changed": {**MEETING, "changes": [["venue", "Fenn Library", "Town Hall"]]},
    "forums:place_free": {**MEETING, "people": 2},
    "forums:meeting_restored": MEETING,
    "forums:meeting_again": {
        **MEETING,
        "starts_before": "2027-03-11T18:30:00.000000Z",
        "new_path": "forums/town-forum/meetings/2027-03-18",
    },
    "forums:minutes": {
        "forum": "Town Forum",
        "day": "2027-03-18",
        "path": "forums/town-forum/meetings/2027-03-18",
        "version": "forums/town-forum/meetings/2027-03-18/minutes/1",
        "correct": "forums/town-forum/meetings/2027-03-18/minutes/correct",
        "sort": "circulated",
        "again": False,
        "reason": "",
        "until": "2027-04-08",
        "part": "there",
    },
    "forums:correction_decided": {
        "forum": "Town Forum",
        "day": "2027-03-18",
        "number": 3,
        "path": "forums/town-forum/meetings/2027-03-18/corrections/3",
        "sort": "correction",
        "decision": "declined",
        "reason": "The recording says eleven.",
    },
    "forums:point_published": POINT,
    "forums:point_refused": {**POINT, "reason": "It names a neighbour."},
    "responses:answered": {**POINT, "sort": "yes", "sentence": "We will add a collection."},
    "responses:more_time": DUE,
    "responses:question": {**POINT, "question": "Which bins?"},
    "responses:joined": {**POINT, "joined_with": "12"},
    "responses:promise": {**DUE, "what": "A third bin", "change": "response:commitment:moved"},
    "responses:assigned": DUE,
    "responses:offered": DUE,
    "responses:sent_back": DUE,
    "responses:reply": DUE,
    "responses:reminder": {**DUE, "mark": "due3:1"},
    "responses:another_answer_due": {**DUE, "answer": 2},
}
# Rows whose slice brings the lines along.
BRINGING = {kind for kind in KINDS if kind.startswith(("proposals:", "review:"))}
# Facts of which this module has none of its own are those of the golden copies.
SAMPLES = {
    **{
        kind: next(iter(facts.values()))
        for kind, facts in samples.SAMPLES.items()
        if kind not in BRINGING
    },
    **OWN,
}


def mail_of(app: Flask, kind: str, payload: Mapping[str, Any]) -> tuple[str, str]:
    with app.app_context(), force_locale("en"):
        mail = render(kind, {**payload, "to": "rosa@example.org"}, key16=bytes(16), head=HEAD)
    return mail.subject, mail.body


def test_every_announced_kind_has_its_words() -> None:
    found = announced()
    assert len({fact.kind for fact in found}) > 15
    assert [fact for fact in found if fact.kind not in KINDS] == []


def test_every_announced_fact_names_its_address() -> None:
    assert [fact for fact in announced() if not fact.names_address] == []


def test_words_are_kept_only_for_what_is_announced() -> None:
    assert set(KINDS) == {fact.kind for fact in announced()}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_mail_is_whole_sentences_with_the_news_the_reason_and_a_link(app: Flask, kind: str) -> None:
    assert (kind in SAMPLES) != (kind in BRINGING)
    subject, body = mail_of(app, kind, SAMPLES.get(kind, LINES))
    text, _dashes, foot = body.partition("\n-- \n")
    assert subject
    assert len(subject) <= 100
    assert re.search(r"^http://localhost/\w", text, flags=re.MULTILINE)
    assert foot.strip().startswith("You get this mail because")
    assert "Call 020 7946 0123" in foot
    assert foot.rstrip().endswith("Hackford\nhttp://localhost")
    for fault in ("%(", "None", "{", "<", "deadline", "oops", "feasible"):
        assert fault not in subject + body
    assert kind == "accounts:sign_in_link" or "/sign-in/" not in body


@pytest.mark.parametrize(
    ("sort", "news"),
    [
        ("yes", "Parks said yes to: Bins behind Sidings Row"),
        ("part", "Parks said yes in part to: Bins behind Sidings Row"),
        ("already", "Parks does this already: Bins behind Sidings Row"),
        ("no", "Parks said no to: Bins behind Sidings Row"),
        ("answer", "Parks answered: Bins behind Sidings Row"),
    ],
)
def test_answer_is_the_news_for_asker_and_supporters(app: Flask, sort: str, news: str) -> None:
    told = {**POINT, "sort": sort, "sentence": "We will see to it in May."}
    for part, why in (
        ("", "because you raised this point"),
        ("supporter", "because you support this point"),
    ):
        subject, body = mail_of(app, "responses:answered", {**told, "part": part})
        assert subject == news
        assert "“We will see to it in May.”" in body
        assert why in body


@pytest.mark.parametrize(
    ("change", "news"),
    [
        ("moved", "A promise has a new date: A third bin"),
        ("done", "Parks says that it did what it promised: A third bin"),
        ("given_up", "Parks gave up a promise: A third bin"),
    ],
)
def test_every_change_of_a_promise_is_told_as_what_it_is(
    app: Flask, change: str, news: str
) -> None:
    sample = SAMPLES["responses:promise"]
    told = {**sample, "change": f"response:commitment:{change}"}
    assert mail_of(app, "responses:promise", told)[0] == news


@pytest.mark.parametrize(
    ("mark", "begins"),
    [
        ("due10:1", "Due by Thursday 18 March 2027"),
        ("due0:2", "Due by Thursday 18 March 2027"),
        ("late:1", "Late: "),
        ("very_late:1", "Late: "),
    ],
)
def test_reminder_says_whether_the_answer_is_due_or_late(
    app: Flask, mark: str, begins: str
) -> None:
    assert mail_of(app, "responses:reminder", {**DUE, "mark": mark})[0].startswith(begins)


def test_subject_is_one_line_and_never_endless(app: Flask) -> None:
    told = {**POINT, "title": "Bins\r\nBcc: everybody@example.org " + "x" * 300}
    subject, _body = mail_of(app, "forums:point_published", told)
    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) == LONGEST_SUBJECT


def test_kind_without_words_and_without_lines_is_no_mail(app: Flask) -> None:
    with pytest.raises(NoSuchMail):
        mail_of(app, "rounds:mystery", {})
