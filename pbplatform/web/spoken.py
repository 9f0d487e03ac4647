"""The words of the language that a page speaks: looked up once, then asked for every sentence.

Source: docs/decisions/0080-each-page-is-cheap-to-make.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any

from babel import Locale
from flask import Flask, g
from flask_babel import Domain, get_domain, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from pbplatform.web import pseudo


@dataclass(frozen=True)
class Spoken:
    """A language as pages speak it, kept as long as the program runs.

    Attributes:
        words: its catalogue.
        shown: the locale in which it shows days, times and money.
        marked: sentences without gaps that templates asked for, ready to stand on a page.
    """

    words: Any
    shown: str = "en_GB"
    marked: dict[str, Markup] = field(default_factory=dict)


_KEPT = "spoken"
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
            self._known[named, code] = Spoken(self.look_up(code), shown)
        return self._known[named, code]


def spoken() -> Spoken:
    """What this page speaks, or a mail, or a command.

    This is asked for with every sentence, so that it looks only whether the language is still the
    same: `in_language` may have changed it.
    """
    try:
        here = vars(g._get_current_object())
    except RuntimeError:  # no application
        return _OUTSIDE
    kept: tuple[Locale, str, Spoken] | None = here.get(_KEPT)
    code = pseudo.current()
    if (
        kept is not None
        and kept[1] == code
        # Flask-Babel keeps the locale of the page here, and puts another there for a while.
        and vars(here["_flask_babel"]).get("babel_locale") is kept[0]
    ):
        return kept[2]
    domain, locale = get_domain(), get_locale()
    if not isinstance(domain, SpokenDomain) or locale is None:
        return _OUTSIDE
    found = domain.spoken_in(locale, code)
    here[_KEPT] = (locale, code, found)
    return found


def _filled(how: EvalContext, sentence: str, values: dict[str, Any]) -> str:
    # Always read as a format, as `make messages` writes it down: `%%` is one sign.
    return (Markup(sentence) if how.autoescape else sentence) % values  # noqa: S704  # ours


@pass_eval_context
def gettext(how: EvalContext, sentence: str, /, **values: Any) -> str:
    """`_("Sign in")` of a template."""
    page = spoken()
    if values or not how.autoescape:
        return _filled(how, page.words.ugettext(sentence), values)
    if sentence not in page.marked:
        page.marked[sentence] = Markup(page.words.ugettext(sentence)) % {}  # noqa: S704  # ours
    return page.marked[sentence]


@pass_eval_context
def ngettext(how: EvalContext, one: str, many: str, num: int, /, **values: Any) -> str:
    """The form of a sentence for a number, which is `%(num)s` in it."""
    words = spoken().words
    return _filled(how, words.ungettext(one, many, num), {"num": num, **values})


@pass_eval_context
def pgettext(how: EvalContext, about: str, sentence: str, /, **values: Any) -> str:
    """A sentence that would mean two things without saying what it is about."""
    return _filled(how, spoken().words.upgettext(about, sentence), {"context": about, **values})


@pass_eval_context
def npgettext(how: EvalContext, about: str, one: str, many: str, num: int, /, **values: Any) -> str:
    """The same with a number."""
    words = spoken().words
    given = {"context": about, "num": num, **values}
    return _filled(how, words.unpgettext(about, one, many, num), given)


def register(app: Flask) -> None:
    """Give templates our functions instead of those of Flask-Babel, which look up each time."""
    app.jinja_env.globals.update(
        _=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext, npgettext=npgettext
    )
