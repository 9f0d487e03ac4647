"""A page in another language: its plural forms, numbers, days and lists, and the way to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel import Locale
from flask import Flask, g
from flask_babel import force_locale

from pbplatform.core.transaction import transaction
from pbplatform.web.languages import translated
from pbplatform.web.presentation import (
    day_month,
    listed,
    listed_apart,
    percent,
    time_left,
    weekend_words,
)
from pbplatform.web.sentences import ngettext, plural_forms
from tests.factories import make_place
from tests.languages import offer, speaking, write_catalogue

pytestmark = pytest.mark.one_database  # it is about words, days and letters

PROJECTS = ("{count} project", "{count} projects together")


@pytest.fixture
def polish(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    write_catalogue(tmp_path)
    write_catalogue(tmp_path, "pt_BR")
    with speaking(app, tmp_path):
        yield app


def forms_in(app: Flask, locale: str) -> dict[str, str]:
    with app.test_request_context(), force_locale(locale):
        return dict(json.loads(plural_forms(*PROJECTS)))


def test_page_hands_over_every_plural_form_of_its_language(polish: Flask) -> None:
    assert forms_in(polish, "en") == {"one": PROJECTS[0], "other": PROJECTS[1]}
    assert forms_in(polish, "pl") == {
        "one": "{count} projekt",
        "few": "{count} projekty",
        "many": "{count} projektów",
        "other": "{count} projektów",
    }


def test_words_are_found_after_the_language_was_spoken_without_them(
    app: Flask, tmp_path: Path
) -> None:
    assert forms_in(app, "pl")["one"] == PROJECTS[0]
    write_catalogue(tmp_path)
    with speaking(app, tmp_path):
        assert forms_in(app, "pl")["one"] == "{count} projekt"
    assert forms_in(app, "pl")["one"] == PROJECTS[0]


@pytest.mark.parametrize("locale", ["ar", "cs", "cy", "fr", "ga", "ja", "lt", "pl", "ru", "sl"])
def test_every_form_that_a_browser_asks_for_is_there(app: Flask, locale: str) -> None:
    rule = Locale.parse(locale).plural_form
    forms = forms_in(app, locale)
    assert {rule(number) for number in (*range(1000), 10**6)} <= set(forms)
    assert "other" in forms


@pytest.mark.parametrize(
    ("number", "text"), [(1, "1 dzień"), (2, "2 dni"), (5, "5 dni"), (22, "22 dni")]
)
def test_page_counts_in_its_own_plural_forms(polish: Flask, number: int, text: str) -> None:
    with polish.test_request_context(), force_locale("pl"):
        assert ngettext("%(num)s day", "%(num)s days", number) == text


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en", ["5.2%", "93%", "0%"]),
        ("de", ["5,2\xa0%", "93\xa0%", "0\xa0%"]),
        ("tr", ["%5,2", "%93", "%0"]),
    ],
)
def test_percentage_is_written_as_the_language_writes_it(
    app: Flask, locale: str, shown: list[str]
) -> None:
    with app.test_request_context(), force_locale(locale):
        assert [percent(52, 1000), percent(93, 100), percent(0, 0)] == shown


@pytest.mark.parametrize(
    ("locale", "day"),
    [
        ("en", "Thursday 4 March"),
        ("de", "Donnerstag, 4. März"),
        ("es", "jueves, 4 de marzo"),
        ("hu", "március 4., csütörtök"),
        ("ja", "3月4日木曜日"),
    ],
)
def test_day_of_this_year_has_whole_names_and_no_year(app: Flask, locale: str, day: str) -> None:
    with app.test_request_context(), force_locale(locale):
        g.now = datetime(2027, 3, 1, tzinfo=UTC)
        assert day_month(date(2027, 3, 4)) == day


@pytest.mark.parametrize("days", [-365, -183, 183, 366])
def test_day_that_is_far_has_its_year(app: Flask, days: int) -> None:
    """A point that came in March 2026 did not come "on Wednesday 4 March" a year later."""
    far, today = date(2027, 3, 4) + timedelta(days=days), datetime(2027, 3, 4, tzinfo=UTC)
    with app.test_request_context():
        g.now = today
        assert str(far.year) in day_month(far)
        near = date(2027, 3, 4) + timedelta(days=182 if days > 0 else -182)
        assert str(near.year) not in day_month(near)


def test_day_in_a_mail_has_its_year(app: Flask) -> None:
    """Nobody knows when it is read."""
    with app.app_context():
        assert day_month(date(2027, 3, 4)) == "Thursday 4 March 2027"


def test_list_is_put_together_as_the_language_does(app: Flask) -> None:
    with app.test_request_context():
        assert listed(["Ann", "Bob", 7]) == "Ann, Bob, 7"
        assert listed([]) == ""
        assert listed_apart(["Ann, North", "Bob", "Cem"]) == "Ann, North; Bob; Cem"
        assert listed_apart([]) == ""
        assert weekend_words([5, 6]) == "Saturday, Sunday"
        with force_locale("de"):
            assert listed(["Ann", "Bob", 7]) == "Ann, Bob und 7"
            assert weekend_words([5, 6]) == "Samstag und Sonntag"
        with force_locale("ar"):
            assert listed([]) == ""


def test_time_left_is_one_sentence_of_its_parts(app: Flask) -> None:
    now = datetime(2027, 3, 10, 12, tzinfo=UTC)
    with app.test_request_context():
        assert time_left(now + timedelta(days=4, hours=9, minutes=5), now) == "4 days 9 hours"
        assert time_left(now + timedelta(hours=1, minutes=1), now) == "1 hour 1 minute"
        assert time_left(now + timedelta(hours=3), now) == "3 hours"
        assert time_left(now, now) == "less than a minute"


def test_language_with_a_region_is_offered_and_linked(polish: Flask) -> None:
    with polish.app_context(), transaction() as session:
        make_place(session)
        offer(session, "pt_BR", "ar")
    page = " ".join(polish.test_client().get("/").text.split())
    assert 'href="/?lang=pt_BR" lang="pt-BR" hreflang="pt-BR" dir="ltr">Português (Brasil)' in page
    assert 'lang="ar" hreflang="ar" dir="rtl"' in page
    there = polish.test_client().get("/?lang=pt_BR").text
    assert 'lang="pt-BR"' in there
    assert "?lang=en" in there
    assert "?lang=pt_BR" not in there
    with polish.test_request_context():
        assert ("pt_BR", "Português (Brasil)") in translated()
