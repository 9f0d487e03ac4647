"""What many readers share carries nothing of one reader (ruling 48; docs/rules/forms.md 5)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pbplatform import create_app
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.demo.clock import start_clock
from pbplatform.demo.seed import FIRST_START
from pbplatform.forums import services as forums
from pbplatform.forums.kinds import MinutesKind
from pbplatform.forums.models import ForumSeries
from pbplatform.web.frame import Frame
from pbplatform.web.guards import NOT_SHARED
from pbplatform.web.shared_pages import is_shared
from tests.browser.hackford import PEOPLE, VISITOR, Hackford, demo_app, walk
from tests.browsing import counted_queries
from tests.changes.deciding import changed_decision
from tests.factories import COMMAND, make_meeting, make_person, make_place
from tests.people import signed_in

# What these pages say does not depend on the database; the place is seeded on SQLite.
pytestmark = pytest.mark.one_database

# Public routes that are not shared. A new public route is shared, or stands here and says why.
NOT_SHARED_ROUTES = {
    "following.follow": "an address is typed here, or who is signed in follows",
    "intake.by_reference": "answers what this reader typed",
    "idea_drafts.away": "the link of a draft",
    "idea_drafts.mail": "the link of a draft",
    "idea_drafts.save": "an idea that is being written",
    "log_witness.send": "what a witness sends; no cookie is read, the signatures alone count",
    "notifications.again_by_link": "the link of one address",
    "notifications.one_click": "the link of one address",
    "notifications.show_by_link": "the link of one address",
    "notifications.stop_by_link": "the link of one address",
    "points.drop_point_draft": "the link of a draft",
    "points.mail_point_draft": "the link of a draft",
    "points.save_point_draft": "a point that is being written",
    "objecting.new": "an objection that is being written",
    "objecting.own": "the link of one address",
    "objecting.send_mailed": "the link of one address",
    "forums.correct_minutes": "what is typed, and whether the reader must give a name",
    "own_data.erase": "the link of one person",
    "own_data.erased": "what was done to one person",
    "own_data.use_address": "the link of one person",
    "points.raise_point": "a point that is being written",
    "points.send_mailed": "the link of one address",
    "points.asker": "the link of one address",
    "idea_author.page": "the link of one address",
    "points.picture": "pictures of unpublished points only some may see",
    **dict.fromkeys(
        (
            *("venue_kiosk.start", "venue_kiosk.begin", "venue_kiosk.helping"),
            *("venue_kiosk.done", "venue_kiosk.still", "venue_kiosk.end"),
        ),
        "one voter's turn at a screen that many use",
    ),
    "accounts.sign_in": "an address is typed here",
    "accounts.use_link": "the link of one person",
    "forums.register": "what somebody tells of themselves is typed here",
    "forums.coming": "the link of one registration",
    "forums.news": "an address is typed here",
    "news.confirm": "the link of one address",
    "news.stop": "the link of one address",
    "done.show": "what one person has just done",
    "moderation.report": "what is typed",
    "moderation.your_report": "one person’s report",
    "new_idea.check": "an idea that is being written",
    "new_idea.extras": "an idea that is being written",
    "new_idea.similar": "looks for what somebody is typing",
    "new_idea.start": "an idea that is being written",
    "pictures.show": "pictures of unpublished ideas only some may see",
    "pictures.small": "pictures of unpublished ideas only some may see",
    "places.setup": "the code of the first run is typed here",
    "results.find_vote": "the tracker of one vote is typed here",
    "verify.verify": "the code of one voter is typed here",
    "verify_receipt.check": "the receipt of one voter is pasted here",
    "my_name.ask": "the code of one voter is typed here",
    "voting.cast": "one voter's choices and codes",
    "voting.check": "one voter's choices and codes",
    "voting.choose": "one voter's choices and codes",
    "voting.done": "one voter's choices and codes",
    "voting.eligibility": "one voter's choices and codes",
    "voting.forget": "one voter's choices and codes",
    "web.healthz": "how this machine is at this moment",
}
# Files beside the pages, which the walk does not open.
FILES = {
    "changes.changed_feed",
    "delivery.feed_of_round",
    "delivery.projects_feed",
    "feeds.log",
    "feeds.news",
    "feeds.of_forum",
    "feeds.of_round",
    "forums.meeting_calendar",
    "forums.meetings_calendar",
    "forums.meetings_feed",
    "idea_feeds.ideas",
    "moderation.index_feed",
    "objection_feeds.index",
    "points.meeting_sheet",
    "points.points_feed",
    "points.promises_feed",
    "printed.booklet",
    "printed.booklet_large",
    "printed.guide",
    "printed.specimen",
    "proposal_feeds.index",
    "rounds.dates_calendar",
    "rounds.index_feed",
    "delivery.money_csv",
    "rounds.amendments",
    "results_earlier.file",
    "results_earlier.result_json",
    "forums.agenda_pdf",
    "forums.paper",
    "promises.show",
    "brand.show",
    "changes.changed_csv",
    "log.entry_bytes",
    "log.round_file",
    "log.site_file",
    "log.site_words",
    "log_expert.script",
    "my_name.script",
    "log_tiles.round_bundle",
    "log_tiles.round_checkpoint",
    "log_tiles.round_consistency",
    "log_tiles.round_proof",
    "log_tiles.round_tile",
    "log_tiles.site_bundle",
    "log_tiles.site_checkpoint",
    "log_tiles.site_consistency",
    "log_tiles.site_proof",
    "log_tiles.round_witnessed",
    "log_tiles.site_tile",
    "log_tiles.site_witnessed",
    "log_witness.logs",
    "log_witness.program",
    "openings.program",
    "points.bundle",
    "points.part",
    "points.program",
    "openings.words",
    "places.logo",
    "results.ballots_csv",
    "results.channels_file",
    "results.result_json",
    "results_bundle.bundle",
    "results_bundle.program",
    "results_count.file",
    "rounds.definition",
    "venues.where_csv",
}
# No count of the demonstration was wrong; nobody wrote a notice there.
NOT_IN_HACKFORD = {
    "results_earlier.show",
    "written.of_forum",
    "written.of_round",
}
# Nothing of one reader, and nothing that another reader could press for the first.
OF_ONE_READER = (
    'method="post"',
    "csrf_token",
    'name="once"',
    "pb-flash",
    "signed in as",
    "pb-demo",
)


def minutes_that_somebody_corrects(session: Session) -> None:
    """Nobody does in the demonstration: minutes with two versions, and a correction."""
    forum = session.scalars(select(ForumSeries).order_by(ForumSeries.id)).first()
    assert forum is not None
    meeting = make_meeting(session, forum, FIRST_START - timedelta(days=2))
    given = {"actor": COMMAND, "meeting_id": meeting.id, "kind": MinutesKind.CIRCULATED}
    forums.write_minutes(
        session, text="The lamps are out.", now=FIRST_START - timedelta(days=1), **given
    )
    facts = forums.CorrectionFacts(passage="lamps", proposed="two lamps", why="I counted.")
    forums.send_correction(
        session,
        actor=make_person(session, "Joe"),
        meeting_id=meeting.id,
        facts=facts,
        now=FIRST_START - timedelta(hours=5),
    )
    forums.write_minutes(
        session,
        text="Two lamps are out.",
        reason="They were counted.",
        after=1,
        now=FIRST_START - timedelta(hours=2),
        **given,
    )


def decision_that_was_changed(session: Session) -> None:
    """Nobody says one in the demonstration: a point changed a decision, and two people say so."""
    changed_decision(session, now=FIRST_START - timedelta(hours=5))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Hackford]:
    """The demonstration's place as a real one shows it: without its bar."""
    folder = tmp_path_factory.mktemp("shared") / "place"
    shutil.copytree(seeded, folder)
    demo = demo_app(folder, f"sqlite:///{folder / 'demo.db'}")
    app = create_app(replace(demo.extensions["settings"], mode="test"))
    with app.app_context(), transaction() as session:
        start_clock(session, first=FIRST_START)
        minutes_that_somebody_corrects(session)
        decision_that_was_changed(session)
    yield Hackford(app, "")
    for each in (demo, app):
        with each.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="module")
def shared(place: Hackford) -> dict[str, TestResponse]:
    """Every shared page that a visitor reaches, some of each kind, as a new browser gets it."""
    found = walk(place, VISITOR, each=3)
    with place.app.app_context():
        paths = [each.path for each in found if each.status == 200 and is_shared(each.endpoint)]
    proposals = filter(None, (re.match(r".*/proposals/\d+(?=-)", path) for path in paths))
    paths += [f"{found[0]}/history" for found in proposals]
    return {path: place.app.test_client().get(path) for path in paths}


def test_routes_that_are_not_shared_are_named_with_a_reason(app: Flask) -> None:
    named = {
        endpoint: getattr(view, NOT_SHARED)
        for endpoint, view in app.view_functions.items()
        if hasattr(view, NOT_SHARED)
    }
    assert named == NOT_SHARED_ROUTES


def test_walk_meets_shared_pages_of_every_kind(
    place: Hackford, shared: dict[str, TestResponse]
) -> None:
    adapter = place.app.url_map.bind("localhost")
    met = {adapter.match(path.partition("?")[0])[0] for path in shared}
    with place.app.app_context():
        kinds = {rule.endpoint for rule in place.app.url_map.iter_rules()}
        assert {each for each in kinds if is_shared(each)} - met == FILES | NOT_IN_HACKFORD


def test_shared_page_has_nothing_of_one_reader_in_it(shared: dict[str, TestResponse]) -> None:
    wrong = {}
    for path, answer in shared.items():
        found = [part for part in OF_ONE_READER if part in answer.text]
        if found or "Set-Cookie" in answer.headers:
            wrong[path] = found
    assert wrong == {}


def test_no_page_shows_a_value_that_is_missing(shared: dict[str, TestResponse]) -> None:
    """What a template was not given is left out, never printed as `None`."""
    pages = {path: page.text for path, page in shared.items() if page.mimetype == "text/html"}
    assert [path for path, page in pages.items() if re.search(r"\bNone\s*</", page)] == []


@pytest.mark.parametrize("persona", [each for each in PEOPLE if each != VISITOR])
def test_shared_page_is_the_same_for_everybody(
    place: Hackford, shared: dict[str, TestResponse], persona: str
) -> None:
    person = place.client(persona)
    assert [path for path, page in shared.items() if person.get(path).data != page.data] == []


def test_message_to_one_person_is_shown_before_the_shared_page(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), transaction() as session:
        make_place(session)
    rosa, _person = signed_in(app, "Rosa")
    left = rosa.post("/sign-out")
    assert left.location == "/done?to=%2F"
    assert "You are signed out." not in rosa.get("/").text
    said = rosa.get(left.location)
    assert "You are signed out." in said.text
    assert said.headers["Cache-Control"] == "no-store"
    assert 'href="/"' in said.text
    assert rosa.get(left.location).location == "/"
    assert rosa.get("/done?to=//elsewhere.example").location == "/"


def test_address_that_gives_a_cookie_is_not_stored(app: Flask) -> None:
    app.extensions["frame_loader"] = lambda: Frame(languages=("en", "ur"), exists=True)
    answer = app.test_client().get("/help?lang=ur")
    assert "Set-Cookie" in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_shared_page_does_not_even_ask_who_reads_it(place: Hackford) -> None:
    person = place.client("rosa")
    with place.app.app_context(), counted_queries(place.app) as sent:
        for path in ("/", "/rounds", "/forums/town-forum/points", "/log"):
            assert person.get(path).status_code == 200
    assert not [statement for statement in sent if "login_session" in statement]
