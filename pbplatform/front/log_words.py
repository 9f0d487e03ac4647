"""One entry of the public log in words, with its values safe to show."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask.globals import _cv_app
from markupsafe import Markup
from sqlalchemy.orm import Session

from pbplatform.accounts.words.roles import role_name
from pbplatform.audit.queries import Entry
from pbplatform.core.money import Currency
from pbplatform.web.escaping import filled, in_tags, mark
from pbplatform.web.escaping import shown as as_shown
from pbplatform.web.frame import current_frame
from pbplatform.web.log_reading import instant_of as read_instant
from pbplatform.web.log_reading import instant_words, is_instant, plain
from pbplatform.web.navigation import has_page
from pbplatform.web.presentation import listed as as_list
from pbplatform.web.presentation import money, number, short_date
from pbplatform.web.slices import LogWords, all_slices
from pbplatform.web.spoken import spoken

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LAST_NUMBER = re.compile(r"/(\d+)(?:/|$)")
_EVERYWHERE = {"n": plain}


def somebodys_words(words: Any) -> Markup:
    """A name or a value as somebody wrote it."""
    return in_tags('<bdi translate="no">', words, "</bdi>")


Names = Mapping[str, Callable[[str, str], str]]
NO_NAMES: Names = {}


def log_words() -> LogWords:
    """What all slices say of the log, as one."""
    extensions = _cv_app.get().app.extensions  # asked for with every value of an entry
    known: LogWords | None = extensions.get("log_words")
    if known is None:
        said = [each.log for each in all_slices() if each.log is not None]
        known = LogWords(
            sentences={key: text for each in said for key, text in each.sentences.items()},
            choose={key: choose for each in said for key, choose in each.choose.items()},
            families={key: text for each in said for key, text in each.families.items()},
            fields={key: read for each in said for key, read in each.fields.items()},
            nouns=_EVERYWHERE | {key: count for each in said for key, count in each.nouns.items()},
            lists={key: count for each in said for key, count in each.lists.items()},
            names={key: read for each in said for key, read in each.names.items()},
            # What a higher slice says of its own subjects is narrower.
            public={like: is_ for each in reversed(said) for like, is_ in each.public.items()},
        )
        extensions["log_words"] = known
    return known


def log_names(session: Session) -> Names:
    """The names of today, read at once."""
    return {key: read(session) for key, read in log_words().names.items()}


def everybody_may_open(session: Session, subject: str) -> bool:
    """Whether the page of a subject is public: drafts, unread and refused things are not."""
    for like, is_public in log_words().public.items():
        if named := re.fullmatch(like, subject):
            return is_public(session, named)
    return True


@dataclass(frozen=True)
class LogLine:
    """One entry as a page shows it: its instant (None in ballot logs), sentence, subject."""

    idx: int
    at: datetime | None
    text: Markup
    by: Markup
    subject: str
    url: str | None


def line_of(entry: Entry, names: Names = NO_NAMES) -> LogLine:
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
    return read_instant(text) if isinstance(text, str) else None


def sentence_of(entry: Entry, names: Names = NO_NAMES) -> Markup:
    """The fullest sentence whose values the entry has; unknown kinds are shown by their name."""
    kind = entry.kind
    sentences = _sentences_of(kind)
    if not sentences:
        return somebodys_words(kind)
    if choose := log_words().choose.get(kind):
        sentences = sentences[choose(entry.told) :]
    value = _reader(entry, names)
    for text, gaps in sentences:
        found = {name: value(name) for name in gaps}
        if None not in found.values():
            return filled(text, found)
    raise KeyError(kind)  # the last sentence of a kind needs no values


def actor_of(told: Mapping[str, Any]) -> Markup:
    """Who did it: a public name and role, or the role alone."""
    actor = told.get("actor")
    if not isinstance(actor, Mapping):
        return Markup("")
    role = role_name(str(actor.get("role", "")))
    if name := actor.get("name"):
        shown = somebodys_words(name)
        if post := actor.get("post"):
            return mark(f"{shown} ({as_shown(role)}, {somebodys_words(post)})")
        return mark(f"{shown} ({as_shown(role)})")
    return mark(as_shown(role))


def page_of(subject: str) -> str | None:
    """The page of a subject, None where this site has none."""
    path = "/" + subject
    return path if has_page(path) else None


def _sentences_of(kind: str) -> list[tuple[str, list[str]]]:
    """The sentences of a kind in the language of the page, each with the values that it names."""
    ready = spoken().ready
    found: list[tuple[str, list[str]]] | None = ready.get(("log", kind))
    if found is None:
        texts = [str(sentence) for sentence in log_words().sentences.get(kind, ())]
        found = [(text, list(dict.fromkeys(_PLACEHOLDER.findall(text)))) for text in texts]
        if found:  # kinds are ours; any other is made up by whoever wrote the log
            ready["log", kind] = found
    return found


def _reader(entry: Entry, names: Names) -> Callable[[str], Any]:
    """What reads one value of an entry, ready to be put in; None where it has none."""
    told = dict(entry.told.get("data") or entry.told)
    subject = str(entry.told.get("subject", ""))
    if numbers := _LAST_NUMBER.findall(subject):
        told.setdefault("n", int(numbers[-1]))

    def value(key: str) -> Any:
        name_of = names.get(key)
        if name_of is not None and (name := name_of(str(told.get(key, "")), subject)):
            return somebodys_words(name)
        return _shown(key, told[key], told) if key in told else None

    return value


def _currency_of(told: Mapping[str, Any]) -> Currency:
    place = current_frame().currency
    code = told.get("currency", place.code)
    exponent = told.get("exponent", place.exponent)
    return Currency(str(code), int(exponent))


def _shown(key: str, value: Any, told: Mapping[str, Any]) -> Any:
    """A value as people read it; None for what has no reading."""
    if isinstance(value, bool) or value in ("", None):
        return None
    read = log_words().fields.get(key.removesuffix("_before"))
    if read is not None and isinstance(value, str | list) and (words := read(value)) is not None:
        return words
    if isinstance(value, list):
        return listed(key, value)
    if isinstance(value, int):
        if value == 0 and key.endswith("days_late"):
            return None  # in time: the next sentence of the kind says so
        return (
            money(value, _currency_of(told))
            if key.removesuffix("_before").endswith("_minor")
            else counted(key, value)
        )
    return _text_shown(key, value) if isinstance(value, str) else None


def counted(key: str, value: int) -> str:
    """A number as people read it, with its noun where the log knows one."""
    shown, nouns = number(value), log_words().nouns
    return nouns[key](value, shown) if key in nouns else shown


def listed(key: str, values: list[Any]) -> str | None:
    """Several numbers or words after their noun; None for none."""
    shown, lists = as_list(values), log_words().lists
    if not shown:
        return None
    return lists[key](len(values), shown) if key in lists else shown


def _text_shown(key: str, value: str) -> Any:
    if key in log_words().names:
        # The log keeps the unchanging slug; one without a name is read as words.
        return somebodys_words(value.replace("-", " ").capitalize())
    if _DAY.fullmatch(value):
        return short_date(date.fromisoformat(value))
    if is_instant(value):
        return instant_words(read_instant(value))
    return somebodys_words(value)
