"""What every response shares: security headers, compression, error pages."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, MutableMapping
from functools import cached_property
from itertools import chain
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_request_context,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.globals import _cv_request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError
from werkzeug.routing import ValidationError

from config import Settings
from pbplatform.core.errors import DomainError
from pbplatform.core.local_paths import is_local
from pbplatform.web import error_pages, large_uploads
from pbplatform.web.kept_form import kept_form
from pbplatform.web.navigation import page_before
from pbplatform.web.refusals import message_for
from pbplatform.web.rules import Addresses, LazyRule
from pbplatform.web.sentences import gettext as _
from pbplatform.web.templating import PageEnvironment

# Nothing from elsewhere, nothing inline: a stray script cannot run, a page cannot be framed.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
# Their fields are codes and sealed votes, which no page repeats.
_NOT_KEPT = frozenset({"voting", "voting_desk", "verify", "verify_receipt", "results", "accounts"})
_SMALLEST_WORTH_PACKING = 1024
_PACKED = ("text/", "application/json", "application/atom")


class App(Flask):
    """Flask, whose own words about a failure name the route and never what was asked for."""

    request_class = large_uploads.OwnRequest
    url_rule_class = LazyRule
    jinja_environment = PageEnvironment
    jinja_options = {"cache_size": -1}  # as many as there are, found without a queue

    @cached_property
    def addresses(self) -> Addresses:
        """How addresses are built, by what they lead to."""
        return Addresses(self.url_map)

    def add_url_rule(self, *args: Any, **kwargs: Any) -> None:
        super().add_url_rule(*args, **kwargs)
        if "addresses" in vars(self):
            self.addresses.forget()

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """The address of a page, as Flask makes it: of a page itself without asking much."""
        asked: Any = _cv_request.get(None)
        plain = _anchor is None and _method is None and _scheme is None and not _external
        if plain and asked is not None and not self.url_default_functions:
            if endpoint[:1] == ".":
                within = asked.request.blueprint
                endpoint = endpoint[1:] if within is None else f"{within}{endpoint}"
            adapter = asked.url_adapter
            build = self.addresses.of(endpoint, adapter.default_method, tuple(values))
            if build is not None and not adapter.subdomain and None not in values.values():
                try:
                    path = build(**values)[1]
                except ValidationError:
                    pass  # Flask says which value it was
                else:
                    return f"{adapter.script_name.rstrip('/')}/{path.lstrip('/')}"
        return super().url_for(
            endpoint,
            _anchor=_anchor,
            _method=_method,
            _scheme=_scheme,
            _external=_external,
            **values,
        )

    def preprocess_request(self) -> ResponseReturnValue | None:
        large_uploads.allow(self, request)  # before any hook reads the form
        return super().preprocess_request()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Every function of ours is called as it is; Flask would ask of each whether it waits."""
        return func

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        rule = request.url_rule.rule if has_request_context() and request.url_rule else "?"
        self.logger.error("failed at %s", rule, exc_info=exc_info)


def add_headers(response: Response) -> Response:
    """Security headers; a page that may not be kept says so itself with `no_store`."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers and response.mimetype == "text/html":
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def add_static_headers(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """The same for files that the server gives out beside the application."""
    for name, value in _HEADERS.items():
        headers[name] = value


def no_store(page: ResponseReturnValue | str) -> Response:
    """A page that neither browser nor proxy may keep: ballots, receipts, codes."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def pack(response: Response) -> Response:
    """Gzip text for slow lines; never a no-store page, whose size could tell its secret."""
    if (
        response.direct_passthrough
        or response.status_code < 200
        or response.status_code == 304
        or "gzip" not in request.headers.get("Accept-Encoding", "")
        or response.headers.get("Content-Encoding")
        or "no-store" in response.headers.get("Cache-Control", "")
        or not (response.mimetype or "").startswith(_PACKED)
        or response.is_streamed
    ):
        return response
    data = response.get_data()
    if len(data) < _SMALLEST_WORTH_PACKING:
        return response
    response.set_data(gzip.compress(data, compresslevel=6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


# What the refusal of a request itself is about: its fields cannot be read, or must not be.
_UNREADABLE = frozenset({400, 413})


def _page(status: int, message: str) -> ResponseReturnValue:
    title, advice = error_pages.words_for(status)
    g.is_refused = True
    if request.path.endswith(".json"):
        # A program asked: it gets what a person would read, as the kind of file it asked for.
        return jsonify(status=status, error=message or title), status
    readable = status not in _UNREADABLE and request.blueprint not in _NOT_KEPT
    kept = kept_form() if readable and came_from_here() else None
    page = render_template(
        "errors/error.html",
        status=status,
        title=title,
        advice=advice,
        message=message,
        back=page_before(),
        kept=kept,
        again=status >= 500 or status == 429,
    )
    return no_store((page, status)) if kept else (page, status)


def on_domain_error(error: DomainError) -> ResponseReturnValue:
    """A refusal that no form could show."""
    return _page(error.status, message_for(error))


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    """404, 405, 413 and the like, in the page's own look."""
    if error.code == 404 and (meant := _without_slash()):
        return redirect(meant, 301)
    return _page(error.code or 500, "")


def on_wrong_host(error: SecurityError) -> ResponseReturnValue:
    """Somebody asked for another site's name here: nothing of that name goes into a page."""
    settings: Settings = current_app.extensions["settings"]
    request.trusted_hosts = None  # the page itself may ask for the host; it shows none
    request.host = urlsplit(settings.public_url).netloc
    told = _("This site does not answer at the address you used. It is at %(url)s",
             url=settings.public_url)  # fmt: skip
    return _page(error.code or 400, told)


def _without_slash() -> str | None:
    """The page that somebody meant who typed a slash behind its address."""
    path = request.path.rstrip("/")
    if request.method not in ("GET", "HEAD") or path == request.path or not is_local(path):
        return None
    try:
        current_app.url_map.bind("").match(path)
    except HTTPException:
        return None
    asked = request.query_string.decode("latin-1")
    return f"{path}?{asked}" if asked else path


def on_csrf_error(_error: CSRFError) -> ResponseReturnValue:
    """The form was too old or came from elsewhere. Our own comes back with all that was typed."""
    kept = kept_form() if came_from_here() and request.blueprint not in _NOT_KEPT else None
    if kept is None:
        return _page(400, "")
    page = render_template("errors/form_too_old.html", kept=kept, back=page_before())
    return no_store((page, 400))


def came_from_here() -> bool:
    """Whether the browser says that a page of ours sent this form."""
    origin = request.headers.get("Origin") or request.referrer or ""
    try:
        return bool(origin) and urlsplit(origin).netloc == request.host
    except ValueError:
        return False


# Finds what stands in no address that a person types.
_NOBODY_TYPES = re.compile(r"[\x00-\x1f\x7f]").search


def refuse_what_nobody_types() -> None:
    """Not a request of a person: control characters in an address, and letters that nobody types.

    They would end a line of the program's log or of a header; PostgreSQL cannot keep NUL.
    """
    asked = (request.path, *(part for pair in request.args.items(multi=True) for part in pair))
    if any(map(_NOBODY_TYPES, asked)):
        raise BadRequest
    if not request.content_type:  # no form came with it
        return
    sent = chain.from_iterable(request.form.items(multi=True))
    if any("\0" in text for text in sent):
        raise BadRequest


def register(app: Flask) -> None:
    """Hooks and error pages of the whole application."""
    app.before_request(refuse_what_nobody_types)
    app.after_request(pack)
    app.after_request(add_headers)  # runs before `pack`: hooks run last registered first
    app.register_error_handler(DomainError, on_domain_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(SecurityError, on_wrong_host)
    app.register_error_handler(HTTPException, on_http_error)
