"""Amounts in sentences have something between their thousands; numbers of things have nothing.

Source: docs/rules/text.md 8.4.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import lazy_gettext

import pbplatform
from pbplatform.core.errors import Conflict
from pbplatform.points.words.rows import show_words
from pbplatform.web import refusals
from pbplatform.web.languages import in_language
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext, ngettext
from tests.translating import known_sentences

ROOT = Path(pbplatform.__file__).parent.parent
pytestmark = [pytest.mark.own_sentences, pytest.mark.one_database]

ON_PAGES = (
    ("{{ ngettext('%(num)s vote', '%(num)s votes', n) }}", "12,000 votes"),
    ("{{ _('%(votes)s votes', votes=n) }}", "12,000 votes"),
    ("{{ npgettext('a', '%(num)s vote', '%(num)s votes', n) }}", "12,000 votes"),
    ("{{ pgettext('a', '%(votes)s votes', votes=n) }}", "12,000 votes"),
    ("{% trans votes=n %}{{ votes }} votes{% endtrans %}", "12,000 votes"),
    ("{% trans num=n %}{{ num }} vote{% pluralize %}{{ num }} votes{% endtrans %}", "12,000 votes"),
    ("{{ _('Point %(number)s', number=n) }}", "Point 12000"),
    ("{{ _('The year %(year)s', year=2027) }}", "The year 2027"),
    ("{{ _('It lost %(votes)s votes', votes=-n) }}", "It lost -12,000 votes"),
    ("{{ ngettext('%(num)s vote', '%(num)s votes', 999) }}", "999 votes"),
)


@pytest.mark.parametrize(("template", "told"), ON_PAGES)
def test_amount_on_a_page_and_in_a_mail(app: Flask, template: str, told: str) -> None:
    with app.test_request_context("/"):
        assert render_template_string(template, n=12_000) == told
        plain = f"{{% autoescape false %}}{template}{{% endautoescape %}}"
        assert render_template_string(plain, n=12_000) == told


def test_amount_in_a_sentence_of_the_program(app: Flask) -> None:
    with app.test_request_context("/"):
        assert ngettext("%(num)s vote", "%(num)s votes", 12_000) == "12,000 votes"
        assert gettext("%(of)s of Idea %(number)s", of=1234, number=5678) == "1,234 of Idea 5678"
        assert show_words("all", 1619) == "All, 1,619"
        with in_language("de"):
            assert ngettext("%(num)s vote", "%(num)s votes", 12_000) == "12.000 votes"


def test_amount_in_a_refusal(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = lazy_gettext("%(most)s at most, from %(day)s, as project %(number)s has")
    monkeypatch.setitem(refusals.MESSAGES, "test.many", sentence)
    refused = Conflict("test.many", most=20_000, day=date(2027, 3, 4), number=1234)
    with app.test_request_context("/"):
        told = message_for(refused)
    assert told == "20,000 at most, from Thursday 4 March 2027, as project 1234 has"


def test_amount_in_a_summary(app: Flask) -> None:
    told = (
        "{% from 'components/summary_list.html' import summary_list %}"
        "{{ summary_list([{'key': 'All', 'value': 127380}, {'key': 'Sheet', 'value': '1234'}]) }}"
    )
    with app.test_request_context("/"):
        shown = render_template_string(told)
    assert "127,380" in shown
    assert "1234" in shown


def test_no_sentence_asks_for_a_bare_number() -> None:
    """`%(num)d` would take no amount with thousands."""
    sources = [*(ROOT / "pbplatform").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    bare = re.compile(r"%\([a-z_]+\)d")
    of_others = {ROOT / "pbplatform/web/base_form.py", ROOT / "pbplatform/web/escaping.py"}
    assert len(sources) > 500
    assert [each.name for each in sources if bare.search(each.read_text())] == [
        each.name for each in sources if each in of_others
    ]


def test_a_count_is_not_called_a_number(request: pytest.FixtureRequest) -> None:
    """The gap `number` is told without thousands, so it stands after what it names, not after what
    it counts: “project 1234”, but “Envelopes that differ: 1,234” (docs/rules/text.md 8.4)."""
    counted = re.compile(r"(:|,) %\(number\)s")
    named = {"An idea that was taken up: %(number)s, %(title)s", "Telephone: %(number)s"}
    told = {each for asked in known_sentences(request.config.cache) for each in asked}
    assert {each for each in told if counted.search(each)} == named
