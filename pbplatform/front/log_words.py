"""One entry of the public log in words, with its values safe to show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from pbplatform.accounts.kinds import Role
from pbplatform.audit.kinds import Kind
from pbplatform.audit.queries import Entry
from pbplatform.core.money import Currency
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.words.sentences import step_name
from pbplatform.front.log_counts import counted, listed
from pbplatform.front.log_names import NO_NAMES, LogNames
from pbplatform.front.log_sentences import SENTENCES
from pbplatform.proposals.words.kinds import RULE_WORDS
from pbplatform.web.frame import current_frame
from pbplatform.web.navigation import has_page
from pbplatform.web.presentation import (
    clock_time,
    long_date,
    money,
    short_date,
    until,
    weekend_words,
)

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
# Ends of windows: 00:00 is the end of the day before.
_ENDS = frozenset({"ideas_close_at", "review_close_at", "closes_at", "results_at", "ends_at"})
_LAST_NUMBER = re.compile(r"/(\d+)(?:/|$)")
_SOMEBODYS_WORDS = Markup('<bdi translate="no">{}</bdi>')
_PLAIN_NUMBERS = frozenset({"n", "to", "year", "version", "voter", "spare", "file"})


@dataclass(frozen=True)
class LogLine:
    """One entry as a page shows it: its instant (None in ballot logs), sentence, subject."""

    idx: int
    at: datetime | None
    text: Markup
    by: Markup
    subject: str
    url: str | None


def line_of(entry: Entry, names: LogNames = NO_NAMES) -> LogLine:
    """An entry in words."""
    subject = str(entry.told.get("subject", ""))
    return LogLine(
        idx=entry.idx,
        at=instant_of(entry.told),
        text=sentence_of(entry, names),
        by=actor_of(entry.told),
        subject=subject,
        url=page_of(subject),
    )


def instant_of(told: Mapping[str, Any]) -> datetime | None:
    """When it happened, None for entries that carry no time."""
    text = told.get("at")
    return _instant(text) if isinstance(text, str) else None


def sentence_of(entry: Entry, names: LogNames = NO_NAMES) -> Markup:
    """The fullest sentence whose values the entry has; unknown kinds are shown by their name."""
    try:
        sentences = SENTENCES[Kind(entry.kind)]
    except ValueError:
        return _SOMEBODYS_WORDS.format(entry.kind)
    values = _values(entry, names)
    if entry.kind == Kind.ENVELOPE_CAST:
        return Markup(str(sentences[0 if "x" in entry.told else 1]))  # noqa: S704  # ours
    for sentence in sentences:
        text = str(sentence)
        if set(_PLACEHOLDER.findall(text)) <= set(values):
            return Markup(text) % values  # noqa: S704  # our own sentence; values are escaped
    raise KeyError(entry.kind)  # the last sentence of a kind needs no values


def actor_of(told: Mapping[str, Any]) -> Markup:
    """Who did it: a public name and role, or the role alone."""
    actor = told.get("actor")
    if not isinstance(actor, Mapping):
        return Markup("")
    role = role_name(str(actor.get("role", "")))
    if name := actor.get("name"):
        shown = _SOMEBODYS_WORDS.format(name)
        if post := actor.get("post"):
            return Markup("{} ({}, {})").format(shown, role, _SOMEBODYS_WORDS.format(post))
        return Markup("{} ({})").format(shown, role)
    return Markup("{}").format(role)


def role_name(role: str) -> str:
    """A role as residents read it."""
    names = {
        "resident": gettext("A resident"),
        "system": gettext("The system"),
        "operator": gettext("The operator of this site"),
        Role.FACILITATOR: gettext("Facilitator"),
        Role.DELEGATE: gettext("Delegate"),
        Role.OFFICIAL: gettext("Official"),
        Role.ELECTED: gettext("Elected person"),
        Role.CLERK: gettext("Clerk"),
        Role.AUDITOR: gettext("Auditor"),
        Role.TRUSTEE: gettext("Trustee"),
    }
    return str(names.get(role, role))


def page_of(subject: str) -> str | None:
    """The page of a subject, None where this site has none."""
    path = "/" + subject
    return path if has_page(path) else None


def _values(entry: Entry, names: LogNames) -> dict[str, Any]:
    """Every value a sentence may name, ready to be put in."""
    told = dict(entry.told.get("data") or entry.told)
    subject = str(entry.told.get("subject", ""))
    number = _LAST_NUMBER.findall(subject)
    if number:
        told.setdefault("n", int(number[-1]))
    currency = _currency_of(told)
    values = {key: _shown(key, value, currency) for key, value in told.items()}
    for key in ("team", "committee"):
        if name := names.name(key, str(told.get(key, "")), subject):
            values[key] = _SOMEBODYS_WORDS.format(name)
    return {key: value for key, value in values.items() if value is not None}


def _currency_of(told: Mapping[str, Any]) -> Currency:
    place = current_frame().currency
    code = told.get("currency", place.code)
    exponent = told.get("exponent", place.exponent)
    return Currency(str(code), int(exponent))


def _shown(key: str, value: Any, currency: Currency) -> Any:
    """A value as people read it; None for what has no reading."""
    if key == "weekend" and isinstance(value, list):
        return weekend_words(value)
    if isinstance(value, list):
        return listed(key, value)
    if isinstance(value, bool) or value in ("", None):
        return None
    if isinstance(value, int):
        if value == 0 and key.endswith("days_late"):
            return None  # in time: the next sentence of the kind says so
        if key.endswith("_minor"):
            return money(value, currency)
        return str(value) if key in _PLAIN_NUMBERS else counted(key, value)
    return _text_shown(key, value) if isinstance(value, str) else None


def _text_shown(key: str, value: str) -> Any:
    if key == "role":
        return role_name(value)
    if key == "decision":
        return _decision(value)
    if key in ("team", "committee"):
        # The log keeps the unchanging slug; one without a name is read as words.
        return _SOMEBODYS_WORDS.format(value.replace("-", " ").capitalize())
    if key == "step" and value in list(Step):
        return step_name(value)
    if key == "rule" and value in RULE_WORDS:
        return str(RULE_WORDS[value])
    if _DAY.fullmatch(value):
        return short_date(date.fromisoformat(value))
    if _INSTANT.fullmatch(value):
        at = _instant(value)
        if key == "expires":  # midnight at the end of a day belongs to that day
            return short_date(at - timedelta(microseconds=1))
        if key.removesuffix("_before") in _ENDS:
            at = until(at)
        return gettext("%(day)s, %(time)s", day=long_date(at), time=clock_time(at))
    return _SOMEBODYS_WORDS.format(value)


def _decision(value: str) -> Any:
    words = {
        "on_ballot": gettext("onto the ballot"),
        "not_this_round": gettext("not in this round"),
    }
    return words.get(value, _SOMEBODYS_WORDS.format(value))


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
