"""Whatever is asked for, in whatever letters: an answer in words, never a fault of ours.

Source: docs/rules/running.md section 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pbplatform.core.transaction import transaction
from tests.factories import make_place
from tests.people import signed_in

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

NASTY = [
    *("%00", "%0d%0aSet-Cookie:%20a=b", "%0aforged%20line", "%ff", "%c0%ae", "%2e%2e", "%2e%2e%2f"),
    *("%09", "%7f", "%1b[2J", "%ed%a0%80", "%f0%9f%97%b3", "%e2%80%ae", "-1", "0", "9" * 30, "1e9"),
    *("%2f%2fevil.example", "%5cevil.example", "x" * 10_000, "'%22%3C%3E", "{{7*7}}", "a%20b", "١"),
]


def addresses(app: Flask) -> Iterator[str]:
    """Every route with nasty texts in turn in each open part, the other parts well filled."""
    turns = cycle(NASTY)
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or ()):
            continue
        for aimed in re.findall(r"<[^>]+>", rule.rule) or [""]:
            for nasty in (next(turns), next(turns)):
                path = rule.rule.replace(aimed, nasty) if aimed else f"{rule.rule}/{nasty}"
                path = re.sub(r"<int:[^>]+>", "1", path)
                yield "/" + re.sub(r"<[^>]+>", "x", path).lstrip("/")
    for nasty in NASTY:
        for rule in (
            "/rounds/{}",
            "/rounds/{}/",
            "/log/entries/{}",
            "/forums/x/{}/",
            "/{}",
            "/sign-in/{}",
        ):
            yield rule.format(nasty)


@pytest.fixture
def place(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction() as session:
        make_place(session)
    return client


@pytest.mark.one_database
def test_no_address_makes_a_fault_or_a_header(app: Flask, place: FlaskClient) -> None:
    wrong = []
    staff = signed_in(app, "Bea", role="facilitator")[0]
    for turn, path in enumerate(addresses(app)):
        client = staff if path.startswith("/desk") else place
        answer = client.get(path)
        broken = answer.status_code >= 500 or "a=b" in answer.headers.get("Set-Cookie", "")
        elsewhere = answer.headers.get("Location", "/")
        if broken or not re.match(r"/(?![/\\])", elsewhere.removeprefix("http://localhost")):
            wrong.append((turn, path[:80], answer.status_code, elsewhere[:80]))
    assert wrong == []


@pytest.mark.parametrize("nasty", [text for text in NASTY if len(text) < 100])
def test_no_query_makes_a_fault(place: FlaskClient, nasty: str) -> None:
    for path in ("/", "/rounds", "/forums", "/log", "/sign-in", "/promises", "/verify", "/demo"):
        for name in ("q", "next", "page", "lang", "tracker", "draft", "instead_of", "area", nasty):
            answer = place.get(f"{path}?{name}={nasty}")
            assert answer.status_code < 500, (path, name)


@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": "http://[::1"},
        {"Referer": "http://localhost//evil.example"},
        {"Referer": "\\\\evil.example"},
        {"Accept-Language": "x" * 5000},
        {"Accept-Encoding": "\udcff"},
        {"Cookie": "pb_session=\udcff; lang=%0d%0a; pb=x"},
        {"Range": "bytes=0-1,5-"},
        {"If-None-Match": '"' * 50},
        {"If-Modified-Since": "never"},
        {"Content-Length": "-1"},
        {"X-Forwarded-Host": "evil.example"},
    ],
)
def test_no_header_makes_a_fault_or_a_link_elsewhere(
    place: FlaskClient, headers: dict[str, str]
) -> None:
    for path in ("/", "/sign-in", "/nowhere", "/rounds"):
        try:
            answer = place.get(path, headers=headers)
        except UnicodeEncodeError:  # no client can send it
            return
        assert answer.status_code < 500
        assert "evil.example" not in answer.text


@pytest.mark.parametrize(
    "goal", ["/\t/evil.example", "/\r/evil.example", "//evil.example", "/%5cevil.example"]
)
def test_sign_in_and_bar_go_on_to_pages_of_ours_alone(
    app: Flask, place: FlaskClient, goal: str
) -> None:
    asked = place.post("/sign-in", data={"email": "rosa@example.org", "next": goal})
    assert asked.status_code == 200
    link = re.search(r"/sign-in/[\w-]+", place.get("/dev/mail").text)
    assert link
    arrived = place.post(link[0], data={"name": "Rosa"})
    assert (arrived.status_code, arrived.location) == (302, "/done?to=%2F")
    assert 'href="/">Go on' in place.get(arrived.location).text


@pytest.mark.parametrize("path", ["//evil.example/x", "//evil.example/", "/%2f%2fevil.example"])
def test_page_of_a_strange_address_has_no_link_that_leaves(place: FlaskClient, path: str) -> None:
    page = place.get(path, base_url="http://localhost", follow_redirects=False)
    assert page.status_code < 500
    assert 'href="//' not in page.text
    assert 'action="//' not in page.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(("localhost", 200), ("localhost:8000", 200), ("127.0.0.1:8000", 200)),
        *(("evil.example", 400), ("localhost.evil.example", 400), ("evil.example:80", 400)),
        *(("localhost@evil.example", 400), ("a b", 400), ("", 400)),
    ],
)
def test_site_answers_to_its_own_names_alone(place: FlaskClient, host: str, status: int) -> None:
    page = place.get("/sign-in", headers={"Host": host})
    assert page.status_code == status
    if status == 400:
        assert "evil" not in page.text
        assert "http://localhost" in page.text


def test_every_answer_says_that_its_kind_is_not_to_be_guessed(place: FlaskClient) -> None:
    for path in (
        "/",
        "/nowhere",
        "/static/vendor/core.css",
        "/static/js/seal-vote.js",
        "/log/site.jsonl",
    ):
        answer = place.get(path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"], path
