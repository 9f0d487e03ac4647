"""Files beside a public page that programs follow: lists as Atom (RFC 4287).

A view says with `beside` of which page it is the file; the layout then names it in the head of that
page and links to it. Source: docs/rules/feeds.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from urllib.parse import urlsplit
from xml.etree import ElementTree

from flask import Flask, Response, current_app, g, request, url_for
from flask_babel import LazyString
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.facts import NewsFact
from pbplatform.core.thread import Depth, Station, tell
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.languages import page_language
from pbplatform.web.navigation import whole_url

MOST = 50
ATOM = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
# What an XML 1.0 document can hold in no form, not even escaped.
_NEVER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OF_ONE_READER = ("page", "lang", "before")
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Entry:
    """One thing of a list.

    Attributes:
        path: of its page, without a stroke before it, perhaps with an anchor.
        key: what its name is made of; the path where it is empty.
        updated: aware, UTC.
        author: as the page names them; empty where it names nobody.
        lang: of a title that a resident wrote; empty for the page's own.
    """

    path: str
    title: str
    updated: datetime
    summary: str = ""
    author: str = ""
    lang: str = ""
    key: str = ""


@dataclass(frozen=True)
class Beside:
    """A file as the page beside it names it."""

    media_type: str
    words: str
    url: str

    @property
    def is_feed(self) -> bool:
        return self.media_type == ATOM


def beside(page: str, words: LazyString, media_type: str = ATOM) -> Callable[[View], View]:
    """The view is a file of the page at endpoint `page`, with the same parts in its address.

    Args:
        words: of the link that leads to it.
    """

    def decorate(view: View) -> View:
        view.beside = (page, words, media_type)  # type: ignore[attr-defined]
        return view

    return decorate


def files_beside() -> list[Beside]:
    """The files of the page that is shown, with its filters; none on a page of an error."""
    if request.endpoint is None or g.get("is_refused"):
        return []
    return [
        Beside(media_type, str(words), _address(file))
        for file, words, media_type in _known().get(request.endpoint, ())
    ]


def _address(endpoint: str) -> str:
    """The page or file beside the one that is asked for, narrowed in the same way."""
    asked: dict[str, Any] = {
        key: text
        for key, text in request.args.items()
        if text and key not in OF_ONE_READER and not key.startswith("_")
    }
    return url_for(endpoint, **{**asked, **(request.view_args or {})})


def _known() -> Mapping[str, Sequence[tuple[str, LazyString, str]]]:
    """All files by the endpoint of their page, looked for once."""
    known: dict[str, list[tuple[str, LazyString, str]]] | None
    known = current_app.extensions.get("files_beside")
    if known is None:
        known = {}
        for endpoint, view in current_app.view_functions.items():
            if told := getattr(view, "beside", None):
                page, words, media_type = told
                known.setdefault(page, []).append((endpoint, words, media_type))
        current_app.extensions["files_beside"] = known
    return known


def name_of(path: str) -> str:
    """The name of a thing for ever: a tag URI (RFC 4151)."""
    host = urlsplit(whole_url("")).hostname or "localhost"
    return f"tag:{host},2026:{path}"


def told_of(
    session: Session,
    came: Mapping[str, datetime],
    now: datetime,
    *,
    done: Mapping[str, Station] | None = None,
    changed: Mapping[str, datetime] | None = None,
) -> list[Entry]:
    """Things with a thread, as they stand today; those that are not public are left out.

    Args:
        came: when each came into the list, by path.
        done: what is known of them already; nobody is asked again.
        changed: `changed_at` of them, where that is known already.
    """
    stations = tell(session, list(came), now, Depth.STATE, done=done)
    if changed is None:
        changed = changed_at(session, list(came))
    return [
        _entry(stations[path], max(at, changed.get(path, at)))
        for path, at in came.items()
        if path in stations
    ]


def _entry(one: Station, updated: datetime) -> Entry:
    title = f"{one.what}: {one.title}" if one.what != one.title else one.title
    return Entry(one.path, title, updated, summary=one.state, author=one.by, lang=one.lang)


def changed_at(session: Session, paths: Sequence[str]) -> dict[str, datetime]:
    """When the newest fact about each was told; one read."""
    if not paths:
        return {}
    query = select(NewsFact.about, func.max(NewsFact.at)).where(NewsFact.about.in_(paths))
    rows = session.execute(query.group_by(NewsFact.about))
    return {row[0]: row[1] for row in rows}


def on_day(day: date) -> datetime:
    """The first instant of a day of the place, for what knows its day alone."""
    return datetime.combine(day, time(), current_frame().timezone).astimezone(UTC)


def atom(title: str, entries: Sequence[Entry]) -> Response:
    """The answer of a view that is `beside` a list: what changed last first, at most 50."""
    newest = sorted(entries, key=lambda each: (each.updated, each.path), reverse=True)[:MOST]
    feed = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": page_language()})
    here = _address(str(request.endpoint)).lstrip("/")
    view: Any = current_app.view_functions[str(request.endpoint)]
    page, _words, _type = view.beside
    _put(feed, "id", name_of(here))
    _put(feed, "title", f"{title} – {current_frame().name}")
    today = request_now().replace(hour=0, minute=0, second=0, microsecond=0)
    _put(feed, "updated", _instant(newest[0].updated if newest else today))
    ElementTree.SubElement(feed, "link", {"rel": "self", "type": ATOM, "href": whole_url(here)})
    there = {"rel": "alternate", "type": "text/html", "href": whole_url(_address(page).lstrip("/"))}
    ElementTree.SubElement(feed, "link", there)
    _put(ElementTree.SubElement(feed, "author"), "name", current_frame().name)
    for each in newest:
        _add(feed, each)
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return followed(Response(body, content_type=f"{ATOM}; charset=utf-8"))


def followed(answer: Response) -> Response:
    """Kept by programs, and asked for again each time: without a body where nothing changed."""
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _add(feed: ElementTree.Element, each: Entry) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    _put(entry, "id", name_of(each.key or each.path))
    _put(entry, "title", each.title, each.lang)
    _put(entry, "updated", _instant(each.updated))
    there = {"rel": "alternate", "type": "text/html", "href": whole_url(each.path)}
    ElementTree.SubElement(entry, "link", there)
    if each.summary:
        _put(entry, "summary", each.summary)
    if each.author:
        _put(ElementTree.SubElement(entry, "author"), "name", each.author)


def _put(parent: ElementTree.Element, name: str, text: str, lang: str = "") -> None:
    made = ElementTree.SubElement(parent, name, {"xml:lang": lang} if lang else {})
    made.text = _NEVER.sub("", text)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def register(app: Flask) -> None:
    """Let the layout ask for the files of its page."""
    app.jinja_env.globals["files_beside"] = files_beside
