"""Words that went are in no public response. Source: docs/rules/moderation.md section 3.2."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform import create_app
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.db import db
from pbplatform.core.texts import FoundText, find_text
from pbplatform.core.transaction import transaction
from pbplatform.demo.clock import start_clock
from pbplatform.demo.seed import FIRST_START
from pbplatform.forums.models import ForumSeries, Meeting, MinutesVersion
from pbplatform.moderation import services
from pbplatform.moderation.services import Wish
from pbplatform.points.models import Answer, Point
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.rounds.models import Round
from pbplatform.web.shared_pages import is_shared
from tests.browser.hackford import VISITOR, Hackford, demo_app, walk
from tests.factories import COMMAND

# What pages show does not depend on the database; the place is seeded on SQLite.
pytestmark = pytest.mark.one_database

# Shorter words stand on many pages by chance.
SHORTEST = 15


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Hackford]:
    """The demonstration's place as a real one shows it: without its bar."""
    folder = tmp_path_factory.mktemp("words") / "place"
    shutil.copytree(seeded, folder)
    demo = demo_app(folder, f"sqlite:///{folder / 'demo.db'}")
    app = create_app(replace(demo.extensions["settings"], mode="test"))
    with app.app_context(), transaction() as session:
        start_clock(session, first=FIRST_START)
    yield Hackford(app, "")
    for each in (demo, app):
        with each.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="module")
def addresses(place: Hackford) -> dict[str, str]:
    """What every shared page and every file says that a visitor reaches by links."""
    found = walk(place, VISITOR, each=12, most=400)
    with place.app.app_context():
        paths = {each.path for each in found if is_shared(each.endpoint)}
    linked = {
        html.unescape(link)
        for each in found
        for link in re.findall(r'(?:href|src)="(/[^"#]+)', each.text)
        if re.search(r"\.(csv|json|jsonl|pb|ics|atom|md|webp)(\?|$)", link)
    }
    files = linked | {"/log/site.jsonl", "/log/site.words.jsonl"}
    client = place.app.test_client()
    read = {each.path: html.unescape(each.text) for each in found if each.path in paths}
    return read | {path: said(client, path) for path in sorted(files - paths)}


@pytest.fixture(scope="module")
def texts(place: Hackford) -> dict[str, FoundText]:
    """One text of each kind, with as many words as there are."""
    with place.app.app_context():
        session = db.session()
        ideas = session.execute(
            select(Round.slug, Idea).join(Idea, Idea.round_id == Round.id).order_by(Idea.id)
        ).all()
        proposals = session.execute(
            select(Round.slug, Proposal.number)
            .join(Proposal, Proposal.round_id == Round.id)
            .where(Round.frozen_at.is_(None))
        ).all()
        points = session.execute(
            select(ForumSeries.slug, Point.number, Answer.n)
            .join(Point, Point.forum_id == ForumSeries.id)
            .join(Answer, Answer.point_id == Point.id)
            .where(Point.raised_by_id.is_not(None), Point.raised_as != "")
            # Names of people who act in public stay in the log.
            .where(Point.raised_by_id.not_in(select(RoleGrant.account_id)))
        ).all()
        minutes = session.execute(
            select(ForumSeries.slug, Meeting.day)
            .join(Meeting, Meeting.forum_id == ForumSeries.id)
            .join(MinutesVersion, MinutesVersion.meeting_id == Meeting.id)
            .where(MinutesVersion.kind != "draft")
        ).all()
        photos = [f"rounds/{slug}/ideas/{idea.number}" for slug, idea in ideas if idea.photo]
        paths = {
            "idea": photos or [f"rounds/{slug}/ideas/{idea.number}" for slug, idea in ideas],
            "name": [f"forums/{slug}/points/{number}/author" for slug, number, _n in points],
            "proposal": [f"rounds/{slug}/proposals/{number}" for slug, number in proposals],
            "point": [f"forums/{slug}/points/{number}" for slug, number, _n in points],
            "answer": [f"forums/{slug}/points/{number}/answers/{n}" for slug, number, n in points],
            "minutes": [f"forums/{slug}/meetings/{day}/minutes" for slug, day in minutes],
        }
        found = {kind: [find_text(session, path) for path in some] for kind, some in paths.items()}
        return {
            kind: next(each for each in some if each is not None and each.is_public)
            for kind, some in found.items()
            if some
        }


@pytest.fixture(scope="module")
def everything(place: Hackford) -> list[FoundText]:
    """All ideas and proposals: a proposal has words of the ideas that it was made of."""
    with place.app.app_context():
        session = db.session()
        of_ideas = select(Round.slug, Idea.number).join(Idea, Idea.round_id == Round.id)
        of_proposals = select(Round.slug, Proposal.number).join(
            Proposal, Proposal.round_id == Round.id
        )
        paths = [f"rounds/{slug}/ideas/{number}" for slug, number in session.execute(of_ideas)]
        paths += [
            f"rounds/{slug}/proposals/{number}" for slug, number in session.execute(of_proposals)
        ]
        return [text for path in paths if (text := find_text(session, path))]


def words_in(text: FoundText) -> set[str]:
    return {
        part.words
        for part in text.fields
        if len(part.words) >= (8 if part.name in ("name", "raised_as") else SHORTEST)
        and not part.is_file
    }


def said(client: FlaskClient, path: str) -> str:
    """A response as its reader gets it: a page unescaped, JSON with its letters."""
    answer = client.get(path, follow_redirects=True)
    if answer.mimetype == "application/json":
        return json.dumps(answer.json, ensure_ascii=False)
    if answer.mimetype.startswith(("text/", "application/x-ndjson")):
        return html.unescape(answer.text)
    return ""


@dataclass
class Swept:
    """What became of one text that was hidden and put back, beside one of each other kind.

    Attributes:
        words: of it and of no other idea or proposal.
        before: addresses that said some of them before.
        left: what addresses still said of them while it was hidden.
        files: what its files answered meanwhile.
        back: it, once it was put back.
        again: the addresses that say some of them since.
    """

    text: FoundText
    words: list[str]
    before: list[str]
    left: dict[str, list[str]] = field(default_factory=dict)
    files: list[int] = field(default_factory=list)
    back: FoundText | None = None
    again: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def swept(
    place: Hackford,
    addresses: dict[str, str],
    texts: dict[str, FoundText],
    everything: list[FoundText],
) -> dict[str, Swept]:
    """All pages read once as they are, and once while one text of each kind is hidden."""
    client = place.app.test_client()
    own = [text.url.partition("#")[0] for text in texts.values() if text.url]
    pages = addresses | {path: said(client, path) for path in own if path not in addresses}
    found: dict[str, Swept] = {}
    for kind, text in texts.items():
        others = set().union(*(words_in(each) for each in everything if each.path != text.path))
        words = sorted(" ".join(each.split()) for each in words_in(text) - others)
        found[kind] = Swept(text, words, [at for at, page in pages.items() if _any_of(words, page)])
    numbers = {kind: _hide(place, text) for kind, text in texts.items()}
    for path in dict.fromkeys([*pages, "/moderation", *_pages_of(found, numbers)]):
        page = said(client, path)
        for each in found.values():
            if left := _any_of(each.words, page):
                each.left[path] = left
    for each in found.values():
        names = [part.words for part in each.text.fields if part.is_file and part.words]
        each.files = [client.get(f"/files/{name}.webp").status_code for name in names]
    with place.app.app_context(), transaction() as session:
        for number in numbers.values():
            services.take_back(
                session, actor=COMMAND, number=number, reason="It may stay.", now=FIRST_START
            )
    for each in found.values():
        with place.app.app_context():
            each.back = find_text(db.session(), each.text.path)
        each.again = [path for path in each.before if _any_of(each.words, said(client, path))]
    return found


def _hide(place: Hackford, text: FoundText) -> int:
    wish = Wish(outcome="hidden", rule="other", reason="It had to go.")
    with place.app.app_context(), transaction() as session:
        return services.decide(session, actor=COMMAND, path=text.path, wish=wish, now=FIRST_START)


def _pages_of(found: dict[str, Swept], numbers: dict[str, int]) -> list[str]:
    """Addresses that only a text which is hidden has, and searches for it."""
    decisions = [f"/moderation/{number}" for number in numbers.values()]
    urls = [each.text.url for each in found.values() if each.text.url]
    return [*decisions, *urls, *(path for each in found.values() for path in _searches(each.text))]


@pytest.mark.parametrize("kind", ["idea", "name", "proposal", "point", "answer", "minutes"])
def test_words_of_a_hidden_text_are_in_no_public_response(
    swept: dict[str, Swept], kind: str
) -> None:
    each = swept[kind]
    assert each.words
    assert each.before, "nobody could read it before"
    assert each.left == {}
    assert set(each.files) <= {404}
    assert each.back is not None
    assert each.back.fields == each.text.fields
    assert each.again == each.before


def _searches(text: FoundText) -> list[str]:
    found = re.fullmatch(r"(rounds/[^/]+)/(ideas|proposals)/\d+", text.path)
    return [f"/{found[1]}/ideas?words={text.fields[0].words[:12]}"] if found else []


def _any_of(words: list[str], page: str) -> list[str]:
    flat = " ".join(page.split())
    return [each for each in words if each in flat]
