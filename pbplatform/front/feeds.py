"""All news of the site, of a round and of a forum, and the log, as feeds.

Source: docs/rules/feeds.md section 1.
"""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit
from pbplatform.core.db import db
from pbplatform.core.facts import NewsFact, kinds_in
from pbplatform.forums.queries import forum_by_slug
from pbplatform.front import log_views
from pbplatform.front.log_words import line_of, log_names
from pbplatform.front.news import public_of
from pbplatform.rounds.queries import public_round
from pbplatform.web.feeds import MOST, Entry, atom, beside
from pbplatform.web.guards import public
from pbplatform.web.navigation import has_page
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import all_slices

bp = Blueprint("feeds", __name__)
_LOOKED_AT = 4 * MOST  # some are not public any more, or concern only a part of a round


@bp.route("/news.atom")
@beside("web.home", _l("All news as a feed (Atom)"))
@public
def news() -> ResponseReturnValue:
    return atom(_("News"), news_of(db.session()))


@bp.route("/rounds/<slug>/news.atom")
@beside("rounds.show", _l("News of this round as a feed (Atom)"))
@public
def of_round(slug: str) -> ResponseReturnValue:
    round_ = public_round(db.session(), slug)
    title = _("News, %(name)s", name=round_.name)
    return atom(title, news_of(db.session(), round_.path))


@bp.route("/forums/<slug>/news.atom")
@beside("forums.forum", _l("News of this forum as a feed (Atom)"))
@public
def of_forum(slug: str) -> ResponseReturnValue:
    forum = forum_by_slug(db.session(), slug)
    title = _("News, %(name)s", name=forum.name)
    return atom(title, news_of(db.session(), forum.path))


def news_of(session: Session, path: str = "") -> list[Entry]:
    """The newest facts that everybody may know; of a round or forum, those its followers hear."""
    kinds = kinds_in(each.facts for each in all_slices())
    query = select(NewsFact).where(NewsFact.kind.in_(kinds))
    if path:
        query = query.where(NewsFact.root == path)
    newest = query.order_by(NewsFact.at.desc(), NewsFact.key16).limit(_LOOKED_AT)
    found = [fact for fact in session.scalars(newest) if _is_told(fact, path)]
    open_to_all = public_of(session, {fact.about for fact in found})
    return [
        Entry(
            path=fact.about,
            key=f"{fact.about}#{fact.key16.hex()}",
            title=kinds[fact.kind].line(fact.facts),
            updated=fact.at,
            summary=kinds[fact.kind].detail(fact.facts),
        )
        for fact in found
        if fact.about in open_to_all and has_page(f"/{fact.about}")
    ][:MOST]


def _is_told(fact: NewsFact, path: str) -> bool:
    return not path or fact.about == path or path in fact.within


@bp.route("/log.atom")
@beside("log.site", _l("This log as a feed (Atom)"))
@public
def log() -> ResponseReturnValue:
    """The newest entries in words, by the filters of the page."""
    session = db.session()
    wanted, subjects = log_views.asked_for(), log_views.subjects_of_log()
    entries = audit.search(
        session,
        about=wanted.about if wanted.about in subjects else "",
        family=wanted.family,
        span=log_views.span_of(wanted.day) if wanted.day else None,
        newest=MOST,
    )
    names = log_names(session)
    lines = [line_of(each, names) for each in log_views.veiled(entries)]
    told = [
        Entry(
            path=f"log/entries/{line.idx}",
            title=line.text.striptags(),
            updated=line.at,
            summary=line.by.striptags(),
        )
        for line in lines
        if line.at is not None
    ]
    return atom(_("The public log"), told)
