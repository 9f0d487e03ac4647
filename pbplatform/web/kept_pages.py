"""Public pages are made once, not for each reader: what stands before the application.

It knows nothing of pages. A route that is shared (`web/shared_pages.py`) is made under a watch,
which tells what the page depends on, and given out again as long as none of that has changed.

Source: docs/rules/shared-pages.md.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Headers as HeaderSet
from werkzeug.exceptions import HTTPException
from werkzeug.http import is_resource_modified, parse_cookie, parse_date

from pbplatform.core.db import Base, db
from pbplatform.core.versions import BRIEFLY, NO_NUMBER, Versions
from pbplatform.core.watch import Watch, watching
from pbplatform.core.watched_statement import ask_when, note_instants
from pbplatform.web.frame import current_frame
from pbplatform.web.languages import COOKIE, asked_language, page_language
from pbplatform.web.page_store import Kept, Key, PageStore, Variant
from pbplatform.web.shared_pages import is_shared

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# How long one waits for another who makes the same page.
WAIT_SECONDS = 2.0
PROXY_SECONDS = 5
_LONGEST_QUERY = 400
_SMALLEST_WORTH_PACKING = 1024
_PACKED = ("text/", "application/json", "application/atom")
_STORABLE = frozenset({"", "private, no-cache", "no-cache"})
# These are ours to say; the rest goes out as the page said it.
_OWN_HEADERS = frozenset({"content-length", "etag", "cache-control", "vary", "date"})
_VARY = "Accept-Encoding, Accept-Language, Cookie"
# Headers about this answer alone: the page is made whole and unpacked, for everybody.
_OF_ONE_ANSWER = (
    *("HTTP_ACCEPT_ENCODING", "HTTP_RANGE", "HTTP_IF_RANGE"),
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"),
)
# Names in addresses that public pages read. What has another name changes no page, is not passed on
# to any, and so is neither a way round what is kept nor a way to fill it.
KNOWN_ARGUMENTS = frozenset(
    {
        *("about", "access", "area", "before", "committee", "day", "family", "from", "lang"),
        *("language", "of", "offers", "open", "order", "page", "part", "round", "show", "sort"),
        *("state", "status", "step", "team", "what", "words", "year"),
        *("ideas", "promises", "stories"),  # which page of each list of `/changed`
    }
)


@dataclass
class Made:
    """A page while it is made. Hooks of the application fill in what only they know."""

    watch: Watch
    language: str = ""
    offered: tuple[str, ...] = ()
    whole: bool = False


# The page that this thread makes, for the hooks of the application.
_made: ContextVar[Made | None] = ContextVar("made", default=None)


@dataclass(frozen=True)
class _Asked:
    """A request as far as the bytes of a shared page depend on it."""

    where: Key
    query: str
    language: str
    packed: bool
    head: bool

    def key(self, marks: Hashable, language: str = "") -> Key:
        return (*self.where, self.query, language or self.language, marks)


class KeptPages:
    """WSGI: answers from memory what it can, and has the application make the rest.

    Attributes:
        on: whether pages are kept; not in the demonstration, whose pages have a bar of one reader.
        marks: what every page shows that stands in no table, such as the alarm about the log.
    """

    def __init__(self, app: Flask, inner: WSGIApplication, *, on: bool) -> None:
        self.app, self.inner, self.on = app, inner, on
        self.store = PageStore()
        self.marks: list[Callable[[], Hashable]] = []
        self.personal_cookies: set[str] = set()
        self._offered: tuple[str, ...] = ()
        self._other: set[str] = set()  # shared routes that give out files with rules of their own
        with app.app_context():
            self.versions = Versions(db.engine)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        asked = self._asked(environ) if self.on else None
        if asked is None:
            return self.inner(environ, start)
        with self.app.app_context():
            try:
                found = self._found(asked)
            except SQLAlchemyError:  # the application has the words for it
                return self.inner(environ, start)
        if found is not None:
            return _answer(*found, asked, environ, start)
        endpoint = self._endpoint(environ)
        if endpoint is None or endpoint in self._other:
            return self.inner(environ, start)
        with self.store.alone(asked.key(self._marks()), WAIT_SECONDS):
            with self.app.app_context():  # somebody may have made it since we looked
                found = self._found(asked)
            if found is not None:
                return _answer(*found, asked, environ, start)
            return self._make(asked, endpoint, environ, start)

    # What is asked for

    def _asked(self, environ: WSGIEnvironment) -> _Asked | None:
        """None where the answer may be one reader's, or is no page."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return None
        cookies = parse_cookie(environ) if environ.get("HTTP_COOKIE") else {}
        if any(name in cookies for name in self.personal_cookies):
            return None
        query = self._query(environ.get("QUERY_STRING", ""), cookies.get(COOKIE, ""))
        if query is None:
            return None
        language = asked_language(
            cookies.get(COOKIE, ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""), self._offered
        )
        where = (
            environ["wsgi.url_scheme"],
            environ.get("HTTP_HOST", ""),
            environ.get("SCRIPT_NAME", ""),
            environ.get("PATH_INFO", ""),
        )
        packed = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        return _Asked(where, query, language, packed, method == "HEAD")

    def _query(self, given: str, kept_language: str) -> str | None:
        """The arguments that pages know, in one order; None where the answer is not for others."""
        if not given:
            return ""
        if len(given) > _LONGEST_QUERY:
            return None
        try:
            pairs = parse_qsl(given, keep_blank_values=True, errors="strict", max_num_fields=40)
        except ValueError:
            return None
        if any(
            letter < " " or letter == "\x7f" for pair in pairs for part in pair for letter in part
        ):
            return None
        if any(name == "lang" and value != kept_language for name, value in pairs):
            return None  # it is given a cookie
        known = [pair for pair in pairs if pair[0] in KNOWN_ARGUMENTS and pair[0] != "lang"]
        return urlencode(sorted(known, key=lambda pair: pair[0]))

    def _endpoint(self, environ: WSGIEnvironment) -> str | None:
        """The route of a shared page; None for every other."""
        try:
            adapter = self.app.url_map.bind_to_environ(environ)
            endpoint, _given = adapter.match(method="GET")
        except HTTPException:
            return None
        with self.app.app_context():
            return endpoint if is_shared(endpoint) else None

    # What is kept

    def _marks(self) -> Hashable:
        with self.app.app_context():
            return tuple(mark() for mark in self.marks)

    def _found(self, asked: _Asked) -> tuple[Kept, datetime] | None:
        now: datetime = self.app.extensions["clock"]()
        found = self.store.get(asked.key(tuple(mark() for mark in self.marks)))
        total, versions = self.versions.read()
        if found is None or not found.is_of(now) or found.offered != self._offered:
            return None
        if found.total != total:
            if any(versions.get(name, 0) != was for name, was in found.versions.items()):
                return None
            found.total = total
        return found, now

    # What is made

    def _make(
        self, asked: _Asked, endpoint: str, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        total, versions = self.versions.read()  # before anything that the page shows
        with self.app.app_context():
            made = Made(Watch(now=self.app.extensions["clock"](), heard=note_instants))
            marks = self._marks()
        inside: dict[str, Any] = {**environ, "QUERY_STRING": asked.query}
        inside["REQUEST_METHOD"] = "GET"
        for name in _OF_ONE_ANSWER:
            inside.pop(name, None)
        told: list[Any] = []

        def note(status: str, headers: list[tuple[str, str]], info: Any = None) -> Any:
            told[:] = [status, HeaderSet(headers), info]
            return lambda _bytes: None

        token = _made.set(made)
        try:
            with watching(made.watch):
                answer = self.inner(inside, note)
                body = b"".join(answer) if made.whole else None
        finally:
            _made.reset(token)
        status, headers, info = told
        if body is not None:
            _close(answer)
        if body is None or not _is_storable(status, headers):
            if status.startswith("200") and "Set-Cookie" not in headers:
                self._other.add(endpoint)
            start(status, list(headers), info)
            if asked.head:
                _close(answer)
                return []
            return answer if body is None else [body]
        page = self._page(made, headers, body, total, versions)
        if not made.watch.moves and marks == self._marks():
            self._offered = made.offered
            self.store.put(asked.key(marks, made.language), page)
        return _answer(page, page.made_for, asked, environ, start)

    def _by_no_proxy(self) -> frozenset[str]:
        """Tables with words of people, and those of slices that say so, looked for once."""
        found: frozenset[str] | None = self.app.extensions.get("by_no_proxy")
        if found is None:
            slices = [each for each in self.app.extensions["slices"] if each.by_no_proxy]
            modules = {module.__name__ for each in slices for module in each.models}
            found = frozenset(
                str(mapper.local_table.name)  # type: ignore[attr-defined]
                for mapper in Base.registry.mappers
                if any(mapper.class_.__module__.startswith(name) for name in modules)
                or any(column.info.get("privacy") for column in mapper.local_table.c)
            )
            self.app.extensions["by_no_proxy"] = found
        return found

    def _page(
        self, made: Made, headers: HeaderSet, body: bytes, total: int, versions: Mapping[str, int]
    ) -> Kept:
        watch = made.watch
        if watch.tables & NO_NUMBER:
            watch.changes_at(watch.now + BRIEFLY)
        never = NO_NUMBER | self._by_no_proxy()
        own = [(name, value) for name, value in headers if name.lower() not in _OWN_HEADERS]
        own += [("Cache-Control", headers.get("Cache-Control", "private, no-cache"))]
        own += [("Vary", _VARY)]
        modified = parse_date(headers.get("Last-Modified"))
        plain = _variant(body, own, packed=False)
        packed = None
        worth = len(body) >= _SMALLEST_WORTH_PACKING
        if worth and headers.get("Content-Type", "").startswith(_PACKED):
            packed = _variant(body, own, packed=True)
        return Kept(
            plain=plain,
            packed=packed,
            made_for=watch.now,
            until=watch.until,
            versions={name: versions.get(name, 0) for name in watch.tables},
            offered=made.offered,
            total=total,
            modified=modified,
            by_proxy=not watch.moves and not watch.tables & never,
        )


def _close(answer: Iterable[bytes]) -> None:
    if hasattr(answer, "close"):
        answer.close()


def _is_storable(status: str, headers: HeaderSet) -> bool:
    return (
        status.startswith("200")
        and "Set-Cookie" not in headers
        and "Content-Encoding" not in headers
        and headers.get("Cache-Control", "") in _STORABLE
    )


def _variant(body: bytes, headers: list[tuple[str, str]], *, packed: bool) -> Variant:
    name = hashlib.sha256(body).hexdigest()[:32]
    own = list(headers)
    if packed:
        body = gzip.compress(body, compresslevel=6, mtime=0)
        name += "-gzip"
        own.append(("Content-Encoding", "gzip"))
    etag = f'"{name}"'
    own.append(("ETag", etag))
    return Variant(body, etag, own)


def _answer(
    page: Kept, now: datetime, asked: _Asked, environ: WSGIEnvironment, start: StartResponse
) -> Iterable[bytes]:
    sent = page.packed if asked.packed and page.packed else page.plain
    headers = sent.headers
    if page.by_proxy:
        left = (page.until - now).total_seconds() if page.until else PROXY_SECONDS
        if seconds := min(PROXY_SECONDS, int(left)):
            told = f"public, max-age=0, s-maxage={seconds}, must-revalidate"
            headers = [pair for pair in headers if pair[0] != "Cache-Control"]
            headers.append(("Cache-Control", told))
    conditional = "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ
    if conditional and not is_resource_modified(environ, sent.etag, None, page.modified):
        left_out = ("Content-Type", "Content-Encoding")
        start("304 NOT MODIFIED", [pair for pair in headers if pair[0] not in left_out])
        return []
    start("200 OK", [*headers, ("Content-Length", str(len(sent.body)))])
    return [] if asked.head else [sent.body]


def _tell(response: Response) -> Response:
    """After-request hook: what only the application knows of a page that is made to be kept."""
    made = _made.get()
    if made is None or response.is_streamed or response.direct_passthrough:
        return response
    made.whole = True
    if response.status_code == 200:
        made.language, made.offered = page_language(), current_frame().languages
        ask_when(db.session(), made.watch)
    return response


def register(app: Flask) -> KeptPages:
    """Put the kept pages before the application; call before anything else stands there."""
    app.after_request(_tell)
    kept = KeptPages(app, app.wsgi_app, on=app.extensions["settings"].is_production)
    app.wsgi_app = kept  # type: ignore[assignment]
    app.extensions["kept_pages"] = kept
    return kept


def pages_also_show(app: Flask, mark: Callable[[], Hashable]) -> None:
    """Have every page made anew when this changes: something all show that stands in no table."""
    app.extensions["kept_pages"].marks.append(mark)


def not_kept_with(app: Flask, cookie: str) -> None:
    """A browser with this cookie gets pages of its own."""
    app.extensions["kept_pages"].personal_cookies.add(cookie)
