"""What a meeting says, and what was changed of it, in words. Source: docs/rules/forums.md 7."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.core.mails import instant
from pbplatform.forums.kinds import Access, ChangeKind, Offered
from pbplatform.forums.models import Meeting, MeetingChange
from pbplatform.web.presentation import clock_time, long_date, shown_locale, until
from pbplatform.web.sentences import gettext

ACCESS_NAMES: Mapping[str, LazyString] = {
    Access.STEP_FREE: _l("Step-free way in"),
    Access.HEARING_LOOP: _l("Hearing loop"),
    Access.SIGN_LANGUAGE: _l("Sign language"),
    Access.CAPTIONS: _l("Captions: what is said, to read"),
    Access.CHILDCARE: _l("Childcare"),
    Access.QUIET_ROOM: _l("Quiet room"),
    Access.TRAVEL_COSTS: _l("Travel costs are paid"),
}
OFFERED_WORDS: Mapping[str, LazyString] = {
    Offered.YES: _l("Yes"),
    Offered.NO: _l("No"),
    Offered.ON_REQUEST: _l("If you ask for it"),
}
FACT_NAMES: Mapping[str, LazyString] = {
    "starts_at": _l("When it begins"),
    "ends_at": _l("When it ends"),
    "venue": _l("Where it is"),
    "address": _l("Address"),
    "online_link": _l("Link to join from elsewhere"),
    "online_note": _l("How to join from elsewhere"),
    "access_note": _l("What is done so that everybody can come"),
    "languages": _l("Languages"),
    "agenda": _l("What it is about"),
    "capacity": _l("How many can come"),
    **ACCESS_NAMES,
}


@dataclass(frozen=True)
class FactChange:
    """One fact of a meeting before and after, in words; empty where nothing was said."""

    name: str
    before: str
    now: str


@dataclass(frozen=True)
class AccessLine:
    """One thing that a meeting offers or does not offer, in words."""

    name: str
    said: str
    value: str


def fact_words(name: str, value: str) -> str:
    """A fact, kept as text, as people read it.

    Raises:
        ValueError: no such instant.
    """
    if not value:
        return gettext("nothing")
    if name == "starts_at":
        at = instant(value)
        return gettext("%(day)s, %(time)s", day=long_date(at), time=clock_time(at))
    if name == "ends_at":
        at = until(instant(value))
        return gettext("%(day)s, %(time)s", day=long_date(at), time=clock_time(at))
    if name == "languages":
        return ", ".join(language_name(tag) for tag in value.split(","))
    return str(OFFERED_WORDS.get(value, value)) if name in ACCESS_NAMES else value


def change_lines(changes: Iterable[tuple[str, str, str]]) -> list[FactChange]:
    """Each changed fact with its name, before and now, in the order in which pages show them."""
    told = {name: (before, now) for name, before, now in changes}
    return [
        FactChange(str(words), fact_words(name, told[name][0]), fact_words(name, told[name][1]))
        for name, words in FACT_NAMES.items()
        if name in told
    ]


def lines_of(change: MeetingChange) -> list[FactChange]:
    """What one change changed."""
    return change_lines(
        (name, change.before.get(name, ""), now) for name, now in change.after.items()
    )


def change_title(kind: str) -> str:
    """What happened, as a word before its day."""
    return {
        ChangeKind.CHANGED: gettext("Changed"),
        ChangeKind.CANCELLED: gettext("Cancelled"),
        ChangeKind.RESTORED: gettext("It takes place after all"),
    }[ChangeKind(kind)]


def access_lines(meeting: Meeting) -> list[AccessLine]:
    """What is said of access; what is not said is left out."""
    return [
        AccessLine(str(words), str(OFFERED_WORDS[meeting.access[name]]), meeting.access[name])
        for name, words in ACCESS_NAMES.items()
        if name in meeting.access
    ]


def unsaid_access(meeting: Meeting) -> list[str]:
    """Names of what nobody has said anything of."""
    return [str(words) for name, words in ACCESS_NAMES.items() if name not in meeting.access]


def language_name(tag: str) -> str:
    """A language as readers of this page call it; the tag itself where it has no name."""
    return _names_in(shown_locale()).get(tag, tag)


def language_names() -> dict[str, str]:
    """Names of languages in the language of the page, by tag."""
    return dict(_names_in(shown_locale()))


@lru_cache(maxsize=16)
def _names_in(locale: str) -> Mapping[str, str]:
    try:
        return {str(tag): str(name) for tag, name in Locale.parse(locale).languages.items()}
    except (UnknownLocaleError, ValueError):
        return {}


# What people write for languages that the tables name otherwise.
_ALSO_CALLED = {
    "bengali": "bn",
    "mandarin": "zh",
    "cantonese": "yue",
    "farsi": "fa",
    "gaelic": "gd",
    "sylheti": "syl",
    "kurdish": "ku",
}


def language_tags(typed: str) -> tuple[list[str], str]:
    """Tags of languages typed with commas between, and the first one that we do not know."""
    known = {name.casefold(): tag for tag, name in language_names().items()}
    tags: list[str] = []
    for part in typed.replace(";", ",").split(","):
        word = part.strip()
        if not word:
            continue
        called = word.casefold()
        tag = (
            known.get(called)
            or _ALSO_CALLED.get(called)
            or (word if word in language_names() else "")
        )
        if not tag:
            return tags, word
        if tag not in tags:
            tags.append(tag)
    return tags, ""
