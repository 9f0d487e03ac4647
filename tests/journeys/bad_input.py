"""Every form of the demonstration, and what nobody in their right mind would send by it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import quote_from_bytes, urljoin, urlsplit

from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browser.hackford import PEOPLE, VISITOR, Hackford
from tests.by_pages import Browser, FormOnPage, Page
from tests.demonstration import Walks

SCRIPT = b'"><script>alert(1)</script>'
LETTERS = b"x" * 20_000
# NUL, a lone continuation byte, half a letter, a surrogate, a byte that no letter begins with.
BROKEN = b"a\x00b\x80c\xc3(\xed\xa0\x80\xff"
Field = tuple[str, bytes]
# Everybody who sends, with their roles.
ROLES: dict[str, frozenset[str]] = {
    VISITOR: frozenset(),
    "rosa": frozenset(),
    "amina": frozenset({"delegate"}),
    "tom": frozenset({"official"}),
    "nina": frozenset({"official"}),
    "bea": frozenset({"facilitator"}),
    "carla": frozenset({"clerk"}),
}
# The demonstration's own clock and restart: what was sent before would not have been.
_LEFT_OUT = (("act", b"restart"), ("act", b"day"), ("act", b"close"))


@dataclass
class Sample:
    """One form that somebody can reach, as the page offers it.

    Attributes:
        filled: what a person who types nothing sends, with the first choice of every question.
        typed: names of the fields that take words.
        buttons: named buttons, one of which is pressed.
        by: whose page offers it; empty where no page was asked.
    """

    rule: str
    path: str
    filled: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    buttons: list[Field] = field(default_factory=list)
    by: str = ""

    def pressed(self) -> list[list[Field]]:
        """What each button sends, a button there is not, and sending without one."""
        unknown = [[(name, b"nonsense")] for name in {name for name, _value in self.buttons}]
        return [[], *unknown, *([button] for button in self.buttons)]

    def with_words(self, words: bytes) -> Iterator[list[Field]]:
        """The form filled in well, but for these words in every field that takes words."""
        for button in self.pressed():
            kept = [
                (name, value.encode())
                for name, values in self.filled.items()
                if name not in self.typed
                for value in values
            ]
            yield [*kept, *((name, words) for name in sorted(self.typed)), *button]

    def dated(self, year: bytes) -> Iterator[list[Field]]:
        """The form filled in well, but for a last day of this year in every date."""
        parts = {"day": b"31", "month": b"12", "year": year}
        for fields in self.with_words(b"9"):
            yield [(name, parts.get(name.rpartition("-")[2], value)) for name, value in fields]

    def forged(self, words: bytes) -> Iterator[list[Field]]:
        """These words in every field, also in those that a page never lets one type."""
        names = {*self.filled, *self.typed, *(name for name, _value in self.buttons)}
        yield [(name, words) for name in sorted(names - {"csrf_token"})]


def _rule_of(app: Flask, path: str) -> str | None:
    try:
        found, _given = app.url_map.bind("127.0.0.1").match(path, "POST", return_rule=True)
    except Exception:
        return None
    return str(found)


def _sample(rule: str, path: str, form: FormOnPage, by: str) -> Sample:
    filled = {n: values for n, values in form.fields.items() if not n.endswith("csrf_token")}
    for name, values in form.offered.items():
        filled.setdefault(name, [next((value for value in values if value), "")])
    buttons = [(name, value.encode()) for _says, name, value in form.buttons if name]
    kept = [button for button in dict.fromkeys(buttons) if button not in _LEFT_OUT]
    return Sample(rule, path, filled, set(form.typed), kept, by)


def collect(
    place: Hackford, walks: Walks, also: Iterable[tuple[str, str]] = (), *, most: int = 2
) -> list[Sample]:
    """Up to `most` forms of every route that takes one, from the pages of all the people.

    Args:
        walks: what each of them meets by links.
        also: people, and addresses to which no link leads them.
    """
    found: dict[str, dict[str, Sample]] = {}
    for persona, page in _pages(place, walks, also):
        for form in page.forms:
            address = urlsplit(urljoin(page.address, form.action))
            rule = _rule_of(place.app, address.path)
            if form.method != "post" or rule is None:
                continue
            kept = found.setdefault(rule, {})
            names = "|".join([*sorted(form.names), address.path])
            if names not in kept and len(kept) < most:
                query = f"?{address.query}" if address.query else ""
                kept[names] = _sample(rule, address.path + query, form, persona)
    return [sample for kept in found.values() for sample in kept.values()]


def _pages(
    place: Hackford, walks: Walks, also: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, Page]]:
    for persona, address in also:
        page = Browser(place.client(persona)).open(address)
        assert page.status == 200, (persona, address, page.status)
        yield persona, page
    for persona in PEOPLE:
        for walked in walks(persona):
            yield persona, Page(walked.text, walked.path)


def send(client: FlaskClient, path: str, fields: Iterable[Field]) -> TestResponse:
    """Post these bytes as a form, whatever they are."""
    body = "&".join(f"{quote_from_bytes(n.encode())}={quote_from_bytes(v)}" for n, v in fields)
    kind = "application/x-www-form-urlencoded"
    return client.post(path, data=body, content_type=kind)


@contextmanager
def faults(app: Flask) -> Iterator[list[str]]:
    """Where the application fell over while the block ran: the last lines of each trace."""
    seen: list[str] = []

    def note(_app: Flask, exception: BaseException, **_more: object) -> None:
        seen.append("".join(traceback.format_exception(exception)[-3:]))

    with got_request_exception.connected_to(note, app):
        yield seen


def wrong_with(answer: TestResponse) -> str:
    """What no answer may be, in words; empty when it is well."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    if "Traceback (most recent call last)" in answer.text:
        return "shows a trace"
    if SCRIPT.decode() in answer.text or "<script>alert" in answer.text:
        return "shows what was sent as HTML"
    return ""


def may_pass(app: Flask, persona: str, sample: Sample) -> bool:
    """Whether the guard of the route lets this person in at all."""
    path = sample.path.partition("?")[0]
    endpoint, _given = app.url_map.bind("127.0.0.1").match(path, "POST")
    kind, _colon, roles = app.view_functions[endpoint].guard.partition(":")  # type: ignore[attr-defined]
    return kind != "staff" or bool(ROLES[persona] & set(roles.split(",")))


def senders(app: Flask, samples: Iterable[Sample], turn: int) -> dict[int, set[str]]:
    """By whom each form is sent: whose page offers it, and one more whom the guard lets in.

    The one more is another one from form to form, and from turn to turn.
    """
    chosen = {}
    for at, sample in enumerate(samples):
        may = [persona for persona in ROLES if may_pass(app, persona, sample)]
        chosen[id(sample)] = {sample.by, may[(at + turn) % len(may)]} if may else set()
    return chosen


def try_all(
    place: Hackford,
    samples: Iterable[Sample],
    what: Callable[[Sample], Iterable[list[Field]]],
    *,
    also_at_closed_doors: bool = False,
    people: Iterable[str] = tuple(ROLES),
    turn: int | None = None,
) -> list[str]:
    """Send `what` by every form as each of the people; returns a line for each fault.

    Args:
        also_at_closed_doors: also by people whom the guard turns away before anything is read.
        turn: each form by two of the people (`senders`); None for all of them.
    """
    wrong: list[str] = []
    samples = list(samples)
    chosen = None if turn is None else senders(place.app, samples, turn)
    for persona in people:
        client = place.client(persona)
        for sample in samples:
            if chosen is not None and persona not in chosen[id(sample)]:
                continue
            passes = may_pass(place.app, persona, sample)
            if not (also_at_closed_doors or passes):
                continue
            # At a closed door nothing is read, so one sending tells as much as all.
            for fields in what(sample) if passes else islice(what(sample), 1):
                with faults(place.app) as seen:
                    answer = send(client, sample.path, fields)
                if problem := wrong_with(answer):
                    names = [name for name, _value in fields]
                    wrong.append(f"{persona} {sample.path} {names}: {problem}\n{''.join(seen)}")
            if sample.path.startswith(("/sign-", "/demo/")):
                client = place.client(persona)  # it may have become somebody else
    return wrong
