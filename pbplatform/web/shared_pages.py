"""Pages that many readers share: the same for everybody, with nothing of one reader in them.

A page is shared when its route is `@public`; a public route whose answer is one reader's own says
so with `@public_not_shared`. Shared pages have no form that does something, no message to one
person and no corner of theirs; what was said to somebody waits for a page that is not shared.

Source: docs/rules/forms.md section 5.
"""

from __future__ import annotations

from urllib.parse import unquote, urlencode, urlsplit

from flask import Flask, Response, current_app, request, session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from pbplatform.core.local_paths import is_local
from pbplatform.web.guards import NOT_SHARED
from pbplatform.web.navigation import nav_url

_TOLD = "_flashes"  # where Flask keeps messages that no page has shown yet


def is_shared(endpoint: str | None) -> bool:
    """Whether the pages of this route are the same for everybody."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "guard", "") == "public" and not hasattr(view, NOT_SHARED)


def page_is_shared() -> bool:
    """Whether this request asks for a page that is the same for everybody."""
    return request.method in ("GET", "HEAD") and is_shared(request.endpoint)


def _leads_to_shared(location: str) -> bool:
    if not is_local(location):
        return False
    try:
        path = unquote(urlsplit(location).path)
        endpoint, _given = current_app.url_map.bind("localhost").match(path)
    except (HTTPException, RequestRedirect):
        return False
    return is_shared(endpoint)


def say_it_on_the_way(response: Response) -> Response:
    """A message to one person is shown before the shared page to which its answer leads.

    In the demonstration no page is kept for others, so the message stands on the page itself.
    """
    if (
        response.location
        and not page_is_shared()
        and _leads_to_shared(response.location)
        and current_app.extensions["settings"].mode != "demo"
        and session.get(_TOLD)
    ):
        response.location = f"{nav_url('done')}?{urlencode({'to': response.location})}"
    return response


def register(app: Flask) -> None:
    """Layouts ask whether the page is shared; messages never wait for a page that is."""
    app.jinja_env.globals["page_is_shared"] = page_is_shared
    app.after_request(say_it_on_the_way)
