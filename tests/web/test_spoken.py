"""The words of a page's language are looked up once (docs/decisions/0080)."""

from __future__ import annotations

from collections import Counter

import pytest
from babel import Locale
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from flask_babel import gettext
from sqlalchemy.orm import Session

from pbplatform.web.languages import in_language
from pbplatform.web.presentation import shown_locale
from pbplatform.web.pseudo import tag
from pbplatform.web.spoken import SpokenDomain, spoken
from tests.factories import make_place

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database


def test_language_is_looked_up_at_most_twice_for_a_page(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_place(session)
    session.commit()
    asked: Counter[str] = Counter()
    looked_up = SpokenDomain.spoken_in

    def counted(self: SpokenDomain, locale: Locale, code: str) -> object:
        asked[str(locale)] += 1
        return looked_up(self, locale, code)

    monkeypatch.setattr(SpokenDomain, "spoken_in", counted)
    for url in ("/", "/log", "/rounds", "/help"):
        asked.clear()
        assert client.get(url).status_code == 200
        assert asked.total() <= 2, (url, asked)


def test_sentence_is_in_the_language_of_the_moment(app: Flask) -> None:
    with app.test_request_context("/"):
        assert (gettext("Help"), shown_locale()) == ("Help", "en_GB")
        with in_language(tag("qps")):
            accented = gettext("Help")
            assert accented != "Help"
            assert render_template_string("{{ _('Help') }}") == accented
            with in_language("de"):
                assert (gettext("Help"), shown_locale()) == ("Help", "de")
            assert gettext("Help") == accented
        assert (gettext("Help"), shown_locale()) == ("Help", "en_GB")


def test_language_of_one_request_is_not_that_of_the_next(app: Flask) -> None:
    with app.app_context():  # which outlives them, as in a command
        with app.test_request_context("/?lang=qps"):
            first = gettext("Help")
        with app.test_request_context("/"):
            second = gettext("Help")
    assert (first != "Help", second) == (True, "Help")


@pytest.mark.own_sentences
def test_sentence_of_a_template_escapes_what_is_put_into_it(app: Flask) -> None:
    with app.test_request_context("/"):
        told = render_template_string("{{ _('%(a)s & 100%%', a='<b>') }} {{ _('5 %% & <i>') }}")
        assert told == "&lt;b&gt; & 100% 5 % & <i>"
        many = "{{ ngettext('%(num)d vote', '%(num)d votes', n) }}"
        assert [render_template_string(many, n=n) for n in (1, 2)] == ["1 vote", "2 votes"]
        about = "{{ pgettext('a verb', 'Open') }} {{ npgettext('a day', 'one', '%(num)d', 3) }}"
        assert render_template_string(about) == "Open 3"


def test_outside_of_the_program_words_are_those_written_down() -> None:
    assert spoken().words.gettext("Help") == "Help"
