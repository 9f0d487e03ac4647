"""A language nobody speaks: every message accented and longer, also from right to left.

Read with `?lang=qps` (left to right) or `?lang=qpr` (right to left) in demonstration and test
mode. What stays plain on such a page never went through gettext; what breaks has no room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations

from flask import current_app, has_request_context, request

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "qps", "qpr"
CODES = (LEFT_TO_RIGHT, RIGHT_TO_LEFT)
# Left alone: values to be filled in, tags, entities.
_KEPT = re.compile(r"(%\(\w+\)[#0\- +]*[\d.]*\w|%%|\{\w+\}|<[^>]*>|&\w+;)")
_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒǧĥîĵķļɱñôþɋŕšţûṽŵẋýžÅƁÇĐÉƑǦĤÎĴĶĻṀÑÔÞɊŔŠŢÛṼŴẊÝŽ",
)
_LONGER = 0.35
_FOUND = "pbplatform.pseudo"
_TAG = "en-x-"  # a tag of our own, as BCP 47 has them
_forced: ContextVar[str | None] = ContextVar("pseudo", default=None)


def tag(code: str) -> str:
    """The BCP 47 tag of a pseudo-language."""
    return f"{_TAG}{code}"


def code_of(language: str) -> str:
    """The pseudo-language behind a tag; nothing where people speak it."""
    code = language.removeprefix(_TAG)
    return code if code in CODES else ""


@contextmanager
def forced(code: str) -> Iterator[None]:
    """Inside, this pseudo-language is in force, or none, whatever the request asks for."""
    before = _forced.set(code)
    try:
        yield
    finally:
        _forced.reset(before)


# The pseudo-language in force whatever the request asks for; None where it is not forced.
forced_code = _forced.get


def current() -> str:
    """The pseudo-language in force or of this request, or nothing."""
    if (forced_code := _forced.get()) is not None:
        return forced_code
    if not has_request_context():
        return ""
    # Asked for with every sentence, so it is found out once for each request.
    environ = request.environ
    if _FOUND not in environ:
        environ[_FOUND] = _asked()
    return str(environ[_FOUND])


def _asked() -> str:
    if current_app.extensions["settings"].is_production:
        return ""
    asked = request.args.get("lang") or request.cookies.get("lang", "")
    return asked if asked in CODES else ""


def direction(code: str) -> str:
    return "rtl" if code == RIGHT_TO_LEFT else "ltr"


def accent(text: str) -> str:
    """`Sign in` as `Šîǧñ îñ ɱɱɱ`: readable, marked, a third longer; placeholders untouched."""
    parts = _KEPT.split(text)
    marked = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in parts)
    letters = sum(len(part) for part in parts if not _KEPT.fullmatch(part))
    extra = round(letters * _LONGER)
    if not extra or not text.strip():
        return marked
    words = ["ɱ" * min(6, extra - start) for start in range(0, extra, 6)]
    return marked + " " + " ".join(words)


def accented(text: str) -> str:
    """A date or an amount as such a page shows it, no longer than it was."""
    return text.translate(_ACCENTS)


class PseudoTranslations(NullTranslations):
    """Every message is found, and is itself with accents."""

    def gettext(self, message: str) -> str:
        return accent(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return accent(msgid1 if n == 1 else msgid2)

    def pgettext(self, _context: str, message: str) -> str:
        return accent(message)

    def npgettext(self, _context: str, msgid1: str, msgid2: str, n: int) -> str:
        return accent(msgid1 if n == 1 else msgid2)

    ugettext, ungettext, upgettext, unpgettext = gettext, ngettext, pgettext, npgettext
