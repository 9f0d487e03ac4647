"""Sentences in the language of the page, as plain `str`; and all plural forms, for scripts.

These are the only functions of ours that take a sentence to gettext: `make messages` knows their
names and reads only what is written out in a call of them. A test keeps others from being made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import flask_babel
from babel import Locale
from flask import Flask
from flask_babel import LazyString

from pbplatform.web.spoken import spoken

# Whole numbers that show every plural form a language has for them; the millions are for
# languages such as French, Spanish and Italian. 1 stands first: in French it shares its form with
# 0, and a sentence that is not yet translated is right for it in English.
_SAMPLES = (1, 0, *range(2, 201), 1000, 1_000_000)


def gettext(sentence: str, /, **values: object) -> str:
    """The sentence in the language of the page, its gaps `%(name)s` filled."""
    page = spoken()
    said: str = page.words.ugettext(sentence)
    return said % page.telling(values) if values else said


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    """The form of a sentence for a number; `%(num)s` is the number itself."""
    page = spoken()
    said: str = page.words.ungettext(one, many, num)
    return said % page.telling({"num": num, **values})


def word_of(table: str, words: Mapping[Any, LazyString], key: Any) -> str:
    """A word out of a table of the program's, which each language looks up once.

    Args:
        table: names the table; no two have one name.
    Raises:
        KeyError: the table has no such word.
    """
    ready = spoken().ready
    found: str | None = ready.get((table, key))
    if found is None:
        found = ready[table, key] = str(words[key])
    return found


def plural_forms(one: str, many: str) -> str:
    """Every form of a sentence with `{count}`, as JSON by the names of `Intl.PluralRules`.

    `{"one": "{count} project", "other": "{count} projects"}` in English; Polish has `few` and
    `many` beside these, Arabic six. For the scripts of a page (`static/js/words.js`), which know
    the number only when it is there.
    """
    return json.dumps(dict(_forms(one, many)), ensure_ascii=False)


def _forms(one: str, many: str) -> Iterator[tuple[str, str]]:
    """Each category of the page's language with the catalogue's form for a number of it."""
    words = flask_babel.get_domain().get_translations()
    rule = Locale.parse(str(flask_babel.get_locale() or "en")).plural_form
    shown: dict[str, int] = {}
    for number in _SAMPLES:
        shown.setdefault(rule(number), number)
    for category, number in shown.items():
        yield category, str(words.ungettext(one, many, number))
    if "other" not in shown:  # Polish: of fractions only, and `Intl` may still ask for it
        yield "other", str(words.ungettext(one, many, _SAMPLES[-1]))


def register(app: Flask) -> None:
    """Templates ask for all plural forms too; Flask-Babel gives them the other functions."""
    app.jinja_env.globals["plural_forms"] = plural_forms
