"""Where the main places of the site are: plain addresses, so that a layout needs no endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l

from config import Settings
from pbplatform.core.local_paths import is_local
from pbplatform.web.frame import mails_go_out
from pbplatform.web.sentences import word_of

PLACES = {
    "now": "/",
    "rounds": "/rounds",
    "forums": "/forums",
    "promises": "/promises",
    "data": "/log",
    "verify": "/verify",
    "desk": "/desk",
    "me": "/me",
    "language": "/me/language",
    "sign_in": "/sign-in",
    "sign_out": "/sign-out",
    "done": "/done",
    "help": "/help",
    "easy": "/easy",
    "how": "/how-it-works",
    "files": "/data",
    "moderation": "/moderation",
    "accessibility": "/accessibility",
    "privacy": "/privacy",
    "cookies": "/cookies",
    "source": "/about",
}
_MAIN = {
    "now": _l("Now"),
    "rounds": _l("Rounds"),
    "forums": _l("Forums"),
    "promises": _l("Promises"),
    "data": _l("Data"),
}
# Pages that stand under a main place without beginning with its address.
_BELONGS = {"promises": ("/projects",), "data": ("/verify", "/data", "/moderation")}
_FOOTER = {
    "easy": _l("Easy words"),
    "help": _l("Help"),
    "how": _l("How this works"),
    "accessibility": _l("Accessibility"),
    "privacy": _l("Privacy"),
    "cookies": _l("Cookies"),
    "files": _l("All files"),
    "moderation": _l("Words that had to go"),
    "source": _l("Source code"),
}


_PATHS_KNOWN = 10_000


@dataclass(frozen=True)
class NavItem:
    """One link of the main navigation."""

    text: str
    url: str
    current: bool


def nav_url(name: str) -> str:
    """The plain address of a main place.

    Raises:
        KeyError: no such place.
    """
    return PLACES[name]


def has_page(path: str) -> bool:
    """Whether something answers at `path`: a link leads only where there is a page."""
    known: dict[str, bool] = current_app.extensions.setdefault("pages_there_are", {})
    if path not in known:
        if len(known) >= _PATHS_KNOWN:  # readers may name any
            known.clear()
        known[path] = current_app.url_map.bind("localhost").test(path)
    return known[path]


def page_before() -> str | None:
    """The page of ours from which this request came, when it can be opened again."""
    try:
        came = urlsplit(request.referrer or "")
    except ValueError:
        return None
    back = f"{came.path}?{came.query}" if came.query else came.path
    if came.netloc != request.host or not is_local(back) or not has_page(came.path):
        return None
    if request.method == "GET" and came.path == request.path:
        return None
    if back == "/":  # pages of drafts tell no more than that they are ours
        return None
    return back


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url + "/"))


def main_navigation() -> list[NavItem]:
    """The five items, the one that holds the present page marked."""
    here = request.path
    return [
        NavItem(
            word_of("main navigation", _MAIN, name),
            nav_url(name),
            any(_holds(url, here) for url in (nav_url(name), *_BELONGS.get(name, ()))),
        )
        for name in _MAIN
    ]


def _known_paths() -> frozenset[str]:
    known: frozenset[str] | None = current_app.extensions.get("known_paths")
    if known is None:
        known = frozenset(rule.rule for rule in current_app.url_map.iter_rules())
        current_app.extensions["known_paths"] = known
    return known


def footer_links() -> list[NavItem]:
    """Help and the rules of the site; only pages that exist are linked."""
    known, here = _known_paths(), request.path
    return [
        NavItem(word_of("footer", _FOOTER, name), url, _holds(url, here))
        for name in _FOOTER
        if (url := nav_url(name)) in known
    ]


def whole_url(path: str) -> str:
    """The whole address of a page of this site, to be passed on.

    Args:
        path: without a stroke before it, like `rounds/fund/proposals/4`.
    """
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url}/{path}"


def register(app: Flask) -> None:
    """Make the helpers known to templates."""
    app.jinja_env.globals.update(
        whole_url=whole_url,
        has_page=has_page,
        nav_url=nav_url,
        main_navigation=main_navigation,
        footer_links=footer_links,
        mails_go_out=mails_go_out,
    )
