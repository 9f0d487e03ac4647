"""Telephone numbers as links that dial, and how the place says it can be reached.

Source: docs/rules/venues.md section 6.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from pbplatform.core.phones import SHORTEST_IN_WORDS, number_to_dial
from pbplatform.web.frame import Frame
from pbplatform.web.kiosk import kiosk_page

# Digits with blanks, brackets, strokes, full stops between them; a colon or a comma ends a number.
_LIKE_A_NUMBER = re.compile(r"\+?\(?\d[\d ()/.\u2013-]*\d")
_DAY_OR_HOURS = re.compile(
    r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{2}\s*[-\u2013].*"
)


def _dials() -> bool:
    """Whether there is something to dial with: a kiosk has nothing."""
    return kiosk_page() is None


def phone(number: str) -> Markup:
    """A telephone number as a link that dials; plain words where there is nothing to dial with."""
    return _phone(number, dials=_dials())


def _phone(number: str, *, dials: bool) -> Markup:
    shown = Markup('<bdi dir="ltr" translate="no">{}</bdi>').format(number)
    dialled = number_to_dial(number)
    if not dialled or not dials:
        return shown
    return Markup('<a href="tel:{}">{}</a>').format(dialled, shown)


def with_phones(words: str) -> Markup:
    """Words of the place, with each telephone number in them as a link; days and hours are none."""
    return _with_phones(words, dials=_dials())


def _with_phones(words: str, *, dials: bool) -> Markup:
    def linked(found: re.Match[str]) -> Markup:
        digits = re.sub(r"\D", "", found[0])
        if len(digits) < SHORTEST_IN_WORDS or _DAY_OR_HOURS.fullmatch(found[0]):
            return escape(found[0])
        return _phone(found[0], dials=dials)

    parts, at = Markup(), 0
    for found in _LIKE_A_NUMBER.finditer(words):
        parts += escape(words[at : found.start()]) + linked(found)
        at = found.end()
    return parts + escape(words[at:])


def help_said(frame: Frame) -> Markup:
    """How the place can be reached: its words, then its number and when somebody answers it."""
    return _help_said(frame.help_line, frame.help_phone, frame.help_hours, _dials())


@lru_cache(maxsize=64)  # it stands at the foot of every page
def _help_said(line: str, number: str, hours_open: str, dials: bool) -> Markup:
    said = [Markup("<span>{}</span>").format(_with_phones(line, dials=dials))] if line else []
    if number:
        hours = Markup(", {}").format(hours_open) if hours_open else ""
        said.append(Markup("<span>{}{}</span>").format(_phone(number, dials=dials), hours))
    inside = Markup("<br>").join(said)
    return Markup('<span dir="auto" translate="no">{}</span>').format(inside)


def register(app: Flask) -> None:
    """Called when the app is made."""
    app.jinja_env.filters.update(phone=phone, with_phones=with_phones)
    app.jinja_env.globals["help_said"] = help_said
