"""Templates compiled our way make the pages that Jinja makes (docs/decisions/0088)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_babel import lazy_gettext
from jinja2 import DictLoader, StrictUndefined, UndefinedError
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from pbplatform.web.escaping import NOTHING, filled, in_tags, shown
from pbplatform.web.frame import Frame
from pbplatform.web.page_code import PageCode
from pbplatform.web.templating import PageEnvironment
from tests.factories import make_place

# What these templates say does not depend on the database.
pytestmark = pytest.mark.one_database


class Colour(StrEnum):
    RED = "<red>"


class Drawn:
    def __html__(self) -> Markup:
        return Markup("<svg/>")


VALUES = (
    *("", "plain", """<b> & "both" 'quotes'""", Markup("<b>safe</b>"), 0, 12000, True, None, 1.5),
    *(Decimal("2.50"), Colour.RED, Drawn(), ["<", Markup("<")], ("<",), StrictUndefined),
)


@pytest.mark.parametrize("value", VALUES)
def test_value_on_a_page_is_what_markupsafe_makes_of_it(value: object) -> None:
    assert str(shown(value)) == str(escape(value))
    assert in_tags("<bdi>", value, "</bdi>") == Markup("<bdi>{}</bdi>").format(value)
    assert filled("<b>%(it)s</b> 5 %%", {"it": value}) == Markup("<b>%(it)s</b> 5 %%") % {
        "it": value
    }


@pytest.mark.parametrize("number", [3, 3.0, Decimal(3), True])
def test_number_in_a_sentence_is_what_markupsafe_makes_of_it(number: Any) -> None:
    told = filled("%(num)d of %(all)s", {"num": number, "all": "<5>"})
    assert told == Markup("%(num)d of %(all)s") % {"num": number, "all": "<5>"}
    assert isinstance(told, Markup)


def test_sentence_without_a_value_for_its_gap_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("%(name)s", {"nam": "x"})


def test_an_inline_if_that_does_not_hold_is_nothing() -> None:
    assert (shown(NOTHING), f"{NOTHING}", bool(NOTHING)) == ("", "", False)


PARTS = {
    "parts.html": """
{% macro tag(text, kind="") -%}<i{{ " class=" ~ kind if kind }}>{{ text }}</i>{%- endmacro %}
{% macro box(title, class="pb", open=false) -%}
<div class="{{ class }}"{{ " open" if open }}><h2>{{ title }}</h2>{{ caller() }}</div>
{%- endmacro %}
{% macro cell(text=none, label="") -%}
<td>{% if caller %}{{ caller() }}{% else %}{{ text }}{% endif %}{{ label }}</td>
{%- endmacro %}
{% macro many(first) -%}{{ first }}{{ varargs|join("+") }}{{ kwargs|dictsort }}{%- endmacro %}
{% macro row(each, caller=none) -%}<p>{{ caller(each) if caller else each }}</p>{%- endmacro %}
{% macro outer(text) -%}{{ tag(tag(text), kind="x") }}{%- endmacro %}
""",
    "layout.html": """
{% block head %}<title>{% block title %}{% endblock %}</title>{% endblock %}
{% set inside = self.main()|trim %}{% if inside %}<main>{{ inside }}</main>{% endif %}
{% if false %}{% block main %}{% endblock %}{% endif %}{% include "foot.html" %}
""",
    "foot.html": """
{% from "parts.html" import tag %}<footer>{{ tag(name, "low") }}{{ more }}</footer>
""",
    "plain.txt": """
{%- from "parts.html" import tag %}{{ name }} {{ _("Help") }} {{ name if no }}!""",
}
USES = '{% from "parts.html" import tag as t, box, cell, many, row, outer with context %}'
PAGES = (
    "{{ t(name) }} {{ t(text=name, kind='k') }} {{ t('<b>'|safe) }} {{ t() }}",
    "{% call box(name) %}{{ name }}{% endcall %}",
    "{% call box(name, class='own', open=true) %}x{% endcall %}",
    "{{ cell(name) }}{{ cell(label='l') }}{% call cell(label='&') %}<b>{{ name }}</b>{% endcall %}",
    "{{ many(1, 2, '<', a='>') }} {{ outer(name) }}",
    "{% call(x) row(5) %}[{{ x }}]{% endcall %}{{ row(6) }}",
    "{{ 'a' if no }}{{ ('b' if no)|default('c') }}{{ ('d' if no) ~ 'e' }}",
    "{{ ('f' if no) is defined }}{% set x = name if no %}{{ x }}{{ x or 'else' }}",
    "{% set y %}{{ name }}{% endset %}{{ y }}",
    "{{ _('Help') }} {{ _('%(a)s & 5 %%', a=name) }}",
    "{{ ngettext('%(num)s day', '%(num)s days', n) }} {{ pgettext('about', 'Help') }}",
    "{{ npgettext('about', '%(num)d', '%(num)d %(b)s', n, b=name) }} {{ said }}",
    "{% trans %}Help{% endtrans %}{% trans who=t(name) %}by {{ who }}{% endtrans %}",
    "{% trans num=n %}{{ num }} vote{% pluralize %}{{ num }} votes{% endtrans %}",
    "{% for t in rows %}{{ t }}{{ ' last' if loop.last }}{% endfor %}{{ t(name) }}",
    "{% for each in rows if each != '<' %}{{ loop.index }}{{ t(each) }}{% else %}none{% endfor %}",
    "{% macro own(x, y=t('d')) %}{{ x }}{{ y }}{% endmacro %}{{ own(name) }}{{ own(y=1, x=2) }}",
    "{{ d.items()|list }}{{ d.key }}{{ d['key'] }}{{ d.none }}",
    "{{ rows.index('<') }}{{ 'a-b'.split('-') }}{{ loop_of(rows) }}",
    "{% with _ = 5 %}{{ _ }}{% endwith %}{% include 'foot.html' %}",
    "{% with more = name %}{% include 'foot.html' %}{% endwith %}",
    "{% filter upper %}{{ name }}{% endfilter %}",
    "{% autoescape false %}{{ name }}{{ t(name) }}{% endautoescape %}",
    "{{ not_there }}{{ number_of }}{{ none }}{{ 1.50 }}{{ true }}{{ [name] }}",
)
EXTENDS = """
{% extends 'layout.html' %}{% from 'parts.html' import tag, box %}
{% block title %}{{ name }}{% endblock %}
{% block main %}
{% call box(tag(name)) %}{{ super() }}{{ self.title() }}{% endcall %}
{% endblock %}
"""


def _environment(app: Flask, code: type[CodeGenerator], pages: dict[str, str]) -> PageEnvironment:
    class Compiled(PageEnvironment):
        code_generator_class = code  # type: ignore[assignment]

    made = Compiled(
        app,
        loader=DictLoader(PARTS | pages),
        autoescape=app.select_jinja_autoescape,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
    )
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.globals.update(app.jinja_env.globals)
    made.globals["loop_of"] = lambda rows: Markup("<hr>").join(rows)
    return made


@pytest.fixture
def made(wordy_app: Flask) -> Iterator[Callable[[str, str], list[str]]]:
    """A page as Jinja makes it, and as we do."""

    def both(name: str, source: str) -> list[str]:
        values = {
            **{"name": "<Ann & Bob>", "rows": ["a", "<", Markup("<i>")], "n": 2, "no": False},
            **{"d": {"key": "<", "items": "no"}, "said": lazy_gettext("Help"), "number_of": 7},
        }
        return [
            _environment(wordy_app, code, {name: source}).get_template(name).render(values)
            for code in (CodeGenerator, PageCode)
        ]

    with wordy_app.test_request_context("/"):
        g.frame = Frame()  # no place is asked for its languages
        yield both


@pytest.mark.own_sentences
@pytest.mark.parametrize("source", [*(USES + each for each in PAGES), EXTENDS])
def test_page_is_what_jinja_makes_of_its_template(
    made: Callable[[str, str], list[str]], source: str
) -> None:
    by_jinja, ours = made("page.html", source)
    assert ours == by_jinja
    assert ours.strip()


@pytest.mark.own_sentences
def test_text_that_does_not_escape_is_what_jinja_makes_of_it(
    made: Callable[[str, str], list[str]],
) -> None:
    by_jinja, ours = made("page.txt", PARTS["plain.txt"])
    assert ours == by_jinja == "<Ann & Bob> Help !"


@pytest.mark.parametrize(
    "call", ["t(1, 2, 3)", "t(1, text=2)", "t(nothing_of_this=1)", "t(1, caller=2)"]
)
def test_macro_refuses_what_it_has_no_argument_for(
    made: Callable[[str, str], list[str]], call: str
) -> None:
    made("page.html", USES + "{{ t() }}")  # what it was not given is empty
    with pytest.raises(TypeError):
        made("page.html", USES + "{{ " + call + " }}")


@pytest.mark.parametrize("source", ["{{ t(1)(2).x }}", "{{ missing_macro(1) }}", "{{ name.x.y }}"])
def test_what_is_not_there_is_an_error_that_names_it(
    made: Callable[[str, str], list[str]], source: str
) -> None:
    with pytest.raises((UndefinedError, TypeError)):
        made("page.html", USES + source)


def test_import_of_a_macro_that_is_not_there_names_its_template(wordy_app: Flask) -> None:
    pages = {"page.html": '{% from "parts.html" import absent %}{{ absent() }}'}
    with wordy_app.test_request_context("/"), pytest.raises(UndefinedError, match=r"parts\.html"):
        _environment(wordy_app, PageCode, pages).get_template("page.html").render()


@pytest.mark.parametrize("url", ["/", "/log", "/rounds", "/promises", "/help", "/data", "/about"])
def test_page_of_ours_is_the_same_byte_for_byte(
    app: Flask,
    client: FlaskClient,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
) -> None:
    make_place(session)
    session.commit()
    ours = client.get(url).data
    plain = app.jinja_env.overlay(cache_size=-1)
    plain.bytecode_cache = None
    monkeypatch.setattr(plain, "code_generator_class", CodeGenerator, raising=False)
    monkeypatch.setattr(app, "jinja_env", plain)
    by_jinja = client.get(url).data
    assert ours == by_jinja
    assert plain.cache  # it was compiled anew
