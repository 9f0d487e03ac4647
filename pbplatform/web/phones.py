"""Telephone numbers as links that dial, and how the place says it can be reached.

Source: docs/rules/venues.md section 6.
"""

from __future__ import annotations

import re

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


def phone(number: str) -> Markup:
    """A telephone number as a link that dials; plain words where there is nothing to dial with."""
    shown = Markup('<bdi dir="ltr" translate="no">{}</bdi>').format(number)
    dialled = number_to_dial(number)
    if not dialled or kiosk_page() is not None:
        return shown
    return Markup('<a href="tel:{}">{}</a>').format(dialled, shown)


def with_phones(words: str) -> Markup:
    """Words of the place, with each telephone number in them as a link; days and hours are none."""

    def linked(found: re.Match[str]) -> Markup:
        digits = re.sub(r"\D", "", found[0])
        if len(digits) < SHORTEST_IN_WORDS or _DAY_OR_HOURS.fullmatch(found[0]):
            return escape(found[0])
        return phone(found[0])

    parts, at = Markup(), 0
    for found in _LIKE_A_NUMBER.finditer(words):
        parts += escape(words[at : found.start()]) + linked(found)
        at = found.end()
    return parts + escape(words[at:])


def help_said(frame: Frame) -> Markup:
    """How the place can be reached: its words, then its number and when somebody answers it."""
    said = (
        [Markup("<span>{}</span>").format(with_phones(frame.help_line))] if frame.help_line else []
    )
    if frame.help_phone:
        hours = Markup(", {}").format(frame.help_hours) if frame.help_hours else ""
        said.append(Markup("<span>{}{}</span>").format(phone(frame.help_phone), hours))
    inside = Markup("<br>").join(said)
    return Markup('<span dir="auto" translate="no">{}</span>').format(inside)


def register(app: Flask) -> None:
    """Called when the app is made."""
    app.jinja_env.filters.update(phone=phone, with_phones=with_phones)
    app.jinja_env.globals["help_said"] = help_said
