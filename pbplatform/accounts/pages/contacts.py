"""News without an account: the page of the mailed link, and the press that stops it.

Source: docs/rules/accounts.md section 7.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pbplatform.accounts import queries, services
from pbplatform.accounts.services import ContactAsked
from pbplatform.accounts.words.news import news_words
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public_not_shared
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import news_of

bp = Blueprint("news", __name__)


class YesForm(Form):
    """A button: nothing to fill in."""


def news_asked_page(
    email: str, asked: ContactAsked, *, back: str, again: str, kept: str = ""
) -> Response:
    """What every form says that asked for news: a mail is on its way, or why none is.

    Args:
        back: the page that the news is about.
        again: where a mistyped address can be put right.
        kept: what was typed and waits for the press, as a sentence.
    """
    return no_store(
        render_template(
            "accounts/news_asked.html",
            email=email,
            asked=asked,
            kept=kept,
            back=back,
            again=again,
            most=services.CONTACT_MAILS.most,
            minutes=services.CONTACT_MAILS.span.seconds // 60,
            mailbox_here=not current_app.extensions["settings"].is_production,
        )
    )


@bp.route("/news/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def confirm(token: str) -> ResponseReturnValue:
    """Say yes to news; only the press does, since mail scanners open links."""
    form = YesForm()
    try:
        contact = queries.contact_of_token(db.session(), token, now=request_now())
    except NotFound as missing:
        return _gone(missing)

    def say_yes(session: Session) -> str:
        now = request_now()
        said = services.confirm_contact(session, token=token, now=now)
        news = news_of(said.purpose)
        if news and news.confirmed:
            news.confirmed(session, said.about, said.email, now)
        return said.about

    if answer := post(form, say_yes, lambda about: Then(f"/{about}", _("You get this news now."))):
        return answer
    page = render_template(
        "accounts/news.html",
        form=form,
        contact=contact,
        news=news_words(contact.purpose),
        about=f"/{contact.about}",
        stop=url_for(".stop", token=token),
    )
    return no_store((page, form.status))


@bp.route("/news/<token>/stop", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def stop(token: str) -> ResponseReturnValue:
    """No more of this news: one press, and the address is forgotten."""
    form = YesForm()
    try:
        contact = queries.contact_of_token(db.session(), token, now=request_now())
    except NotFound as missing:
        return _gone(missing)

    def end(session: Session) -> str:
        _purpose, about = services.stop_contact(session, token=token, now=request_now())
        return about

    told = _("You get no more of this news. We have forgotten your address.")
    if answer := post(form, end, lambda about: Then(f"/{about}", told), refusals=()):
        return answer
    page = render_template(
        "accounts/stop_news.html",
        form=form,
        contact=contact,
        news=news_words(contact.purpose),
        about=f"/{contact.about}",
    )
    return no_store((page, form.status))


def _gone(missing: NotFound) -> ResponseReturnValue:
    page = render_template("accounts/no_news.html", why=message_for(missing))
    return no_store((page, 404))
