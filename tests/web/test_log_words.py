"""Every kind of entry has its words, in the pages and in the documentation."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import Any

import pytest
from flask import Flask

from config import ROOT, Settings
from pbplatform import create_app
from pbplatform.audit.kinds import LogKind
from pbplatform.audit.queries import Entry
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.delivery.kinds import DeliveryLog
from pbplatform.front.log_words import line_of, log_names, page_of, sentence_of
from pbplatform.places.kinds import PlaceLog
from pbplatform.points.kinds import PointLog
from pbplatform.review.kinds import ReviewLog
from pbplatform.rounds.services import add_committee
from pbplatform.slices import SLICES
from pbplatform.voting.kinds import VoteLog
from pbplatform.web.frame import Frame
from pbplatform.web.slices import LogWords
from tests.factories import BEGIN, COMMAND, make_place, make_round, make_team

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

LOGS = [each.log for each in SLICES if each.log is not None]
SENTENCES = {kind: text for log in LOGS for kind, text in log.sentences.items()}
FAMILIES = {family for log in LOGS for family in log.families}
COUNTED = {name for log in LOGS for name in log.nouns}
LISTED = {name for log in LOGS for name in log.lists}
KINDS = [kind for each in LogKind.__subclasses__() for kind in each]
_NUMBERS = COUNTED | {"damaged", "held", "invalid", "own", "seen_entries", "version", "days_late"}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that is asked for words alone: it has no database."""
    folder = tmp_path_factory.mktemp("words")
    url = f"sqlite:///{folder / 'none.db'}"
    secret = "a secret of tests, thirty-two letters long"
    made = create_app(
        Settings(
            mode="test",
            database_url=url,
            database_direct_url=url,
            secret_key=secret,
            key_dir=folder,
            files_dir=folder,
            public_url="http://localhost",
        )
    )
    made.extensions["frame_loader"] = Frame
    return made


def entry(kind: str, subject: str = "place", **data: Any) -> Entry:
    told = {
        "v": 1,
        "at": "2027-03-10T10:14:00.000000Z",
        "kind": kind,
        "actor": {"role": "official", "name": "Tom"},
        "subject": subject,
        "data": data,
    }
    return Entry("site", 7, told, json.dumps(told).encode())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_sentences_and_the_last_needs_no_values(kind: LogKind) -> None:
    sentences = [str(sentence) for sentence in SENTENCES[kind]]
    assert sentences
    assert "%(" not in sentences[-1]
    assert all(text[0].isupper() or text.startswith("%(") for text in sentences)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_belongs_to_a_family_that_can_be_asked_for(kind: LogKind) -> None:
    assert kind.split(":")[0] in FAMILIES


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_in_words_with_all_its_values_and_with_none(
    program: Flask, kind: LogKind
) -> None:
    with program.test_request_context():
        bare = sentence_of(entry(kind))
    assert "%(" not in bare
    told: list[set[str]] = []
    for sentence in SENTENCES[kind]:
        keys = set(re.findall(r"%\((\w+)\)s", str(sentence)))
        if any(keys <= fuller for fuller in told):
            continue  # what is left of the one before where a value is missing
        told.append(keys)
        values = {key: 5 if key.endswith("_minor") else f"<{key}>" for key in keys}
        with program.test_request_context():
            full = sentence_of(entry(kind, "rounds/fund/ideas/214", **values))
        assert "%(" not in full
        assert "<script" not in full
        for key in keys - {"n"}:
            if not key.endswith("_minor") and kind != VoteLog.ENVELOPE_CAST:
                assert f"&lt;{key}&gt;" in full


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_documented(kind: LogKind) -> None:
    assert f"| `{kind}` |" in (ROOT / "docs" / "audit.md").read_text()


def test_documentation_names_no_kind_that_does_not_exist() -> None:
    named = re.findall(r"^\| `([a-z_]+:[a-z_]+:[a-z_]+)` \|", _audit_page(), flags=re.M)
    assert sorted(named) == sorted(str(kind) for kind in KINDS)


def _audit_page() -> str:
    return (ROOT / "docs" / "audit.md").read_text()


def test_somebodys_words_are_escaped_and_never_translated(program: Flask) -> None:
    with program.test_request_context():
        text = sentence_of(entry(PlaceLog.AREA_ADDED, name="<b>North</b>"))
    assert text == ('The area <bdi translate="no">&lt;b&gt;North&lt;/b&gt;</bdi> was added.')


def test_money_days_steps_and_people_are_written_as_people_read_them(program: Flask) -> None:
    with program.test_request_context():
        moved = sentence_of(
            entry(
                DeliveryLog.PROJECT_DATE_MOVED,
                title="Benches",
                due="2027-08-31",
                due_before="2027-05-31",
                reason="Closed.",
            )
        )
        line = line_of(entry(DeliveryLog.PROJECT_STEP_SET, title="Benches", step="looked-back"))
        spent = sentence_of(
            entry(
                DeliveryLog.PROJECT_UPDATED, title="B", spent_minor=420, currency="JPY", exponent=0
            )
        )
    assert "from 31 May 2027 to 31 August 2027" in moved
    assert "“Looked back on”" in line.text
    assert "¥420" in spent
    assert line.by == '<bdi translate="no">Tom</bdi> (Official)'


def test_what_was_in_time_is_said_so_and_codes_are_read_as_words(program: Flask) -> None:
    told = {"sentence": "Yes.", "working_days_late": 0}
    with program.test_request_context():
        in_time = sentence_of(entry(PointLog.ANSWER_PUBLISHED, "forums/town/points/5", **told))
        told["working_days_late"] = 4
        late = sentence_of(entry(PointLog.ANSWER_PUBLISHED, "forums/town/points/5", **told))
        decided = sentence_of(
            entry(
                ReviewLog.PROPOSAL_DECIDED,
                "rounds/fund/proposals/9",
                committee="streets-and-green-space",
                decision="on_ballot",
            )
        )
        nothing = sentence_of(entry(ReviewLog.INTEREST_DECLARED, ideas=[]))
    assert "Point 5 was answered in time" in in_time
    assert "working days late: 4" in late
    assert "Streets and green space" in decided
    assert "onto the ballot" in decided
    assert nothing == "A delegate declared their interests."


def test_kind_of_a_later_version_is_shown_by_its_name(program: Flask) -> None:
    with program.test_request_context():
        assert "far:future:thing" in sentence_of(entry("far:future:thing"))


def test_only_pages_that_exist_are_linked(program: Flask) -> None:
    with program.test_request_context():
        assert page_of("rounds/fund/projects/4") == "/rounds/fund/projects/4"
        assert page_of("calendars/1") is None


@pytest.mark.parametrize(
    ("expires", "told"),
    [
        ("2029-01-01T00:00:00.000000Z", "31 December 2028"),
        ("2027-08-25T11:00:00.000000Z", "25 August 2027"),
    ],
)
def test_role_is_said_to_hold_until_its_last_day(program: Flask, expires: str, told: str) -> None:
    given = entry("place:role:granted", name="Tom", role="official", expires=expires)
    with program.test_request_context():
        assert f"until {told}." in sentence_of(given)


def test_teams_and_committees_are_told_by_their_names(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_team(session, "Parks and rivers")
        held = make_round(session, name="Fund")
        add_committee(session, actor=COMMAND, round_id=held.id, name="Fenn & Mill", now=BEGIN)
    parks = {"team": "parks-and-rivers", "due": "2027-03-19"}
    with app.test_request_context():
        names = log_names(db.session())
        asked, taken, gone = (
            sentence_of(entry(kind, subject, **told), names)
            for kind, subject, told in (
                ("proposal:costing:asked", "rounds/fund/proposals/3", parks),
                ("idea:idea:claimed", "rounds/fund/ideas/3", {"committee": "fenn-mill"}),
                ("idea:idea:claimed", "rounds/other/ideas/3", {"committee": "gone"}),
            )
        )
    assert "Parks and rivers" in asked
    assert "Fenn &amp; Mill" in taken
    assert "Gone" in gone


def test_broken_rule_is_told_in_words(program: Flask) -> None:
    with program.test_request_context():
        refused = sentence_of(entry("idea:idea:refused", "rounds/fund/ideas/3", rule="hatred"))
    assert refused == "Idea 3 was not published. Rule 2: it insults, threatens or spreads hatred."


# A singular beside more than one, a plural beside one, or a verb that hangs on such a number.
WRONG_FORMS = re.compile(
    r"\b1 (?:closed )?(?:voters|letters|votes|projects|days|entries|working days)\b"
    r"|\b2 (?:closed )?(?:voter|letter|vote|project|day|entry|working day)\b"
    r"|\b(?:ideas|projects) 1[.:]|\b(?:idea|project) 1, 2"
    r"|\b1 (?:voter|letter|vote|project)\b (?:were|are|have)\b"
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [1, 2])
def test_numbers_of_every_sentence_stand_with_the_right_form(
    program: Flask, kind: LogKind, number: int
) -> None:
    for text in SENTENCES[kind]:
        keys = re.findall(r"%\((\w+)\)s", str(text))
        told: dict[str, Any] = {key: f"<{key}>" for key in keys if key not in _NUMBERS | LISTED}
        told |= {key: number for key in keys if key in _NUMBERS}
        told |= {key: [*range(1, number + 1)] for key in keys if key in LISTED}
        with program.test_request_context():
            shown = str(sentence_of(entry(kind, "rounds/fund/ideas/214", **told)))
        assert not WRONG_FORMS.search(shown), shown


def test_no_noun_is_written_behind_a_number_of_a_sentence() -> None:
    """The noun belongs to the number, in `web.log_counts`; behind one it has a single form."""
    for sentences in SENTENCES.values():
        for text in sentences:
            wrong = re.search(r"%\((\w+)\)s (voters?|letters?|days?|projects?|entr)", str(text))
            assert wrong is None, str(text)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "added 1 voter, replaced 1 letter and took 1 vote out."),
        (2, "added 2 voters, replaced 2 letters and took 2 votes out."),
        (1200, "added 1,200 voters, replaced 1,200 letters and took 1,200 votes out."),
    ],
)
def test_box_that_was_closed_says_what_two_people_did(
    program: Flask, number: int, words: str
) -> None:
    keys = ("envelopes", "roll", "added", "reissued", "taken_out")
    with program.test_request_context():
        shown = sentence_of(entry(VoteLog.URN_CLOSED, "rounds/fund", **dict.fromkeys(keys, number)))
    assert words in shown


@pytest.mark.parametrize("what", [each.name for each in fields(LogWords)])
def test_no_two_slices_read_the_same_thing_of_the_log(what: str) -> None:
    """Else the later one would decide in silence how the other's entries read."""
    named = [name for log in LOGS for name in getattr(log, what)]
    assert len(named) == len(set(named))
