"""What messengers and search engines are told of a public page: title, text, picture, address.

Source: docs/rules/feeds.md section 3.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g, request, url_for
from markupsafe import Markup

from pbplatform.core.thread import is_thing
from pbplatform.web.frame import current_frame
from pbplatform.web.navigation import whole_url
from pbplatform.web.sentences import gettext as _
from pbplatform.web.shared_pages import page_is_shared
from pbplatform.web.thread import station

LETTERS = 200
_PICTURE = "static/img/mark.png"


@dataclass(frozen=True)
class Card:
    """One public page as a messenger shows it; addresses are whole."""

    title: str
    text: str
    url: str
    picture: str


def card(title: str, text: str, holder: str, picture: str) -> Card | None:
    """The card of the page that is shown; None where it is one reader's, or tells of an error.

    Args:
        title: of the page; `holder` is the name of the round or forum that the page belongs to.
        text: what the page says of itself, or empty: then how its thing stands, or what it is.
        picture: address of its picture, empty for that of the place.
    """
    if not page_is_shared() or g.get("is_refused") or request.endpoint is None:
        return None
    asked = {key: each for key, each in request.args.items() if key == "page" and each}
    # Without decoration; how a thing stands is told below too, so that it is read once.
    here = url_for(request.endpoint, **(request.view_args or {}))
    has_station = is_thing(here.lstrip("/"))
    one = station(here.lstrip("/")) if has_station else None
    if has_station and one is None:
        return None  # not public, or not yet: its author looks at it
    named = _plain(title)
    if holder and holder not in named:
        named = _("%(what)s: %(name)s", what=named, name=holder)
    told = _plain(text) or (f"{one.what}: {one.title}. {one.state}" if one else "")
    place = _("%(place)s: residents decide about public money.", place=current_frame().name)
    address = url_for(request.endpoint, **{**asked, **(request.view_args or {})})
    return Card(
        title=named,
        text=_cut(told or f"{named}. {place}"),
        url=whole_url(address.lstrip("/")),
        picture=whole_url((picture or _own_picture()).lstrip("/")),
    )


def _plain(text: str) -> str:
    return " ".join(Markup(text).striptags().split())  # noqa: S704  # made plain here


def _cut(text: str) -> str:
    if len(text) <= LETTERS:
        return text
    return f"{text[: LETTERS - 1].rsplit(' ', 1)[0][: LETTERS - 1]}…"


def _own_picture() -> str:
    logo = current_frame().logo
    return logo or f"/{_PICTURE}"


def register(app: Flask) -> None:
    """Let the layout ask."""
    app.jinja_env.globals["card"] = card
