"""Whatever is sent by whatever form, by whomever: no page falls over, no script gets through."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask

from pbplatform.core.transaction import transaction
from pbplatform.demo.clock import start_clock
from pbplatform.demo.seed import FIRST_START, seed
from tests.apps import let_go
from tests.browser.hackford import PEOPLE, Hackford, demo_app, walk
from tests.demonstration import Walks
from tests.journeys.bad_input import (
    BROKEN,
    LETTERS,
    ROLES,
    SCRIPT,
    Field,
    Sample,
    collect,
    faults,
    may_pass,
    send,
    try_all,
    wrong_with,
)
from tests.journeys.bad_input_places import FORMS, IDEA, IDEAS, make_ready
from tests.journeys.state import fingerprint

# On both databases with `make attack-forms`.
pytestmark = pytest.mark.one_database
# A program sends it by itself, without a page before it (docs/rules/notices.md 8.8, audit.md 11).
BY_MAIL_PROGRAMS = ("/notices/<token>/one-click", "/log/witness")
ALL = bool(os.environ.get("ALL_FORMS"))


def some(samples: list[Sample], turn: int) -> list[Sample]:
    """Every third form from this turn on; all of them with `make attack-forms`."""
    return samples if ALL else samples[turn::3]


def _odd(turn: int, name: str, what: Callable[[Sample], Iterator[list[Field]]]) -> Any:
    return pytest.param(turn, what, id=name)


@dataclass(frozen=True)
class Ready:
    """The demonstration on its first morning, and what its pages let one send."""

    url: str
    samples: list[Sample]


class Places:
    """Demonstrations on databases of their own, by one application for each address.

    Making an application, and compiling its pages, takes longer than most of these tests.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, Flask] = {}

    @contextmanager
    def opened(self, url: str) -> Iterator[Hackford]:
        app = self._made.get(url) or self._made.setdefault(url, demo_app(self.folder, url))
        app.config["WTF_CSRF_ENABLED"] = False
        try:
            yield Hackford(app, "")
        finally:
            let_go(app)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(tmp_path_factory.mktemp("hackford"))


@pytest.fixture(scope="module")
def ready(databases: Any, places: Places, seeded: Path, walks: Walks) -> Ready:
    if databases.name == "sqlite":
        shutil.copytree(seeded, places.folder, dirs_exist_ok=True)
        url = databases.copy(f"sqlite:///{places.folder / 'demo.db'}")
    else:
        url = databases.fresh()
    with places.opened(url) as place:
        if databases.name != "sqlite":
            seed(place.app)
        with place.app.app_context(), transaction() as session:
            start_clock(session, first=FIRST_START)
        # What one person meets by links is what was met on SQLite: every seed tells the same.
        samples = collect(place, walks, make_ready(place))
    return Ready(url, [*samples, *FORMS])


@pytest.fixture
def samples(ready: Ready) -> list[Sample]:
    return ready.samples


@pytest.fixture
def place(databases: Any, places: Places, ready: Ready) -> Iterator[Hackford]:
    """A demonstration of this test's own."""
    url = databases.copy(ready.url)
    with places.opened(url) as opened:
        yield opened
    databases.drop(url)


def test_every_route_that_takes_a_form_is_tried(place: Hackford, samples: list[Sample]) -> None:
    rules = {
        str(rule)
        for rule in place.app.url_map.iter_rules()
        if rule.methods and "POST" in rule.methods
    }
    assert {sample.rule for sample in samples} == rules
    assert sum(bool(sample.typed) for sample in samples) > 40


def test_form_without_its_token_is_refused(place: Hackford, samples: list[Sample]) -> None:
    place.app.config["WTF_CSRF_ENABLED"] = True
    for persona in PEOPLE:
        client = place.client(persona)
        for sample in samples:
            if sample.rule.startswith(BY_MAIL_PROGRAMS):
                continue
            answer = send(client, sample.path, next(sample.with_words(b"Words")))
            assert answer.status_code == 400, (persona, sample.path)


def test_form_with_nothing_in_it_is_answered_in_words(
    place: Hackford, samples: list[Sample]
) -> None:
    wrong = try_all(place, samples, Sample.pressed, also_at_closed_doors=True)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("turn", "what"),
    [
        _odd(0, "20,000 letters", lambda sample: sample.with_words(LETTERS)),
        _odd(1, "20,000 letters everywhere", lambda sample: sample.forged(LETTERS)),
        _odd(2, "NUL and broken letters", lambda sample: sample.with_words(BROKEN)),
        pytest.param(0, lambda sample: sample.forged(BROKEN), id="NUL and the like everywhere"),
        _odd(1, "a script everywhere", lambda sample: sample.forged(SCRIPT)),
        pytest.param(2, lambda sample: sample.forged(b"9" * 20), id="a huge number"),
        _odd(0, "more digits than are read", lambda sample: sample.forged(b"9" * 5000)),
        _odd(0, "a digit that is no number", lambda sample: sample.forged("²".encode())),
        _odd(1, "less than nothing", lambda sample: sample.with_words(b"-9")),
        pytest.param(2, lambda sample: sample.with_words(b"9" * 18), id="a large number"),
        _odd(0, "the last year", lambda sample: sample.dated(b"9999")),
        _odd(1, "the first year", lambda sample: sample.dated(b"1")),
    ],
)
def test_no_form_makes_a_page_fall_over(
    place: Hackford, samples: list[Sample], turn: int, what: Callable[[Sample], list[list[Field]]]
) -> None:
    """Every third form by two people in turn; all forms by all with `make attack-forms`."""
    wrong = try_all(place, some(samples, turn), what, turn=None if ALL else turn)
    assert not wrong, "\n".join(wrong)


def test_script_is_words_on_every_page_that_shows_it(
    place: Hackford, samples: list[Sample]
) -> None:
    senders = ("visitor", "rosa", "amina", "tom", "bea")
    wrong = try_all(place, samples, lambda sample: sample.with_words(SCRIPT), people=senders)
    assert not wrong, "\n".join(wrong)
    shown = 0
    for persona in ("visitor", "rosa", "tom", "bea"):
        with faults(place.app) as seen:
            for walked in walk(place, persona):
                assert walked.status < 500, (persona, walked.path, seen)
                assert "<script>alert" not in walked.text, (persona, walked.path)
                shown += "&lt;script&gt;alert(1)" in walked.text
    assert shown > 10


def test_file_that_is_no_picture_under_a_broken_name_is_refused(place: Hackford) -> None:
    broken = (BytesIO(BROKEN), "\x00<script>alert(1)</script>.png")
    with faults(place.app) as seen:
        answer = place.client("rosa").post(
            f"/rounds/{IDEAS}/ideas/new/extras", data={**IDEA, "photo": broken, "photo_alt": "x"}
        )
    assert not wrong_with(answer), seen
    assert answer.status_code == 422


def test_file_in_the_place_of_words_is_nothing_typed(
    place: Hackford, samples: list[Sample]
) -> None:
    """And words in the place of a file: every form, each field as a file, by who may send it."""
    wrong = []
    for persona in ("rosa", "amina", "tom", "bea", "carla"):
        client = place.client(persona)
        for sample in some(samples, 1):
            if not may_pass(place.app, persona, sample):
                continue
            names = {*sample.filled, *sample.typed, "photo", "logo"} - {"once"}
            for as_file in (names, {"once", "choice"}, set[str]()):
                fields: dict[str, Any] = {name: (BytesIO(BROKEN), "a\x00.png") for name in as_file}
                fields |= dict.fromkeys(names - as_file, "x")
                with faults(place.app) as seen:
                    answer = client.post(sample.path, data=fields)
                if problem := wrong_with(answer):
                    wrong.append(f"{persona} {sample.path}: {problem}\n{''.join(seen)}")
            if sample.path.startswith(("/sign-", "/demo/")):
                client = place.client(persona)
    assert not wrong, "\n".join(wrong)


ODD = (b"", b"0", b"-1", b"NaN", b"1e9", b"9" * 400, b"4294967296", "١٢".encode(), b"\xff\xfe",
       "\u202e\u200b".encode(), b"../../x", b"//evil.example", b"{{7*7}}", b"%s", b"=1+1", b"[]",
       b"24:00", b"2026-02-30", b"1,000", b"\r\nX: y", b"x" * 5000, b"a@" + b"b" * 300)  # fmt: skip


def test_mixtures_of_odd_left_out_and_repeated_values_are_answered_in_words(
    place: Hackford, samples: list[Sample]
) -> None:
    """250 forms by a fixed seed: fields changed, doubled, left out, and all sent twice."""
    chance, wrong = Random(20261127), []
    clients = {persona: place.client(persona) for persona in ROLES}
    for _time in range(250):
        persona, sample = chance.choice(list(ROLES)), chance.choice(samples)
        if sample.path.startswith(("/sign-", "/demo/")):
            continue
        fields = chance.choice(list(sample.with_words(b"7 words")))
        for _change in range(chance.choice((1, 2, 5))):
            name = chance.choice([*sorted({*sample.filled, *sample.typed}), "next", "once", "seen"])
            kept = [field for field in fields if field[0] != name]
            odd = (name, chance.choice(ODD))
            fields = chance.choice(([*kept, odd], [*fields, odd], kept, fields * 2))
        with faults(place.app) as seen:
            answer = send(clients[persona], sample.path, fields)
        if problem := wrong_with(answer):
            wrong.append(f"{persona} {sample.path} {fields}: {problem}\n{''.join(seen)}")
        assert "evil.example" not in answer.headers.get("Location", "")
    assert not wrong, "\n".join(wrong)


def test_asking_for_pages_writes_nothing(place: Hackford) -> None:
    before = fingerprint(place.app)
    for persona in ("rosa", "bea"):
        assert len(walk(place, persona, most=60, each=1)) > 20
    assert fingerprint(place.app) == before


def test_no_route_takes_anything_without_the_token_of_a_form(
    place: Hackford, samples: list[Sample]
) -> None:
    """Every form filled in well, and every route by two methods, as somebody who may."""
    place.app.config["WTF_CSRF_ENABLED"] = True
    before, others = fingerprint(place.app), cycle(("PUT", "PATCH", "DELETE"))
    client = place.client("bea")
    for sample in samples:
        fields = [(n, v.encode()) for n, values in sample.filled.items() for v in values]
        assert send(client, sample.path, fields).status_code in (400, 404, 405, 413)
    for rule in place.app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        for method in ("POST", next(others)):
            assert client.open(path, method=method).status_code in (400, 404, 405), rule.rule
    assert fingerprint(place.app) == before
