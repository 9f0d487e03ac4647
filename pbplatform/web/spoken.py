"""The words of the language that a page speaks: looked up once, then asked for every sentence.

Source: docs/decisions/0080-each-page-is-cheap-to-make.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import Flask
from flask.globals import _cv_app, _cv_request
from flask_babel import Domain, get_domain, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from pbplatform.web import pseudo
from pbplatform.web.escaping import amounts_told, filled


@dataclass(frozen=True)
class Spoken:
    """A language as pages speak it, kept as long as the program runs.

    Attributes:
        words: its catalogue.
        shown: the locale in which it shows days, times and money; `named` is its own.
        accented: whether it is a pseudo-language.
        marked: sentences without gaps that templates asked for, ready to stand on a page.
        ready: what others made of sentences of the program that never change, by names of theirs.
    """

    words: Any
    shown: str = "en_GB"
    named: str = "en"
    accented: bool = False
    marked: dict[str, Markup] = field(default_factory=dict)
    ready: dict[tuple[str, str], Any] = field(default_factory=dict)

    @cached_property
    def is_english(self) -> bool:
        return self.shown.startswith("en")

    def showing(self, text: str) -> str:
        """A date or an amount as a page shows it."""
        return pseudo.accented(text) if self.accented else text

    def amount(self, value: int) -> str:
        """`12,000`, in German `12.000`."""
        return _amount(value, self.named)

    def telling(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a sentence, amounts as people read them."""
        return amounts_told(values, self.amount)


# Amounts return from row to row and from page to page.
@lru_cache(maxsize=4096)
def _amount(value: int, locale: str) -> str:
    return str(format_decimal(value, locale=locale))


@dataclass(frozen=True, slots=True)
class _KeptWords:
    """What a request spoke last, or a command, and how one sees that it speaks the same still."""

    within: Any
    forced: str | None
    babel: dict[str, Any]
    locale: Locale
    found: Spoken


_KEPT = "_spoken"
_forced_code = pseudo.forced_code
_OUTSIDE = Spoken(NullTranslations())


class SpokenDomain(Domain):  # type: ignore[misc]  # untyped
    """The catalogues, and the pseudo-language where a page is in it."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, str], Spoken] = {}

    def get_translations(self) -> Any:
        return spoken().words

    def look_up(self, code: str) -> Any:
        """The catalogue of the page's language, or of a pseudo-language."""
        return pseudo.PseudoTranslations() if code else super().get_translations()

    def spoken_in(self, locale: Locale, code: str) -> Spoken:
        """A language, or a pseudo-language."""
        named = str(locale)
        if (named, code) not in self._known:
            shown = "en_GB" if named == "en" else named
            self._known[named, code] = Spoken(self.look_up(code), shown, named, bool(code))
        return self._known[named, code]


def spoken() -> Spoken:
    """What this page speaks, or a mail, or a command.

    This is asked for with every sentence, so that it looks only whether the language is still the
    same: `in_language` may have changed it.
    """
    within = _cv_app.get(None)
    asked = _cv_request.get(None) or within
    kept: _KeptWords | None = getattr(asked, _KEPT, None)
    if (
        kept is not None
        and kept.within is within
        and kept.forced == _forced_code()
        # Flask-Babel keeps the locale of the page here, and puts another there for a while.
        and kept.babel.get("babel_locale") is kept.locale
    ):
        return kept.found
    return _OUTSIDE if asked is None else _looked_up(asked, within)


def _looked_up(asked: Any, within: Any) -> Spoken:
    domain, locale = get_domain(), get_locale()
    if not isinstance(domain, SpokenDomain) or locale is None:
        return _OUTSIDE
    found = domain.spoken_in(locale, pseudo.current())
    babel = vars(vars(within.g)["_flask_babel"])
    kept = _KeptWords(within, pseudo.forced_code(), babel, locale, found)
    vars(asked)[_KEPT] = kept
    return found


# What templates say. A sentence is always read as a format, as `make messages` writes it down:
# `%%` is one sign. Of a template that escapes these four are called at once (`web/page_code.py`).


def said(sentence: str) -> Markup:
    """`_("Sign in")` of a page: a sentence without gaps."""
    page = spoken()
    found = page.marked.get(sentence)
    if found is None:
        found = page.marked[sentence] = filled(page.words.ugettext(sentence), {})
    return found


def said_with(sentence: str, /, **values: Any) -> Markup:
    """`_("Sign in as %(name)s", name=…)` of a page."""
    page = spoken()
    return filled(page.words.ugettext(sentence), values, page.amount)


def counted(one: str, many: str, num: int, /, **values: Any) -> Markup:
    """The form of a sentence for a number, which is `%(num)s` in it."""
    page = spoken()
    return filled(page.words.ungettext(one, many, num), {"num": num, **values}, page.amount)


def meant(about: str, sentence: str, /, **values: Any) -> Markup:
    """A sentence that would mean two things without saying what it is about."""
    page = spoken()
    given = {"context": about, **values}
    return filled(page.words.upgettext(about, sentence), given, page.amount)


def meant_counted(about: str, one: str, many: str, num: int, /, **values: Any) -> Markup:
    """The same with a number."""
    page = spoken()
    given = {"context": about, "num": num, **values}
    return filled(page.words.unpgettext(about, one, many, num), given, page.amount)


@pass_eval_context
def gettext(how: EvalContext, sentence: str, /, **values: Any) -> str:
    """`_` wherever it is asked for by its name at run time: in mails, and in macros of others."""
    if how.autoescape:
        return said_with(sentence, **values) if values else said(sentence)
    page = spoken()
    told: str = page.words.ugettext(sentence) % page.telling(values)
    return told


@pass_eval_context
def ngettext(how: EvalContext, one: str, many: str, num: int, /, **values: Any) -> str:
    """The same with a number."""
    if how.autoescape:
        return counted(one, many, num, **values)
    page = spoken()
    told: str = page.words.ungettext(one, many, num) % page.telling({"num": num, **values})
    return told


@pass_eval_context
def pgettext(how: EvalContext, about: str, sentence: str, /, **values: Any) -> str:
    """The same, saying what it is about."""
    if how.autoescape:
        return meant(about, sentence, **values)
    page = spoken()
    told: str = page.words.upgettext(about, sentence) % page.telling({"context": about, **values})
    return told


@pass_eval_context
def npgettext(how: EvalContext, about: str, one: str, many: str, num: int, /, **values: Any) -> str:
    """The same with both."""
    if how.autoescape:
        return meant_counted(about, one, many, num, **values)
    page = spoken()
    given = page.telling({"context": about, "num": num, **values})
    told: str = page.words.unpgettext(about, one, many, num) % given
    return told


def register(app: Flask) -> None:
    """Give templates our functions instead of those of Flask-Babel, which look up each time."""
    app.jinja_env.globals.update(
        _=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext, npgettext=npgettext
    )
